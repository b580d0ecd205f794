import type { PartitionStatus } from '#services';

/** How one partition stands that this process has now. */
export interface WorkStatus extends Omit<PartitionStatus, 'service' | 'role'> {
  readonly service: string;
  readonly role: PartitionStatus['role'] | 'follower';
  /** How far it has come: an offset, or a cause. */
  readonly place: number;
}

/** Work on partitions while it runs. */
export interface Working {
  statuses(): Promise<readonly WorkStatus[]>;
  /** Resolves when all of it has ended after the signal; rejects where it cannot go on. */
  readonly ended: Promise<void>;
}

/** What a transport runs from `listen` to `close`. */
export interface Work {
  start(signal: AbortSignal): Working | Promise<Working>;
}
