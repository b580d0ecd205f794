import type { AdapterJournal } from '#ports';
import type { KafkaAccess } from './access.js';

export interface KafkaOptions extends KafkaAccess {
  /** `host:port` of some brokers; the others are found through them. */
  readonly brokers: readonly string[];
  readonly clientId: string;
  /**
   * Stands before the name of every topic and group of this installation: '' in production; tests
   * on shared servers use their own. `Log.topic` stays the name without it.
   */
  readonly prefix?: string;
  readonly partitions: number;
  /** Of topics that are made: 1 with one broker, 3 in production. */
  readonly replication: number;
  /** A member of a group that is not heard of for so long loses its partitions; 10 s. */
  readonly sessionTimeoutMs?: number;
  readonly log?: AdapterJournal;
}

export const kafkaLimits = {
  eventsAppendBytesMax: 8 * 2 ** 20,
  usualAppendBytesMax: 2 ** 20,
  /** A topic takes so much more than an append may have: what its encoding costs. */
  encodingBytesMax: 2 ** 16,
  /** The newest records of all topics that readers in this process share. */
  tailBytesMax: 8 * 2 ** 20,
  connectMsMax: 3_000,
  /** The broker gives up waiting for its replicas; a killed one is left out after 9 s. */
  produceMsMax: 20_000,
  /** Of one request, unless a single batch is larger; a broker takes 100 MiB. */
  produceBytesMax: 2 ** 24,
  requestMsMax: 25_000,
  /** Of requests that no replica has to be waited for; joining a group and polls take longer. */
  quickRequestMsMax: 5_000,
  /** A long poll: also how long a partition waits to be taken into the one under way. */
  pollMsMax: 500,
  pollBytesMax: 8 * 2 ** 20,
  pollPartitionBytesMax: 2 ** 20,
  /** A partition that nobody has waited for is no longer followed. */
  followedMsMax: 15_000,
  retryMsMin: 50,
  retryMsMax: 2_000,
  sessionMs: 10_000,
  heartbeatMs: 500,
  positionAttemptsMax: 8,
} as const;
