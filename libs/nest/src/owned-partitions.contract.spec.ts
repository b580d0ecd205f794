import { soleOwnership, systemClock } from '#embedded';
import { ownershipContract } from '#ports/contract';
import { OwnedPartitions } from './owned-partitions.js';

const pass = (ms: number): Promise<void> =>
  systemClock.wakeAt(systemClock.now() + ms, new AbortController().signal);

ownershipContract('remembered', () => ({ ownership: new OwnedPartitions(soleOwnership), pass }));

test('tells which partitions of which group are at work, and no longer than they are', async () => {
  const owned = new OwnedPartitions(soleOwnership);
  const stop = new AbortController();
  const running = owned.run(
    'a',
    2,
    stop.signal,
    (_, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve(), { once: true });
      }),
  );
  await pass(10);
  const held = (): readonly boolean[] => [
    owned.holds('a', 0),
    owned.holds('a', 1),
    owned.holds('a', 2),
    owned.holds('b', 0),
  ];
  expect(held()).toEqual([true, true, false, false]);
  stop.abort();
  expect(held()).toEqual([false, false, false, false]);
  await running;
});
