import type { Message } from '#kernel';
import type { Ports } from '#runtime';
import type { EventBatch, PositionStore, Start, VersionGap } from './batch.js';

/** What a follower runs on: real Kafka, the embedded family or the simulated one. */
export type FollowPorts = Pick<Ports, 'logs' | 'positions' | 'ownership' | 'clock' | 'random'>;

export interface FollowOptions<E extends Message> {
  /**
   * Programs of one group share the partitions; each group gets every event. Letters, digits, `-`
   * and `_`. On Kafka the consumer group is `<group>-<service>`, the places are committed offsets
   * of `positions.<group>.intake.<service>`.
   */
  readonly group: string;
  /**
   * Awaited: the next batch is read when it has resolved. Where it throws, the same events come
   * again after a pause. Without `store` an event comes at least once: a crash between the handler
   * and the kept position repeats a batch.
   */
  readonly on: (batch: EventBatch<E>) => Promise<void> | void;
  /** For partitions of which no position is kept; `beginning` where absent. */
  readonly from?: Start;
  /**
   * The handler keeps `batch.to` itself, with its effects, and this tells it back: exactly once.
   * Absent: the kit keeps it under the group's name after the handler has resolved.
   */
  readonly store?: PositionStore;
  /** `accepted` where absent: superseded records never show. `by-number`: see `ByNumberReader`. */
  readonly rule?: 'accepted' | 'by-number';
  /** Told of versions that are missing; the partition then goes on. Absent: it halts. */
  readonly onGap?: (gap: VersionGap) => void;
  /** Most records read for one batch; 500 where absent. */
  readonly batchRecordsMax?: number;
  /** Most bytes read for one batch, one record may be larger; 262,144 where absent. */
  readonly batchBytesMax?: number;
}
