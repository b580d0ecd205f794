import type { StoredRecord } from '#ports';
import type { FetchedPartition } from 'kafkajs/src/cluster/index.js';
import { storedRecord } from './record-batch.js';

/** What a reader may see of one partition of a fetch. */
export interface Readable {
  readonly records: readonly StoredRecord[];
  /** The log's first offset. */
  readonly start: number;
  /**
   * The offset that the next record will get. Never below what was asked for: a new leader may
   * still tell an older end, but took the offset for one that exists.
   */
  readonly end: number;
}

/** A batch is fetched whole: what lies before `from` is left out. */
export const readable = (answer: FetchedPartition, from: number): Readable => {
  const records: StoredRecord[] = [];
  for (const message of answer.messages) {
    if (Number(message.offset) >= from) records.push(storedRecord(message));
  }
  const last = records.at(-1)?.offset ?? from - 1;
  return {
    records, start: Number(answer.lastStartOffset),
    end: Math.max(Number(answer.highWatermark), last + 1),
  };
};
