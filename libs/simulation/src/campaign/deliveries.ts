import { partitionOf } from '#kernel';
import type { Message, NumberKeys, Posting, Recorded } from '#kernel';
import { inputOf, isLogEvent } from '#runtime';
import { serviceModules } from '#services';
import type { ServiceName } from '#services';
import type { Reader } from './log-watch.js';
import type { OnViolation } from './violations.js';
import type { AcceptedCause } from './rule.js';

/** Who hears the events of a service, and what it makes of them. */
interface Hearing {
  readonly name: ServiceName;
  /** Into its inbox; else it is answered where it stands. */
  readonly isPosted: boolean;
  readonly hears: (recorded: Recorded<Message>) => readonly Posting<Message>[];
}
type Reactions = readonly Hearing[];

const reactionsOn = (source: ServiceName, keys: NumberKeys): Reactions =>
  serviceModules.flatMap(({ name, open }) =>
    open((inside): Reactions => {
      const { inputs, reposts = {} } = inside.service(keys);
      return [
        { listening: inputs[source], isPosted: false },
        { listening: reposts[source], isPosted: true },
      ].flatMap(({ listening, isPosted }) =>
        listening === undefined
          ? []
          : [{ name, isPosted, hears: (of: Recorded<Message>) => listening.hears(of) }],
      );
    }),
  );

const isBefore = (one: readonly number[], other: readonly number[]): boolean => {
  const at = one.findIndex((part, place) => part !== other[place]);
  return at >= 0 && (one[at] ?? 0) < (other[at] ?? 0);
};

/**
 * Every message between services takes effect once, in its source partition's order: what must
 * come is computed from the accepted events, what came from the answers in the logs.
 */
export class Deliveries {
  readonly #due = new Set<string>();
  readonly #came = new Set<string>();
  /** Of the last message of an input that took effect: offset and k. */
  readonly #marks = new Map<string, readonly number[]>();
  /** Client commands by service, key and id: how often each took effect. */
  readonly #commands = new Map<string, number>();

  constructor(
    private readonly keys: NumberKeys,
    private readonly partitions: number,
    private readonly violated: OnViolation,
  ) {}

  reader(service: ServiceName, partition: number): Reader<Message> {
    const reactions = reactionsOn(service, this.keys);
    return {
      take: (accepted) => {
        this.#hear(accepted, service, partition);
        this.#expect(accepted, reactions, `${service}.${partition}`);
      },
    };
  }

  /** How often this command took effect. */
  effects(service: ServiceName, key: string | null, id: string): number {
    return this.#commands.get(`${service} ${key} ${id}`) ?? 0;
  }

  /** What never came, once everything has settled. */
  compare(): void {
    for (const message of this.#due) {
      if (!this.#came.has(message)) this.violated('delivered', `${message} never took effect`);
    }
    for (const message of this.#came) {
      if (!this.#due.has(message)) this.violated('delivered', `nobody sent ${message}`);
    }
  }

  #expect(
    { chain, events, offsets }: AcceptedCause<Message>,
    reactions: Reactions,
    source: string,
  ): void {
    for (const [index, envelope] of events.entries()) {
      const { event, key, tenant, id, version, at, number } = envelope;
      if (isLogEvent<Message>(event) || key === null) continue;
      const named = number === undefined ? {} : { number };
      const recorded = { event, key, tenant, id, chain, index, version, at, ...named };
      for (const { name, isPosted, hears } of reactions) {
        for (const [k, posting] of hears(recorded).entries()) {
          const to = partitionOf(posting.key, this.partitions);
          const message = isPosted ? `${id}/${k}` : `${source}:${offsets[index]}:${k}`;
          this.#due.add(`${message} > ${name}/${to}`);
        }
      }
    }
  }

  #hear(answer: AcceptedCause<Message>, service: ServiceName, partition: number): void {
    const { input, offset, k } = answer;
    const [head] = answer.events;
    if (head === undefined) return;
    const { event, source, command, key } = head;
    const isNote = event.type === 'log.unchanged' && 'reason' in event.data;
    if (isNote && event.data.reason === 'duplicate') return;
    if (command !== undefined) {
      const effects = this.effects(service, key, command) + 1;
      this.#commands.set(`${service} ${key} ${command}`, effects);
      if (effects > 1) {
        this.violated('exactly-once', `command ${command} for ${key} took effect ${effects} times`);
      }
    }
    const to = `${service}/${partition}`;
    if (source !== undefined) this.#deliver(source, to);
    if (inputOf(input) === undefined) return;
    this.#deliver(`${input}:${offset}:${k}`, to);
    const mark = this.#marks.get(`${input} > ${to}`);
    const order = [offset, k];
    if (mark !== undefined && !isBefore(mark, order)) {
      this.violated(
        'in-order',
        `${input}:${offset}:${k} > ${to} took effect after ${mark.join(':')}`,
      );
    }
    this.#marks.set(`${input} > ${to}`, order);
  }

  #deliver(place: string, to: string): void {
    const message = `${place} > ${to}`;
    if (this.#came.has(message)) this.violated('exactly-once', `${message} took effect twice`);
    this.#came.add(message);
  }
}
