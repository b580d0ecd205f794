import type { Deadline, Decider, Message, Posting, Reaction, Recorded } from '#kernel';
import type { Origin, ServiceCodec, Undecodable } from '#contracts';
import type {
  Clock,
  Log,
  Ownership,
  Position,
  Positions,
  Random,
  StatesOf,
  StoredRecord,
} from '#ports';
import type { Cause } from './log/acceptance.js';
import { isLogEvent } from './log/accepted-event.js';
import { guarded, haltingAt } from './work/ending.js';
import { EventReader } from './log/reading.js';
import type { EventDecoder } from './log/reading.js';
import type { Backoff } from './work/backoff.js';
import { batchLimit } from './limits.js';
import { recordedOf } from './log/recorded.js';

/** Everything that a service touches, so that the same service runs on every family of adapters. */
export interface Ports {
  /** The log of a topic: `oms.<service>.inbox`, `oms.<service>.events`, or a channel's. */
  readonly logs: (topic: string) => Log;
  readonly states: StatesOf;
  readonly positions: Positions;
  readonly clock: Clock;
  readonly random: Random;
  readonly ownership: Ownership;
  readonly log?: (entry: JournalEntry) => void;
}

/** One line for people who run the service. */
export interface JournalEntry {
  readonly level: 'warn' | 'error';
  /** `orders.writer`, `orders.intake.inventory` */
  readonly worker: string;
  readonly partition: number;
  readonly text: string;
}

/** A channel's message, or an intake's own id for it: `<topic>:<partition>:<offset>:<k>`. */
export interface ChannelPosting<C extends Message> extends Posting<C> {
  readonly id?: string;
  readonly origin?: Origin;
}

/** What a foreign record says to this service. Pure; never throws on foreign input. */
export type ChannelMap<C extends Message> = (
  record: StoredRecord,
  partition: number,
) =>
  | { readonly postings: readonly ChannelPosting<C>[] }
  | { readonly unreadable: Undecodable['error']; readonly origin?: Origin };

/**
 * One service as data and functions: a decider, what it listens to, and how its messages are
 * written.
 */
export interface Service<C extends Message, E extends Message, S> {
  readonly name: string;
  /**
   * Version of the catalogue that this build writes; a lower one never takes over from a higher
   * one.
   */
  readonly level: number;
  /**
   * Raised whenever `evolve` or the form of the state changes: stores of another fold are replayed.
   */
  readonly fold: string;
  readonly codec: ServiceCodec<C, E>;
  readonly decider: Decider<C, E, S>;
  /** The state is a `PartedState`: its parts are loaded one by one. */
  readonly parted?: true;
  /** An event outside its aggregate: it has no version and is not folded. */
  standsOutside?(event: E): boolean;
  /** By the name of the service that is listened to; made by `listening`. */
  readonly reactions: Readonly<Record<string, Listening<C>>>;
  /** By topic. */
  readonly channels?: Readonly<Record<string, ChannelMap<C>>>;
  /**
   * The command that reminds an aggregate of its deadline, for services whose decider has
   * deadlines.
   */
  deadlineCommand?(key: string, deadline: Deadline): C;
}

export const inboxTopic = (service: string): string => `oms.${service}.inbox`;
export const eventsTopic = (service: string): string => `oms.${service}.events`;

/** The group that shares a service's writers among its processes. */
export const writerGroup = (service: string): string => `${service}.writer`;

/** Where an intake keeps its place in `source`: a service's name or a channel's topic. */
export const positionName = (service: string, source: string): string =>
  `${service}.intake.${source}`;

/** All messages of one accepted event, in order; `k` of ARCHITECTURE.md §2 is the place in it. */
export interface Heard<C extends Message> {
  readonly cause: number;
  readonly index: number;
  readonly postings: readonly Posting<C>[];
  /** The offset of its cause's first record. */
  readonly at: number;
  /** What was set aside by an operator, in words: nothing follows from it. */
  readonly aside?: string;
}

/** A reader of one source partition that gives out messages instead of events. */
export interface Listener<C extends Message> {
  readonly position: Position;
  readonly next: number;
  readonly superseded: number;
  assertOwnLog(signal: AbortSignal): Promise<void>;
  /** Nothing follows from causes whose first record is in `aside`. */
  read(
    signal: AbortSignal,
    aside: ReadonlySet<number>,
  ): Promise<{ readonly heard: readonly Heard<C>[]; readonly end: number }>;
}

/** How one service listens to another; the other's event type is closed over. */
export interface Listening<C extends Message> {
  readonly source: string;
  /** What one event of that service says to this one. */
  hears(recorded: Recorded<Message>): readonly Posting<C>[];
  open(log: Log, partition: number, from: Position, backoff: Backoff): Listener<C>;
}

const heardIn = <C extends Message, E extends Message>(
  reaction: Reaction<E, C>,
  recorded: Recorded<E>,
): readonly Posting<C>[] =>
  guarded(
    () => `reaction to ${recorded.id}`,
    () => reaction(recorded),
  );

const heardOf = <C extends Message, E extends Message>(
  causes: readonly Cause<E>[],
  reaction: Reaction<E, C>,
  aside: ReadonlySet<number>,
): readonly Heard<C>[] => {
  const heard: Heard<C>[] = [];
  for (const { cause, events, records } of causes) {
    const at = records[0]?.offset ?? 0;
    if (aside.has(at)) {
      const what = events.map(({ event, key }) => `${event.type} of ${key ?? 'nobody'}`).join(', ');
      heard.push({ cause, index: 0, postings: [], at, aside: what });
      continue;
    }
    for (const [index, envelope] of events.entries()) {
      const { event } = envelope;
      if (isLogEvent<E>(event)) continue;
      const postings = haltingAt(at, () => heardIn(reaction, recordedOf(envelope, event)));
      if (postings.length > 0) heard.push({ cause, index, postings, at });
    }
  }
  return heard;
};

/** Reads a service's events with its codec and maps them with this reaction. */
export const listening = <C extends Message, E extends Message>(
  codec: EventDecoder<E>,
  reaction: Reaction<E, C>,
): Listening<C> => ({
  source: codec.service,
  hears: reaction,
  open(log, partition, from, backoff) {
    const reader = new EventReader<E>(log, partition, codec, from, backoff);
    return {
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
      read: async (signal, aside) => {
        const { causes, end } = await reader.read(batchLimit, signal);
        return { heard: heardOf(causes, reaction, aside), end };
      },
    };
  },
});
