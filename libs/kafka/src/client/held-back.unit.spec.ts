import { HeldBack } from './held-back.js';
import type { FetchedPartition } from './requests.js';

const fetched = (lastStableOffset: number, highWatermark: number): FetchedPartition => ({
  partition: 0,
  errorCode: 0,
  lastStableOffset,
  highWatermark,
  logStartOffset: 0,
  abortedTransactions: [],
  batches: [],
});

test('an open transaction is told after a while, now and then, until it ends', () => {
  const held = new HeldBack();
  const reported = (now: number, last: number, high: number): boolean =>
    held.look('oms.channels.orders/2', fetched(last, high), now) !== undefined;
  expect([
    reported(0, 5, 9),
    reported(9_000, 5, 9),
    reported(10_000, 5, 9),
    reported(11_000, 5, 9),
  ]).toEqual([false, false, true, false]);
  expect(reported(71_000, 5, 12)).toBe(true);
  expect([reported(80_000, 12, 12), reported(140_000, 12, 13), reported(149_000, 12, 13)]).toEqual([
    false,
    false,
    false,
  ]);
  expect(held.look('oms.channels.orders/2', fetched(12, 13), 151_000)).toBe(
    'an open transaction holds back 1 records of oms.channels.orders/2 from offset 12 on, ' +
      'for 11 s now: its producer has to end it, or the broker does after ' +
      'transaction.max.timeout.ms; kafka-transactions --find-hanging says whose it is',
  );
});

test('as long as it is so the words say how much waits, and for how long by now', () => {
  const held = new HeldBack();
  const where = 'oms.channels.orders/0';
  expect(held.words).toBeUndefined();
  held.look(where, fetched(5, 9), 0);
  expect(held.words).toBeUndefined();
  held.look(where, fetched(5, 9), 10_000);
  expect(held.words).toContain('holds back 4 records of oms.channels.orders/0 from offset 5');
  held.look(where, fetched(6, 30), 25_000);
  expect(held.words).toContain('holds back 24 records of oms.channels.orders/0 from offset 6');
  expect(held.words).toContain('for 25 s now');
  held.look(where, fetched(30, 30), 26_000);
  expect(held.words).toBeUndefined();
});
