import type { Ledger, Touch } from './ledger.js';
import { accepted, ledgerOf, order, placed, PlantedLog } from './planted.fixture.js';
import { quantile, recoveriesOf } from './recovery.js';
import { servicePartitions } from './service-logs.js';

/** Probes that were posted and accepted at these times. */
const probed = (
  times: readonly (readonly [posted: number, accepted: number])[],
  touches: readonly Touch[],
) => {
  const orders = new PlantedLog('orders');
  orders.opened();
  const acknowledged = times.map(([postedAtMs, timeMs], at) => {
    const key = `N-${at}`;
    orders.asked('order.place', key, `place-${at}`);
    orders.answered(
      at,
      [
        { ...placed(), key },
        { ...accepted, key },
      ],
      { timeMs },
    );
    return { ...order, kind: 'probe' as const, key, token: `orders.0.${at}`, postedAtMs };
  });
  const ledger: Ledger = ledgerOf({ acknowledged, touches });
  return recoveriesOf(servicePartitions(orders.logs()), ledger);
};

const touch = (kind: string, atMs: number, partitions = [0]): Touch => ({ kind, atMs, partitions });

test('it ends with the first probe that was posted after the fault and is accepted', () => {
  const times = [
    [900, 5_000],
    [1_100, 7_000],
    [1_200, 6_000],
  ] as const;
  expect(probed(times, [touch('kill', 1_000)]).samples).toEqual([
    { kind: 'kill', partition: 0, ms: 5_000 },
  ]);
});

test('a fault that comes before it is what it is counted from', () => {
  const faults = [touch('kill', 1_000), touch('cut', 3_000)];
  expect(
    probed(
      [
        [1_100, 6_000],
        [3_100, 8_000],
      ],
      faults,
    ).samples,
  ).toEqual([{ kind: 'cut', partition: 0, ms: 5_000 }]);
});

test('each fault that was recovered from before the next one is a sample', () => {
  const faults = [touch('kill', 1_000), touch('cut', 3_000)];
  expect(
    probed(
      [
        [1_100, 2_000],
        [3_100, 3_500],
      ],
      faults,
    ).samples,
  ).toEqual([
    { kind: 'kill', partition: 0, ms: 1_000 },
    { kind: 'cut', partition: 0, ms: 500 },
  ]);
});

test('faults of other partitions touch it not', () => {
  expect(probed([[1_100, 2_000]], [touch('kill', 1_000, [1])])).toEqual({
    samples: [],
    never: [],
    longestSilenceMs: 0,
  });
});

test('a partition that never answers again is named; a silence is told whatever was done', () => {
  const { samples, never, longestSilenceMs } = probed(
    [
      [1, 100],
      [2, 9_100],
      [3, 9_200],
    ],
    [touch('kill', 10_000)],
  );
  expect([samples, never, longestSilenceMs]).toEqual([[], [0], 9_000]);
});

test('a quantile is a value that so many do not exceed', () => {
  expect([0.5, 0.99, 1].map((share) => quantile([4, 1, 3, 2], share))).toEqual([2, 4, 4]);
  expect(quantile([], 0.99)).toBe(0);
});
