import { partitionOf, remembering } from '#kernel';
import type { Message, Posting, Reaction, Recorded } from '#kernel';
import type { EventEnvelope, Link, LogEvent } from '#contracts';
import type { Log, Position, StoredRecord } from '#ports';
import type { Cause } from '../log/acceptance.js';
import { isLogEvent } from '../log/accepted-event.js';
import { EventReader } from '../log/reading.js';
import type { EventDecoder } from '../log/reading.js';
import { recordedOf } from '../log/recorded.js';
import { batchLimit } from '../limits.js';
import type { Pauses } from '../work/backoff.js';
import { guarded, haltingAt } from '../work/ending.js';

/** What follows from one event: the `k`-th of its messages, over all partitions. */
export interface SourceMessage<C extends Message> {
  readonly record: StoredRecord;
  readonly k: number;
  /** Whom it concerns. */
  readonly partition: number;
  readonly posting: Posting<C>;
}

/** An accepted answer of a source. */
export interface SourceAnswer<C extends Message> {
  readonly record: StoredRecord;
  readonly first: number;
  readonly last: number;
  /** What happened, in words. */
  readonly text: () => string;
  /** In order. Ends with a halt at this answer where the reaction throws. */
  readonly messages: () => readonly SourceMessage<C>[];
}

/** A reader of one source partition that gives out messages instead of events. */
export interface Listener<C extends Message> {
  /** Behind the last answer that was read. */
  readonly position: Position;
  readonly next: number;
  readonly superseded: number;
  assertOwnLog(signal: AbortSignal): Promise<void>;
  read(
    signal: AbortSignal,
  ): Promise<{ readonly answers: readonly SourceAnswer<C>[]; readonly end: number }>;
}

/** How one service listens to another; the other's event type is closed over. */
export interface Listening<C extends Message> {
  readonly source: string;
  /** By what its aggregates are keyed: services keyed alike have them in partitions alike. */
  readonly keyed: string;
  /** What one event of that service says to this one. */
  hears(recorded: Recorded<Message>): readonly Posting<C>[];
  /** The same of a record, which is known to count. */
  heardIn(record: StoredRecord): readonly Posting<C>[];
  /** Where a record of that service stands in its chain; `undefined` where it has no place. */
  linkOf(record: StoredRecord): Link | undefined;
  /** `partitions`: of the service that listens. */
  open(
    log: Log,
    partition: number,
    partitions: number,
    from: Position,
    backoff: Pauses,
  ): Listener<C>;
}

const none: readonly never[] = [];

const heardIn = <C extends Message, E extends Message>(
  reaction: Reaction<E, C>,
  recorded: Recorded<E>,
): readonly Posting<C>[] =>
  guarded(
    () => `reaction to ${recorded.id}`,
    () => reaction(recorded),
  );

const messagesOf = <C extends Message, E extends Message>(
  { events, records }: Cause<E>,
  reaction: Reaction<E, C>,
  partitions: number,
): readonly SourceMessage<C>[] => {
  const messages: SourceMessage<C>[] = [];
  const at = records[0]?.offset ?? 0;
  for (const [index, envelope] of events.entries()) {
    const { event } = envelope;
    const record = records[index];
    if (isLogEvent<E>(event) || record === undefined) continue;
    const postings = haltingAt(at, () => heardIn(reaction, recordedOf(envelope, event)));
    for (const [k, posting] of postings.entries()) {
      messages.push({ record, k, partition: partitionOf(posting.key, partitions), posting });
    }
  }
  return messages.length === 0 ? none : messages;
};

const textOf = <E extends Message>(events: readonly EventEnvelope<E | LogEvent>[]): string =>
  events.map(({ event, key }) => `${event.type} of ${key ?? 'nobody'}`).join(', ');

const answerOf = <C extends Message, E extends Message>(
  cause: Cause<E>,
  messages: () => readonly SourceMessage<C>[],
): readonly SourceAnswer<C>[] => {
  const [record] = cause.records;
  if (record === undefined) return none;
  const last = cause.records.at(-1)?.offset ?? record.offset;
  return [{ record, first: record.offset, last, text: () => textOf(cause.events), messages }];
};

const listener = <C extends Message, E extends Message>(
  reader: EventReader<E>,
  mapped: (cause: Cause<E>) => readonly SourceMessage<C>[],
): Listener<C> => ({
  get position() {
    return reader.position;
  },
  get next() {
    return reader.next;
  },
  get superseded() {
    return reader.superseded;
  },
  assertOwnLog: (signal) => reader.assertOwnLog(signal),
  read: async (signal) => {
    const { causes, end } = await reader.read(batchLimit, signal);
    return { answers: causes.flatMap((cause) => answerOf(cause, () => mapped(cause))), end };
  },
});

/** Reads a service's events with its codec and maps them with this reaction. */
export const listening = <C extends Message, E extends Message>(
  codec: EventDecoder<E>,
  reaction: Reaction<E, C>,
): Listening<C> => {
  /** Several partitions of one process hear of the same events: each is mapped once. */
  const mapped = remembering<object, readonly SourceMessage<C>[]>();
  const mappedOf = (cause: Cause<E>, partitions: number): readonly SourceMessage<C>[] => {
    const [head] = cause.events;
    if (head === undefined) return none;
    const known = mapped.get(head);
    if (known !== undefined) return known;
    const messages = messagesOf(cause, reaction, partitions);
    mapped.set(head, messages);
    return messages;
  };
  return {
    source: codec.service,
    keyed: codec.keyed,
    hears: reaction,
    heardIn(record) {
      const decoded = codec.decodeEvent(record);
      if ('type' in decoded || isLogEvent<E>(decoded.event)) return none;
      return reaction(recordedOf(decoded, decoded.event));
    },
    linkOf(record) {
      const decoded = codec.decodeEvent(record);
      return 'type' in decoded || decoded.link.chain < 0 ? undefined : decoded.link;
    },
    open(log, partition, partitions, from, backoff) {
      const reader = new EventReader<E>(log, partition, codec, from, backoff);
      return listener(reader, (cause) => mappedOf(cause, partitions));
    },
  };
};
