import type { FetchedPartition } from '../client/requests.js';
import type { Batch } from './batches.js';
import { readable } from './readable.js';

const batch = (first: number, count: number, about: Partial<Batch> = {}): Batch => ({
  first,
  next: first + count,
  time: 7,
  isControl: false,
  records: () =>
    Array.from({ length: count }, (_, at) => ({
      key: null,
      headers: { of: about.transactional ?? 'plain' },
      value: null,
      offset: first + at,
      time: 7,
    })),
  ...about,
});
const marker = (first: number, transactional: string): Batch =>
  batch(first, 1, { transactional, isControl: true });

const fetched = (
  batches: readonly Batch[],
  changes: Partial<FetchedPartition> = {},
): FetchedPartition => ({
  partition: 0,
  errorCode: 0,
  highWatermark: 100,
  lastStableOffset: 100,
  logStartOffset: 0,
  abortedTransactions: [],
  batches,
  ...changes,
});
const offsets = (answer: FetchedPartition, from: number, isDense = false) =>
  readable(answer, from, isDense).records.map(({ offset }) => offset);

test('a batch is fetched whole: what lies before the offset asked for is left out', () => {
  const unread = batch(0, 3, {
    records: () => {
      throw new Error('read for nothing');
    },
  });
  const answer = fetched([unread, batch(3, 4)]);
  expect(offsets(answer, 5)).toEqual([5, 6]);
  expect(readable(answer, 5, false)).toMatchObject({ next: 7, start: 0, end: 100 });
});

test('the end is never below what was asked for, whatever a new leader tells', () => {
  expect(readable(fetched([], { lastStableOffset: 3 }), 5, false)).toMatchObject({
    next: 5,
    end: 5,
  });
});

describe('of transactions of foreign publishers', () => {
  const committed = fetched([batch(0, 2, { transactional: 'a' }), marker(2, 'a'), batch(3, 1)]);
  const aborted = fetched(
    [
      batch(0, 2, { transactional: 'a' }),
      batch(2, 1, { transactional: 'b' }),
      marker(3, 'a'),
      batch(4, 1, { transactional: 'a' }),
      marker(5, 'b'),
      marker(6, 'a'),
    ],
    { abortedTransactions: [{ producerId: 'a', firstOffset: 0 }] },
  );

  test('what was committed is read, its marker is not', () => {
    expect(offsets(committed, 0)).toEqual([0, 1, 3]);
  });

  test('what was aborted is not read, and what the same producer commits later is', () => {
    expect(offsets(aborted, 0)).toEqual([2, 4]);
    expect(readable(aborted, 0, false).next).toBe(7);
  });

  test('aborted transactions may be listed in any order', () => {
    const both = fetched(
      [batch(0, 1, { transactional: 'a' }), batch(1, 1, { transactional: 'b' }), batch(2, 1)],
      {
        abortedTransactions: [
          { producerId: 'b', firstOffset: 1 },
          { producerId: 'a', firstOffset: 0 },
        ],
      },
    );
    expect(offsets(both, 0)).toEqual([2]);
  });

  test('a log whose every offset is answered shows empty records in their place', () => {
    expect(offsets(aborted, 0, true)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(readable(aborted, 0, true).records[0]).toEqual({
      key: null,
      headers: {},
      value: null,
      offset: 0,
      time: 7,
    });
  });
});
