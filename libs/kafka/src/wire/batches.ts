import Decoder from 'kafkajs/src/protocol/decoder.js';
import decodeMessages from 'kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js';
import type { StoredRecord } from '#ports';
import { attributeBits, batchAt, batchFormat, lengthCountsFrom } from './batch-format.js';
import { readRecords } from './batch-reader.js';
import { storedRecord } from './record-batch.js';

/** One record batch of a fetch. Its records are read when they are asked for. */
export interface Batch {
  readonly first: number;
  /** Behind its last record, also where compaction has taken that away. */
  readonly next: number;
  /** When the last of it was appended, epoch milliseconds. */
  readonly time: number;
  /** A marker of a transaction: for no reader. */
  readonly isControl: boolean;
  /** Of a transaction: who writes it. */
  readonly transactional?: string;
  records(): readonly StoredRecord[];
}

const { compression, control, transaction } = attributeBits;

/**
 * The batches of one partition of a fetch; the last one may be cut off, and is left out. What is
 * compressed, or of an older format, is read by kafkajs.
 */
export const batchesOf = async (bytes: Buffer | null): Promise<readonly Batch[]> => {
  const batches: Batch[] = [];
  if (bytes === null) return batches;
  let at = 0;
  while (at + batchAt.records <= bytes.length) {
    if (bytes.readInt8(at + batchAt.format) !== batchFormat) {
      return [...batches, ...(await foreign(bytes, at))];
    }
    const end = at + lengthCountsFrom + bytes.readInt32BE(at + batchAt.length);
    if (end > bytes.length) break;
    batches.push(await standing(bytes, at, end));
    at = end;
  }
  return batches;
};

const standing = async (bytes: Buffer, start: number, end: number): Promise<Batch> => {
  const attributes = bytes.readInt16BE(start + batchAt.attributes);
  const first = Number(bytes.readBigInt64BE(start + batchAt.firstOffset));
  const unpacked =
    (attributes & compression) === 0 ? undefined : await decoded(bytes.subarray(start, end));
  return {
    first,
    next: first + bytes.readInt32BE(start + batchAt.lastOffsetDelta) + 1,
    time: Number(bytes.readBigInt64BE(start + batchAt.lastTime)),
    isControl: (attributes & control) !== 0,
    ...((attributes & transaction) !== 0 && {
      transactional: String(bytes.readBigInt64BE(start + batchAt.producerId)),
    }),
    records: () => unpacked ?? readRecords(bytes, start),
  };
};

const decoded = async (bytes: Buffer): Promise<readonly StoredRecord[]> => {
  const sized = Buffer.allocUnsafe(bytes.length + 4);
  sized.writeInt32BE(bytes.length);
  bytes.copy(sized, 4);
  return (await decodeMessages(new Decoder(sized))).map(storedRecord);
};

/** All that follows, as one batch. */
const foreign = async (bytes: Buffer, start: number): Promise<readonly Batch[]> => {
  const records = await decoded(bytes.subarray(start));
  const [first] = records;
  const last = records.at(-1);
  if (first === undefined || last === undefined) return [];
  const next = last.offset + 1;
  return [{ first: first.offset, next, time: last.time, isControl: false, records: () => records }];
};
