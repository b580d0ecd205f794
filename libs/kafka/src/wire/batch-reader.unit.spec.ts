import fc from 'fast-check';
import type { LogRecord } from '#ports';
import { batchAt } from './batch-format.js';
import { readRecords } from './batch-reader.js';
import { batchesOf } from './batches.js';
import { writeBatch } from './batch-writer.js';

const time = 1_770_000_000_000;
const record = (text: string): LogRecord => ({
  key: text,
  headers: { ce_id: text },
  value: Buffer.from(text),
});
const batch = (...records: readonly LogRecord[]): Buffer => Buffer.from(writeBatch(records, time));

/** A batch of one record, of these bytes behind its length. */
const raw = (...body: readonly number[]): Buffer =>
  Buffer.concat([
    batch(record('a')).subarray(0, batchAt.records),
    Buffer.from([body.length * 2, ...body]),
  ]);
/** Attributes, time since the batch's, offset since the batch's. */
const head = [0, 0, 0];
const text = (value: string): readonly number[] => [value.length * 2, ...Buffer.from(value)];
const none = 1;

const only = (bytes: Buffer) => {
  const [found, ...others] = readRecords(bytes, 0);
  expect(others).toEqual([]);
  if (found === undefined) throw new Error('there is no record');
  return found;
};

describe('what a foreign producer may send', () => {
  test('a header without value reads as an empty one', () => {
    expect(only(raw(...head, none, none, 2, ...text('h'), none)).headers).toEqual({ h: '' });
  });

  test('of several headers of one name the last counts', () => {
    const bytes = raw(
      ...head,
      none,
      none,
      4,
      ...text('h'),
      ...text('1'),
      ...text('h'),
      ...text('2'),
    );
    expect(only(bytes).headers).toEqual({ h: '2' });
  });

  test('a header by the name of what every object has is a header', () => {
    const bytes = raw(...head, none, none, 2, ...text('__proto__'), ...text('x'));
    const { headers } = only(bytes);
    expect(Object.entries(headers)).toEqual([['__proto__', 'x']]);
    expect(Object.getPrototypeOf(headers)).toBe(Object.prototype);
  });

  test('neither key nor value is null, empty ones are empty', () => {
    expect(only(raw(...head, none, none, 0))).toMatchObject({ key: null, value: null });
    expect(only(raw(...head, 0, 0, 0))).toMatchObject({ key: '', value: Buffer.alloc(0) });
  });

  test('bytes that are no UTF-8 are read with the sign for it', () => {
    expect(only(raw(...head, 4, 0xc3, 0x28, none, 0)).key).toBe('\uFFFD(');
  });

  test('fields of a later format behind the headers are passed over', () => {
    const later = Buffer.concat([
      raw(...head, ...text('a'), none, 0, 9, 9, 9),
      Buffer.from([12, 0, 0, 2, ...text('b'), none, 0]),
    ]);
    later.writeInt32BE(2, batchAt.count);
    expect(readRecords(later, 0).map(({ key, offset }) => [key, offset])).toEqual([
      ['a', 0],
      ['b', 1],
    ]);
  });
});

describe('offsets and times', () => {
  test('count from those of the batch', () => {
    const bytes = raw(0, 20, 6, none, none, 0);
    bytes.writeBigInt64BE(1_000n, batchAt.firstOffset);
    expect(only(bytes)).toMatchObject({ offset: 1_003, time: time + 10 });
  });

  test('a record may be older than the first of its batch', () => {
    expect(only(raw(0, 19, 0, none, none, 0)).time).toBe(time - 10);
  });

  test('of 53 bits are read whole', () => {
    const bytes = raw(...head, none, none, 0);
    bytes.writeBigInt64BE(BigInt(Number.MAX_SAFE_INTEGER), batchAt.firstOffset);
    expect(only(bytes).offset).toBe(Number.MAX_SAFE_INTEGER);
  });
});

describe('bytes that end too early', () => {
  const whole = batch(record('first'), record('second'));

  test('cut anywhere, are no batch yet', async () => {
    for (let length = 0; length < whole.length; length += 1) {
      expect(await batchesOf(whole.subarray(0, length))).toEqual([]);
    }
    const [found] = await batchesOf(whole);
    expect(found?.records()).toHaveLength(2);
  });

  test('cut anywhere behind a whole one, leave that one as it is', async () => {
    const rest = batch(record('third'));
    for (let length = 0; length < rest.length; length += 7) {
      const found = await batchesOf(Buffer.concat([whole, rest.subarray(0, length)]));
      expect(found.flatMap((each) => each.records()).map(({ key }) => key)).toEqual([
        'first',
        'second',
      ]);
    }
  });
});

describe('a batch that lies about itself', () => {
  test('with fewer records than it has gives so many', () => {
    const bytes = batch(record('a'), record('b'));
    bytes.writeInt32BE(1, batchAt.count);
    expect(only(bytes).key).toBe('a');
  });

  test('with none, or fewer than none, gives none', () => {
    for (const count of [0, -1]) {
      const bytes = batch(record('a'));
      bytes.writeInt32BE(count, batchAt.count);
      expect(readRecords(bytes, 0)).toEqual([]);
    }
  });

  test('with a value that is longer than the batch gives what is there', () => {
    const found = only(raw(...head, none, 100, 65, 66));
    expect(Buffer.from(found.value ?? []).toString()).toBe('AB');
    expect(found.headers).toEqual({});
  });

  test('with more than is there never reads another batch’s bytes as its own record', async () => {
    const [one, two] = [batch(record('a')), batch(record('b'))];
    const found = await batchesOf(Buffer.concat([one, two]));
    expect(found.map((each) => each.records().map(({ key }) => key))).toEqual([['a'], ['b']]);
  });
});

test('names are kept apart, also where they have the same sum', () => {
  // 'Aa' and 'BB' are the classic pair that one multiplier of 31 takes for the same.
  const bytes = batch({
    key: null,
    value: null,
    headers: { Aa: '1', BB: '2', AaAa: '3', BBBB: '4' },
  });
  for (const _ of [1, 2]) {
    expect(only(bytes).headers).toEqual({ Aa: '1', BB: '2', AaAa: '3', BBBB: '4' });
  }
});

test('whatever is written is read as it was, also with names of any letters', () => {
  const text16 = fc
    .string({ unit: 'binary', maxLength: 40 })
    .map((each) => Buffer.from(each).toString());
  const records = fc.array(
    fc.record({
      key: fc.option(text16),
      value: fc.option(fc.uint8Array({ maxLength: 200 })),
      headers: fc.dictionary(text16, text16, { maxKeys: 5, noNullPrototype: true }),
    }),
    { minLength: 1, maxLength: 6 },
  );
  fc.assert(
    fc.property(records, (given) => {
      const read = readRecords(batch(...given), 0);
      expect(read.map(({ key }) => key)).toEqual(given.map(({ key }) => key));
      expect(read.map(({ headers }) => Object.entries(headers))).toEqual(
        given.map(({ headers }) => Object.entries(headers)),
      );
      expect(read.map(({ value }) => value && [...value])).toEqual(
        given.map(({ value }) => value && [...value]),
      );
    }),
  );
});
