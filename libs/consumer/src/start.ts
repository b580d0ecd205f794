import type { Link } from '#contracts';
import type { Message } from '#kernel';
import type { Log, Position, ReadLimit, StoredRecord } from '#ports';
import { beginning, guarded, halt, readPatiently } from '#runtime';
import type { Backoff, EventDecoder } from '#runtime';
import type { Start } from './batch.js';

/** One partition of an events log, to be looked at here and there. */
export interface PartitionSource<E extends Message> {
  readonly log: Log;
  readonly partition: number;
  readonly codec: EventDecoder<E>;
  readonly backoff: Backoff;
}

const one = { records: 1, bytes: 1 } as const;
const chunkRecords = 1_000;
const chunkBytes = 1_048_576;

const sliceAt = <E extends Message>(
  { log, partition, backoff }: PartitionSource<E>,
  offset: number,
  limit: ReadLimit,
  signal: AbortSignal,
) => readPatiently(log, partition, offset, limit, backoff, signal);

/** The first offset whose record was appended at or after `time`; times of a log only rise. */
const offsetAt = async <E extends Message>(
  source: PartitionSource<E>,
  time: number,
  signal: AbortSignal,
): Promise<number> => {
  let { start: low, end: high } = await sliceAt(source, 0, one, signal);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [record] = (await sliceAt(source, middle, one, signal)).records;
    if (record === undefined || record.time >= time) high = middle;
    else low = record.offset + 1;
  }
  return low;
};

/** Where in this partition to begin. Halts where no such offset exists yet. */
export const offsetOf = async <E extends Message>(
  source: PartitionSource<E>,
  start: Start,
  signal: AbortSignal,
): Promise<number> => {
  if (start === 'beginning') return 0;
  if (typeof start === 'object' && 'time' in start) return offsetAt(source, start.time, signal);
  const { end } = await sliceAt(source, 0, one, signal);
  const offset = start === 'now' ? end : (start.offsets[source.partition] ?? 0);
  const { log, partition } = source;
  return offset <= end && offset >= 0 && Number.isInteger(offset)
    ? offset
    : halt(`${log.topic}/${partition} ends at ${end}: 'from' asks for offset ${offset}`);
};

const decode = <E extends Message>(
  { log, partition, codec }: PartitionSource<E>,
  record: StoredRecord,
): ReturnType<EventDecoder<E>['decodeEvent']> =>
  guarded(
    () => `${log.topic}/${partition} at ${record.offset}`,
    () => codec.decodeEvent(record),
  );

/**
 * A position from which the acceptance rule can be followed to `start` without reading the log from
 * 0: at the newest term record before it whose writer wrote on. That writer had folded all before
 * its term, so its first record tells the number of the answer before it and the
 * digest of the chain there.
 */
export const lookBack = async <E extends Message>(
  source: PartitionSource<E>,
  start: number,
  signal: AbortSignal,
): Promise<Position> => {
  if (start === 0) return beginning;
  const [oldest] = (await sliceAt(source, 0, one, signal)).records;
  const opened = oldest === undefined ? undefined : decode(source, oldest);
  const logId = opened !== undefined && 'type' in opened ? opened.data.id : '';
  /** By term: what its earliest record says of the chain before it. */
  const tails = new Map<number, Pick<Position, 'chain' | 'digest'>>();
  for (let to = start; to > 0; to -= chunkRecords) {
    const marks = await marksBetween(source, Math.max(0, to - chunkRecords), to, signal);
    for (const { offset, link } of marks.toReversed()) {
      if (link === undefined) {
        const tail = tails.get(offset);
        if (tail !== undefined) return { ...tail, offset, term: -1, inbox: -1, logId };
      } else if (link.index === 0) {
        tails.set(link.term, { chain: link.chain - 1, digest: link.prev });
      }
    }
  }
  return beginning;
};

/** What one record is to the chain; a term record has no link. */
interface Mark {
  readonly offset: number;
  readonly link?: Link;
}

const marksBetween = async <E extends Message>(
  source: PartitionSource<E>,
  from: number,
  to: number,
  signal: AbortSignal,
): Promise<readonly Mark[]> => {
  const found: Mark[] = [];
  for (let next = from; next < to;) {
    const limit = { records: to - next, bytes: chunkBytes };
    const { records } = await sliceAt(source, next, limit, signal);
    const wanted = records.filter(({ offset }) => offset < to);
    for (const record of wanted) {
      const { offset } = record;
      const decoded = decode(source, record);
      found.push('type' in decoded ? { offset } : { offset, link: decoded.link });
    }
    next = (wanted.at(-1)?.offset ?? to) + 1;
  }
  return found;
};
