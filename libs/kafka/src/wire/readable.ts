import type { StoredRecord } from '#ports';
import type { Batch } from './batches.js';
import type { FetchedPartition } from '../client/requests.js';

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

type Shows = (batch: Batch) => boolean;

/** Markers of foreign transactions are for no reader, nor what an aborted one wrote. */
const committed = (answer: FetchedPartition): Shows => {
  const aborting = answer.abortedTransactions.toSorted((a, b) => a.firstOffset - b.firstOffset);
  const aborted = new Set<string>();
  return ({ first, isControl, transactional }) => {
    while ((aborting[0]?.firstOffset ?? Infinity) <= first) {
      aborted.add(aborting.shift()?.producerId ?? '');
    }
    if (transactional === undefined) return !isControl;
    if (!isControl) return !aborted.has(transactional);
    aborted.delete(transactional);
    return false;
  };
};

/** An empty record for each place of a batch that is for no reader. */
const emptyRecords = ({ first, next, time }: Batch): readonly StoredRecord[] =>
  Array.from({ length: next - first }, (_, at) => ({
    key: null,
    headers: {},
    value: null,
    offset: first + at,
    time,
  }));

/**
 * A batch is fetched whole: what lies before `from` is left out, and not even read where it is all
 * of a batch. `isDense`: every offset of the log is answered, so that what is for no reader shows
 * as an empty record, as any that nobody can read.
 */
export const readable = (answer: FetchedPartition, from: number, isDense: boolean): Readable => {
  const shows = committed(answer);
  const records: StoredRecord[] = [];
  let next = from;
  for (const batch of answer.batches) {
    const isShown = shows(batch);
    if (batch.next <= from) continue;
    next = batch.next;
    if (!isShown && !isDense) continue;
    const found = isShown ? batch.records() : emptyRecords(batch);
    for (const record of found) if (record.offset >= from) records.push(record);
  }
  return {
    records,
    next,
    start: answer.logStartOffset,
    end: Math.max(answer.lastStableOffset, next),
  };
};
