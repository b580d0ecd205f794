import fc from 'fast-check';
import type { StoredRecord } from '#ports';
import { MemoryPartition } from '../../test/memory-partition.js';
import { ExactPartition } from './exact-partition.js';

const topic = 'shop.oms.orders.events';
const record = (offset: number): StoredRecord => ({
  offset,
  time: 1_000 + offset,
  key: `key-${offset}`,
  headers: { ce_id: `id-${offset}` },
  value: Buffer.from(`value-${offset}`),
});
const run = (from: number, count: number): readonly StoredRecord[] =>
  Array.from({ length: count }, (_, at) => record(from + at));
const offsetsIn = ({ visible }: MemoryPartition) => visible.map(({ offset }) => offset);

const opened = () => {
  const partition = new MemoryPartition();
  return { partition, target: new ExactPartition(partition.producers, topic, 0) };
};

test('records stand where they stood, with key, headers, time and value', async () => {
  const { partition, target } = opened();
  await target.append(run(0, 2), 2);
  expect(partition.visible.map(({ message }) => message)).toEqual(
    [0, 1].map((offset) => ({
      partition: 0,
      key: `key-${offset}`,
      headers: { ce_id: `id-${offset}` },
      timestamp: String(1_000 + offset),
      value: Buffer.from(`value-${offset}`),
    })),
  );
  expect(await target.end()).toBe(2);
});

test('a record without key and value is restored as one', async () => {
  const { partition, target } = opened();
  await target.append([{ ...record(0), key: null, value: null }], 1);
  expect(partition.visible[0]?.message).toMatchObject({ key: null, value: null });
});

test('what retention took is filled up to the first record, in bounded requests', async () => {
  const { partition, target } = opened();
  await target.begin(45_000, 7);
  expect(await target.end()).toBe(45_000);
  expect(partition.largest).toBe(20_000);
  await target.append(run(45_000, 3), 45_003);
  expect(offsetsIn(partition).slice(45_000)).toEqual([45_000, 45_001, 45_002]);
});

test.each([1, 2, 3, 20_000, 20_001, 20_002, 40_000, 40_001])(
  'a hole of %i shows nothing, and the next record stands behind it',
  async (hole) => {
    const { partition, target } = opened();
    await target.append(run(0, 2), 2 + hole);
    expect(await target.end()).toBe(2 + hole);
    await target.append(run(2 + hole, 1), 3 + hole);
    expect(offsetsIn(partition)).toEqual([0, 1, 2 + hole]);
  },
);

test('whatever runs and holes there were, every record gets its offset again', () =>
  fc.assert(
    fc.asyncProperty(
      fc.nat(5),
      fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat(6)), { maxLength: 8 }),
      async (start, runs) => {
        const { partition, target } = opened();
        await target.begin(start, 0);
        const expected: number[] = [];
        let next = start;
        for (const [count, hole] of runs) {
          const records = run(next, count);
          expected.push(...records.map(({ offset }) => offset));
          next += count + hole;
          await target.append(records, next);
        }
        expect(await target.end()).toBe(next);
        expect(offsetsIn(partition).filter((offset) => offset >= start)).toEqual(expected);
      },
    ),
    { numRuns: 60 },
  ));

test('the marker of a transaction is waited for, however late the broker writes it', async () => {
  const { partition, target } = opened();
  partition.markerLate = 3;
  await target.append(run(0, 1), 2);
  expect(await target.end()).toBe(2);
});

test('no record is nothing to do', async () => {
  const { target } = opened();
  await target.append([], 9);
  expect(await target.end()).toBe(0);
});

test('a run that leaves a gap is refused before it is sent', async () => {
  const { partition, target } = opened();
  await target.append(run(0, 2), 2);
  await expect(target.append(run(5, 1), 6)).rejects.toThrow(`${topic}/0 has 5 where 2 is expected`);
  expect(offsetsIn(partition)).toEqual([0, 1]);
});

test('somebody else who writes there ends the restore', async () => {
  const { partition, target } = opened();
  await target.append(run(0, 2), 2);
  partition.intrude();
  await expect(target.append(run(2, 1), 3)).rejects.toThrow(
    `${topic}/0: offset 3 was given where 2 is expected; somebody else writes there`,
  );
});
