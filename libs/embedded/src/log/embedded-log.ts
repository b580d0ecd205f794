import { recordBytes } from '#ports';
import type { Clock, Log } from '#ports';
import type { GroupCommit } from './group-commit.js';
import type { LogPartition } from './log-partition.js';
import { encodeBatch } from '../lmdb/record-batch.js';

/** How often a log that another process writes is looked at. */
const pollMs = 20;

export interface EmbeddedLogOptions {
  readonly topic: string;
  readonly appendBytesMax: number;
  readonly clock: Clock;
  /** Undefined where another process writes. */
  readonly commits: GroupCommit | undefined;
  /** The partition as it stands now. */
  readonly partition: (index: number) => LogPartition;
  readonly partitions: number;
}

/** One topic in LMDB: an append is one entry, as Kafka's record batch is. */
export const embeddedLog = (options: EmbeddedLogOptions): Log => {
  const { topic, appendBytesMax, clock, commits, partition: at, partitions } = options;

  const grownElsewhere = async (
    partition: number,
    from: number,
    waitMs: number,
    signal: AbortSignal,
  ): Promise<void> => {
    const until = clock.now() + waitMs;
    while (!signal.aborted && clock.now() < until && at(partition).end <= from) {
      await clock.wakeAt(Math.min(clock.now() + pollMs, until), signal);
    }
  };

  return {
    topic,
    partitions,
    appendBytesMax,
    append: async (partition, records) => {
      if (commits === undefined) return { kind: 'unavailable', reason: `${topic} is read only` };
      const sizes = records.map(recordBytes);
      const size = sizes.reduce((sum, bytes) => sum + bytes, 0);
      if (size > appendBytesMax) return { kind: 'too-large', limitBytes: appendBytesMax };
      const bytes = encodeBatch(records);
      return commits.append({ partition: at(partition), records, sizes, bytes });
    },
    read: async (partition, from, limit) => {
      const found = at(partition);
      const slice = { records: found.read(from, limit), start: 0, end: found.end };
      return { kind: 'read', slice };
    },
    grown: async (partition, from, waitMs, signal) => {
      if (commits === undefined) return grownElsewhere(partition, from, waitMs, signal);
      await at(partition).grown(from, waitMs, signal);
    },
  };
};
