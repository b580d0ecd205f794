import type { Message } from './decider.js';

/** An accepted event as other services and the views hear it. */
export interface Recorded<E extends Message> {
  readonly event: E;
  /** The aggregate's key: the OMS number, or `tenant/node/sku`. */
  readonly key: string;
  readonly tenant: string;
  /** The order that caused it, where one did. */
  readonly number?: string;
  /**
   * `<partition>:<input>:<offset>:<k>:<index>` in its service: the same for every repeat of the
   * same fact.
   */
  readonly id: string;
  /** Number of the answer that it belongs to, in its partition's chain: 0, 1, 2, … */
  readonly chain: number;
  /** Its place in that answer. */
  readonly index: number;
  /** The aggregate's own count of its facts: 1, 2, 3, …; 0 for what stands outside an aggregate. */
  readonly version: number;
  /** Log time of the decision, epoch milliseconds, never running backwards within a partition. */
  readonly at: number;
}

/** A message to one aggregate of a service. */
export interface Posting<C extends Message> {
  readonly key: string;
  readonly tenant: string;
  readonly number?: string;
  readonly command: C;
}

/**
 * A pure map from what another service (or this one) recorded to messages for the own. How many
 * there are, and for which keys, is chosen by the event alone: every build makes the same of it.
 */
export type Reaction<E extends Message, C extends Message> = (
  recorded: Recorded<E>,
) => readonly Posting<C>[];
