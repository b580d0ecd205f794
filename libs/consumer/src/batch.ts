import type { EventEnvelope, LogEvent } from '#contracts';
import type { Message } from '#kernel';
import type { Position } from '#ports';

/**
 * One event as the log holds it, in the newest version of its type. `event.type` tells what
 * happened; `log.rejected` and `log.unchanged` are answers as well. `log.positions` never shows.
 */
export type Received<E extends Message> = EventEnvelope<E | LogEvent> & { readonly offset: number };

/** What one call of a handler gets: events of one partition, in order, answers never cut. */
export interface EventBatch<E extends Message> {
  readonly partition: number;
  /** Empty only where a store of one's own has no position yet: then it keeps the start. */
  readonly events: readonly Received<E>[];
  /** What was kept before this batch; `undefined` before the first one. */
  readonly from: Position | undefined;
  /**
   * Behind this batch. A store of one's own keeps it in the transaction of the batch's effects, and
   * only where it still holds `from`: each event then takes effect exactly once.
   */
  readonly to: Position;
  /** Aborts when the partition is taken away or the follower stops: end soon, or finish. */
  readonly signal: AbortSignal;
}

/**
 * Where a partition begins of which no position is kept. `time`: with the first answer recorded at
 * or after it, epoch milliseconds. `offsets`: by partition; with the answer that has a record there
 * or behind it. What is not named begins at the beginning.
 */
export type Start =
  | 'beginning'
  | 'now'
  | { readonly time: number }
  | { readonly offsets: Readonly<Record<number, number>> };

/** The reader's own store, asked whenever a partition is taken over. */
export interface PositionStore {
  load(partition: number): Promise<Position | undefined>;
}

/** The versions of one order (or of one stock or shipment) did not follow each other. */
export interface VersionGap {
  readonly partition: number;
  readonly offset: number;
  readonly key: string;
  readonly expected: number;
  readonly found: number;
}

/** How one partition stands; counts since this process began. */
export interface FollowStatus {
  readonly partition: number;
  phase: 'waiting' | 'following' | 'stepped-down' | 'halted';
  /** Why it halted, or will try again. */
  reason?: string;
  /** Everything before it was handled. */
  offset: number;
  /** Records not read yet. */
  lag: number;
  handled: number;
  /** Records that do not count: superseded ones. */
  superseded: number;
  /** Events of a type that this build does not know; passed over. */
  unknown: number;
}
