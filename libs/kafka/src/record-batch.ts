import { recordBytes } from '#ports';
import type { LogRecord, StoredRecord } from '#ports';
import type { FetchedRecord, WireHeader, WireRecord } from 'kafkajs/src/cluster/index.js';

/** kafkajs writes the text of anything that is not a Buffer. */
const bufferOf = (value: Uint8Array | null): Buffer | null =>
  (value === null || Buffer.isBuffer(value)
    ? value
    : Buffer.from(value.buffer, value.byteOffset, value.byteLength));

export const wireRecord = ({ key, headers, value }: LogRecord): WireRecord =>
  ({ key, headers, value: bufferOf(value) });

/** A foreign producer may send a header without value, or several of one name: the last counts. */
const headerText = (value: WireHeader | WireHeader[]): string =>
  (Array.isArray(value) ? value.at(-1) : value)?.toString() ?? '';

export const storedRecord = (record: FetchedRecord): StoredRecord => ({
  offset: Number(record.offset),
  time: Number(record.timestamp),
  key: record.key?.toString() ?? null,
  headers: Object.fromEntries(
    Object.entries(record.headers).map(([name, value]) => [name, headerText(value)])),
  value: record.value,
});

const batchHeaderBytes = 61;

/** Bytes of a length that is not negative, in the protocol's zigzag numbers. */
const lengthBytes = (length: number): number => {
  let bytes = 1;
  for (let limit = 64; length >= limit; limit *= 128) bytes += 1;
  return bytes;
};

const fieldBytes = (field: string | Uint8Array | null): number => {
  if (field === null) return 1;
  const bytes = typeof field === 'string' ? Buffer.byteLength(field) : field.byteLength;
  return lengthBytes(bytes) + bytes;
};

/** Bytes of the batch that these records are sent and stored as (K6): the broker limits that. */
export const batchBytes = (records: readonly LogRecord[]): number => {
  let total = batchHeaderBytes;
  for (const [at, { key, headers, value }] of records.entries()) {
    const names = Object.keys(headers);
    let bytes = 2 + lengthBytes(at) + fieldBytes(key) + fieldBytes(value)
      + lengthBytes(names.length);
    for (const name of names) bytes += fieldBytes(name) + fieldBytes(headers[name] ?? '');
    total += lengthBytes(bytes) + bytes;
  }
  return total;
};

/** Whether they fit: as the port counts them, and as they are sent. */
export const fits = (
  records: readonly LogRecord[], appendBytesMax: number, batchBytesMax: number,
): boolean => {
  const counted = records.reduce((sum, record) => sum + recordBytes(record), 0);
  if (counted > appendBytesMax) return false;
  // No text has more than three bytes a unit; most appends are small and not measured again.
  return counted * 3 + batchHeaderBytes <= batchBytesMax || batchBytes(records) <= batchBytesMax;
};
