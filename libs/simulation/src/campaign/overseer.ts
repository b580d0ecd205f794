import type { EventEnvelope, LogEvent } from '#contracts';
import type { Message } from '#kernel';
import { GenerationGone } from '#ports';
import type { Projections } from '#ports';
import { eventsTopic, inboxTopic, inputOf } from '#runtime';
import { ofEach, serviceNames } from '#services';
import type { Definition, ServiceName } from '#services';
import type { World } from '../world.js';
import { Books } from './books.js';
import { Deliveries } from './deliveries.js';
import { LogWatch } from './log-watch.js';
import type { Answered, Reader } from './log-watch.js';
import type { OnViolation } from './violations.js';
import type { Authors } from './deployment.js';
import type { Scenario } from './scenario.js';

export type Heard = (service: ServiceName, event: EventEnvelope<Message | LogEvent>) => void;

interface Overseen {
  readonly world: World;
  readonly scenario: Scenario;
  readonly authors: Authors;
  readonly violated: OnViolation;
  readonly heard: Heard | undefined;
}

/** What the watches of all services have in common. */
interface Watch {
  readonly answers: readonly Answered[];
  readonly digests: ReadonlyMap<number, string>;
  readonly rule: { readonly chain: number; readonly superseded: number };
  readonly next: number;
  look(): Promise<void>;
}

type Watches = Readonly<Record<ServiceName, readonly Watch[]>>;

/** Looks at logs and views after every step of a world. */
export class Overseer {
  readonly books: Books;
  readonly deliveries: Deliveries;
  readonly watches: Watches;
  readonly types = new Map<string, number>();
  readonly #opened = new Map<ServiceName, { generation: number; projections: Projections }>();
  /** Since when no generation answers: how far the log was, and what had been lost by then. */
  readonly #absent = new Map<ServiceName, { readonly ends: readonly number[]; lost: number }>();

  constructor(private readonly about: Overseen) {
    const {
      scenario: { keys, partitions },
      violated,
    } = about;
    this.books = new Books(violated);
    this.deliveries = new Deliveries(keys, partitions, violated);
    this.watches = ofEach(({ name, open }) => open((inside) => this.#watch(name, inside)));
  }

  get superseded(): number {
    return serviceNames
      .flatMap((service) => this.watches[service])
      .reduce((sum, { rule }) => sum + rule.superseded, 0);
  }

  async look(): Promise<void> {
    for (const service of serviceNames) {
      for (const watch of this.watches[service]) await watch.look();
      await this.#lookAtViews(service).catch((error: unknown) => {
        if (!(error instanceof GenerationGone)) throw error;
        // Begun anew under the same number.
        this.#opened.delete(service);
      });
    }
  }

  #watch<C extends Message, E extends Message, S>(
    service: ServiceName,
    inside: Definition<C, E, S>,
  ): readonly Watch[] {
    const { codec } = inside;
    const book = this.books.reader(inside);
    const { world, scenario, authors, violated, heard } = this.about;
    const [events, inbox] = [world.log(eventsTopic(service)), world.log(inboxTopic(service))];
    const count: Reader<E> = {
      take: ({ events: accepted }) => {
        for (const envelope of accepted) {
          const { type } = envelope.event;
          this.types.set(type, (this.types.get(type) ?? 0) + 1);
          heard?.(service, envelope);
        }
      },
    };
    return Array.from(
      { length: scenario.partitions },
      (_, partition) =>
        new LogWatch<E>({
          service,
          partition,
          codec,
          events,
          inbox,
          timeOf: (input, offset) => {
            const at = inputOf(input);
            return at && world.log(eventsTopic(at.service)).timeOf(at.partition, offset);
          },
          authors,
          violated,
          readers: [count, book, this.deliveries.reader(service, partition)],
        }),
    );
  }

  /** A view is never ahead of its log, and never of another history. */
  async #lookAtViews(service: ServiceName): Promise<void> {
    const projections = await this.#current(service);
    await this.#lookAtFilling(service, projections);
    if (projections === undefined) return;
    for (const [partition, { rule, digests, next }] of this.watches[service].entries()) {
      const cursor = await projections.cursor(partition);
      if (cursor === undefined) continue;
      const where = `the view of ${service}/${partition}`;
      if (cursor.offset > next || cursor.chain > rule.chain) {
        this.about.violated(
          'view-not-ahead',
          `${where} stands at ${cursor.offset} with answer ` +
            `${cursor.chain}, its log at ${next} with answer ${rule.chain}`,
        );
      } else if (cursor.chain >= 0 && digests.get(cursor.chain) !== cursor.digest) {
        this.about.violated(
          'view-history',
          `${where} has another digest of answer ${cursor.chain}`,
        );
      }
    }
  }

  /** Where no view answered, one answers only with all that the log had then. */
  async #lookAtFilling(service: ServiceName, views: Projections | undefined): Promise<void> {
    const { viewsLost } = this.about.world;
    const since = this.#absent.get(service);
    if (views === undefined) {
      const ends = this.watches[service].map(({ next }) => next);
      this.#absent.set(service, since ?? { ends, lost: viewsLost });
      return;
    }
    for (const [partition, end] of since?.ends.entries() ?? []) {
      const offset = (await views.cursor(partition))?.offset ?? 0;
      if (offset >= end || since?.lost !== viewsLost) continue;
      this.about.violated(
        'views-whole',
        `the view of ${service}/${partition} answers from ` +
          `${offset} on, where its log had ${end} when none answered`,
      );
    }
    this.#absent.delete(service);
  }

  async #current(service: ServiceName): Promise<Projections | undefined> {
    const {
      world: { generations },
      scenario: { partitions },
    } = this.about;
    const current = await generations.current(service);
    if (current === undefined) return undefined;
    const { generation } = current;
    const opened = this.#opened.get(service);
    if (opened?.generation === generation) return opened.projections;
    const projections = await generations.open(service, generation, partitions);
    this.#opened.set(service, { generation, projections });
    return projections;
  }
}
