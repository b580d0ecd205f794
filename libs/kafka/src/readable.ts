import type { StoredRecord } from '#ports';
import type { FetchedPartition, FetchedRecord } from 'kafkajs/src/cluster/index.js';
import { storedRecord } from './record-batch.js';

/** What a reader may see of one partition of a fetch. */
export interface Readable {
  readonly records: readonly StoredRecord[];
  /** Where to read on: behind everything that was fetched, shown or not. */
  readonly next: number;
  /** The log's first offset. */
  readonly start: number;
  /**
   * The offset that the next record will get. Never below what was asked for: a new leader may
   * still tell an older end, but took the offset for one that exists.
   */
  readonly end: number;
}

type Shows = (record: FetchedRecord) => boolean;

/** Markers of foreign transactions are for no reader, nor what an aborted one wrote. */
const committed = (answer: FetchedPartition): Shows => {
  const aborting = answer.abortedTransactions
    .toSorted((a, b) => Number(a.firstOffset) - Number(b.firstOffset));
  const aborted = new Set<string>();
  return ({ offset, isControlRecord, batchContext: { producerId, inTransaction } }) => {
    while (Number(aborting[0]?.firstOffset ?? Infinity) <= Number(offset)) {
      aborted.add(aborting.shift()?.producerId ?? '');
    }
    if (isControlRecord) {
      aborted.delete(producerId);
      return false;
    }
    return !(inTransaction && aborted.has(producerId));
  };
};

/** A batch is fetched whole: what lies before `from` is left out. */
export const readable = (answer: FetchedPartition, from: number): Readable => {
  const shows = committed(answer);
  const records: StoredRecord[] = [];
  let next = from;
  for (const message of answer.messages) {
    const isShown = shows(message);
    if (Number(message.offset) < from) continue;
    next = Number(message.offset) + 1;
    if (isShown) records.push(storedRecord(message));
  }
  return {
    records, next, start: Number(answer.lastStartOffset),
    end: Math.max(Number(answer.lastStableOffset), next),
  };
};
