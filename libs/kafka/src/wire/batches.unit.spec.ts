import { gzipSync } from 'node:zlib';
import crc32c from 'kafkajs/src/protocol/recordBatch/crc32C/index.js';
import Decoder from 'kafkajs/src/protocol/decoder.js';
import decodeMessages from 'kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js';
import type { LogRecord } from '#ports';
import { batchesOf } from './batches.js';
import { writeBatch } from './batch-writer.js';
import { batchBytes } from './record-batch.js';

const time = 1_770_000_000_123;
const record = (at: number, changed: Partial<LogRecord> = {}): LogRecord => ({
  key: `key-${at}`,
  headers: { ce_id: `0:${at}:0`, ce_type: 'oms.order.placed' },
  value: Buffer.from(JSON.stringify({ at })),
  ...changed,
});

/** Lengths on both sides of each size of a length, texts of all widths, nothing at all. */
const all: readonly LogRecord[] = [
  record(0),
  record(1, { key: null, value: null, headers: {} }),
  record(2, { key: '', value: Buffer.alloc(0), headers: { '': '' } }),
  ...[20, 63, 64, 65, 8_100, 8_191, 8_192, 300_000].map((length, at) =>
    record(3 + at, {
      key: 'k'.repeat(Math.min(length, 9_000)),
      value: Buffer.alloc(length, at),
      headers: { ['n'.repeat(length % 70)]: 'v'.repeat(length % 9_000) },
    }),
  ),
  record(11, { key: 'Zoë', headers: { städte: 'Malmö', 鍵: '値', '🧵': '🪡'.repeat(40) } }),
  record(12, {
    headers: Object.fromEntries([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]),
  }),
];

const sized = (bytes: Buffer): Buffer => {
  const size = Buffer.alloc(4);
  size.writeInt32BE(bytes.length);
  return Buffer.concat([size, bytes]);
};

/** As a broker hands it out: at this offset, and with these attributes. */
const stored = (bytes: Buffer, first: number, attributes = 0): Buffer => {
  const batch = Buffer.from(bytes);
  batch.writeBigInt64BE(BigInt(first), 0);
  batch.writeInt16BE(attributes, 21);
  return batch;
};

const plain = ({ key, headers, value }: LogRecord): object => ({
  key,
  headers: Object.entries(headers),
  value: value && Buffer.from(value).toString('base64'),
});

test('what is written has the size that it was measured with, and a checksum that fits', () => {
  for (const records of [all, [], ...all.map((each) => [each])]) {
    const batch = writeBatch(records, time);
    expect(batch.length).toBe(batchBytes(records));
    expect(batch.readUInt32BE(17)).toBe(crc32c(batch.subarray(21)));
  }
});

test('what is written is read by kafkajs as it was', async () => {
  // kafkajs mistakes names that every object has.
  const known = all.slice(0, -1);
  const batch = Buffer.from(writeBatch(known, time));
  const read = await decodeMessages(new Decoder(sized(batch)));
  expect(
    read.map(({ key, value, headers, timestamp }) => ({
      key: key?.toString() ?? null,
      value: value?.toString('base64') ?? null,
      timestamp,
      headers: Object.entries(headers).map(([name, text]) => [name, text?.toString()]),
    })),
  ).toEqual(known.map((each) => ({ timestamp: String(time), ...plain(each) })));
});

test('several batches are read as they were written, one that is cut off is not', async () => {
  const bytes = Buffer.concat([
    stored(writeBatch(all.slice(0, 4), time), 10),
    stored(writeBatch(all.slice(4), time), 14),
    stored(writeBatch([record(99)], time), 14 + all.length).subarray(0, -1),
  ]);
  const batches = await batchesOf(bytes);
  expect(batches.map(({ first, next }) => [first, next])).toEqual([
    [10, 14],
    [14, 10 + all.length],
  ]);
  const read = batches.flatMap((batch) => batch.records());
  expect(read.map(plain)).toEqual(all.map(plain));
  expect(read.map(({ offset }) => offset)).toEqual(all.map((_, at) => 10 + at));
  expect(read.every((each) => each.time === time)).toBe(true);
  expect(await batchesOf(null)).toEqual([]);
  expect(await batchesOf(bytes.subarray(0, 30))).toEqual([]);
});

test('the time is the log’s where the topic says so', async () => {
  const batch = stored(writeBatch([record(0), record(1)], time), 0, 8);
  batch.writeBigInt64BE(BigInt(time + 5_000), 35);
  const [read] = await batchesOf(batch);
  expect(read?.records().map((each) => each.time)).toEqual([time + 5_000, time + 5_000]);
});

test('transactions, their markers and packed batches are told apart', async () => {
  const open = stored(writeBatch([record(0)], time), 0, 16);
  open.writeBigInt64BE(7_000_000_000_000n, 43);
  const marker = stored(writeBatch([record(1)], time), 1, 48);
  const whole = writeBatch([record(2), record(3)], time);
  const packed = Buffer.concat([whole.subarray(0, 61), gzipSync(whole.subarray(61))]);
  packed.writeInt32BE(packed.length - 12, 8);
  const batches = await batchesOf(Buffer.concat([open, marker, stored(packed, 2, 1)]));
  expect(batches.map(({ isControl, transactional }) => [isControl, transactional])).toEqual([
    [false, '7000000000000'],
    [true, '-1'],
    [false, undefined],
  ]);
  expect(batches.at(-1)?.records().map(plain)).toEqual([record(2), record(3)].map(plain));
});
