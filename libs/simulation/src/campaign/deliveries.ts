import { partitionOf } from '#kernel';
import type { Message, NumberKeys, Posting, Recorded } from '#kernel';
import { isLogEvent } from '#runtime';
import { serviceModules } from '#services';
import type { ServiceName } from '#services';
import type { Reader } from './log-watch.js';
import type { OnViolation } from './violations.js';
import type { AcceptedCause } from './rule.js';

/** Who hears the events of a service, and what it makes of them. */
type Reactions = ReadonlyMap<
  ServiceName,
  (recorded: Recorded<Message>) => readonly Posting<Message>[]
>;

const reactionsOn = (source: ServiceName, keys: NumberKeys): Reactions =>
  new Map(
    serviceModules.flatMap(({ name, open }) =>
      open((inside) => {
        const listening = inside.service(keys).reactions[source];
        return listening === undefined
          ? []
          : [[name, (recorded: Recorded<Message>) => listening.hears(recorded)] as const];
      }),
    ),
  );

interface Mark {
  readonly text: string;
  readonly order: readonly number[];
}

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
  readonly #marks = new Map<string, Mark>();
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
      take: (accepted, logId) => {
        this.#hear(accepted, service, partition);
        this.#expect(accepted, reactions, `${service}:${logId}:${partition}`);
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

  #expect({ cause, events }: AcceptedCause<Message>, reactions: Reactions, source: string): void {
    for (const [index, envelope] of events.entries()) {
      const { event, key, tenant, id, version, at, number } = envelope;
      if (isLogEvent<Message>(event) || key === null) continue;
      const named = number === undefined ? {} : { number };
      const recorded = { event, key, tenant, id, version, at, ...named };
      for (const [service, react] of reactions) {
        for (const [k, posting] of react(recorded).entries()) {
          const to = partitionOf(posting.key, this.partitions);
          this.#due.add(`${source}:${cause}:${index}:${k} > ${service}/${to}`);
        }
      }
    }
  }

  #hear({ events: [head] }: AcceptedCause<Message>, service: ServiceName, partition: number): void {
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
    if (source !== undefined) this.#deliver(source, `${service}/${partition}`);
  }

  #deliver(source: string, to: string): void {
    const message = `${source} > ${to}`;
    if (this.#came.has(message)) this.violated('exactly-once', `${message} took effect twice`);
    this.#came.add(message);
    const [from, logId, partition, ...order] = source.split(':');
    const name = `${from}:${logId}:${partition} > ${to}`;
    const place = order.map(Number);
    const mark = this.#marks.get(name);
    if (mark !== undefined && !isBefore(mark.order, place)) {
      this.violated('in-order', `${message} took effect after ${mark.text}`);
    }
    this.#marks.set(name, { text: source, order: place });
  }
}
