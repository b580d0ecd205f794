import { recordBytes } from '#ports';
import type { LogRecord, StoredRecord } from '#ports';
import type { FetchedRecord, WireHeader } from 'kafkajs/src/cluster/index.js';
import { batchAt } from './batch-format.js';
import { lengthOf } from './batch-writer.js';

/** A foreign producer may send a header without value, or several of one name: the last counts. */
const headerText = (value: WireHeader | WireHeader[]): string =>
  (Array.isArray(value) ? value.at(-1) : value)?.toString() ?? '';

/** Of a record that kafkajs has read. */
export const storedRecord = (record: FetchedRecord): StoredRecord => ({
  offset: Number(record.offset),
  time: Number(record.timestamp),
  key: record.key?.toString() ?? null,
  headers: Object.fromEntries(
    Object.entries(record.headers).map(([name, value]) => [name, headerText(value)]),
  ),
  value: record.value,
});

const fieldBytes = (field: string | Uint8Array | null): number => {
  if (field === null) return 1;
  const bytes = typeof field === 'string' ? Buffer.byteLength(field) : field.byteLength;
  return lengthOf(bytes) + bytes;
};

/** Bytes of the batch that these records are sent and stored as (K6): the broker limits that. */
export const batchBytes = (records: readonly LogRecord[]): number => {
  let total = batchAt.records;
  for (const [at, { key, headers, value }] of records.entries()) {
    const names = Object.keys(headers);
    let bytes = 2 + lengthOf(at) + fieldBytes(key) + fieldBytes(value) + lengthOf(names.length);
    for (const name of names) bytes += fieldBytes(name) + fieldBytes(headers[name] ?? '');
    total += lengthOf(bytes) + bytes;
  }
  return total;
};

/** As the port counts them. */
export const totalBytes = (records: readonly LogRecord[]): number =>
  records.reduce((sum, record) => sum + recordBytes(record), 0);

/** Whether they fit: as the port counts them, and as they are sent. */
export const fits = (
  records: readonly LogRecord[],
  appendBytesMax: number,
  batchBytesMax: number,
): boolean => {
  const counted = totalBytes(records);
  if (counted > appendBytesMax) return false;
  // No text has more than three bytes a unit; most appends are small and not measured again.
  return counted * 3 + batchAt.records <= batchBytesMax || batchBytes(records) <= batchBytesMax;
};
