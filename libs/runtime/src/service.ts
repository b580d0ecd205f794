import type { Deadline, Decider, Message, Posting } from '#kernel';
import type { Origin, ServiceCodec, Undecodable } from '#contracts';
import type { Clock, Log, Ownership, Positions, Random, StatesOf, StoredRecord } from '#ports';
import type { Listening } from './inputs/listening.js';

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
  /** Whose events it answers where they stand, by their service; made by `listening`. */
  readonly inputs: Readonly<Record<string, Listening<C>>>;
  /**
   * What it posts into its own inbox because of an event, by the service of that: messages to
   * aggregates of other partitions that a client's message goes on to.
   */
  readonly reposts?: Readonly<Record<string, Listening<C>>>;
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
