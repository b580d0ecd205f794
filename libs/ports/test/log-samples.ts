/** A fresh log under test, and what a contract says with it. */
import type { Log, LogRecord, StoredRecord } from '../src/log.js';

export interface LogShape {
  readonly partitions: number;
  readonly appendBytesMax: number;
}

/** A fresh, empty log of the family under test, and what its contract needs besides. */
export interface LogUnderTest {
  readonly log: Log;
  /** The log's clock, epoch milliseconds. */
  readonly now: () => number;
  /** Lets this much of the log's time go by. */
  readonly pass: (ms: number) => Promise<void>;
  /** Sets the log's clock back, where a test can. */
  readonly turnBack?: (ms: number) => void;
  /** Closes it and opens what was stored again. */
  readonly reopen?: () => Promise<Log>;
  readonly close: () => Promise<void>;
}

export const shape: LogShape = { partitions: 2, appendBytesMax: 9 * 2 ** 20 };
export const everything = { records: 10_000, bytes: 64 * 2 ** 20 };
export const noSignal = (): AbortSignal => new AbortController().signal;

export const noted = async (waits: Promise<void>, note: () => void): Promise<void> => {
  await waits;
  note();
};

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
export const record = (name: string, bytes = 8): LogRecord => ({
  key: name,
  headers: { name },
  value: bytesOf(name.padEnd(bytes, '.')),
});
export const series = (from: number, count: number): LogRecord[] =>
  Array.from({ length: count }, (_, i) => record(`r${from + i}`));

export const append = async (log: Log, partition: number, records: readonly LogRecord[]) => {
  const outcome = await log.append(partition, records);
  if (outcome.kind !== 'appended') throw new Error(`not appended but ${outcome.kind}`);
  return outcome.first;
};
export const read = async (log: Log, partition: number, from: number, limit = everything) => {
  const outcome = await log.read(partition, from, limit);
  if (outcome.kind !== 'read') throw new Error(`not read but ${outcome.kind}`);
  return outcome.slice;
};
/** Reads on until the end, slice by slice. */
export const readAll = async (log: Log, partition: number, limit = everything) => {
  const all: StoredRecord[] = [];
  for (;;) {
    const { records, end } = await read(log, partition, all.length, limit);
    all.push(...records);
    if (all.length >= end) return all;
    if (records.length === 0) throw new Error(`nothing at ${all.length} below the end ${end}`);
  }
};
export const namesOf = (records: readonly StoredRecord[]) =>
  records.map(({ headers }) => headers.name);
export const plain = ({ key, headers, value }: LogRecord) => ({
  key,
  headers: { ...headers },
  value: value === null ? null : [...value],
});

export type WithLog = (run: (under: LogUnderTest) => Promise<void>) => Promise<void>;
