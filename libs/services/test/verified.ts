import { settledNow } from '#runtime';
import { settlingOf } from '../src/status/settling.js';
import { verify } from '../src/verification/verify.js';
import type { Verification } from '../src/verification/verify.js';
import { Shop } from './shop.js';

/** Two orders that are reserved, one that waits, all settled and standing still. */
export const story = async (): Promise<Shop> => {
  const shop = new Shop();
  await shop.receive('A', '5');
  for (const [at, reference] of ['R-1', 'R-2', 'R-3'].entries()) {
    await shop.place(reference, 'A', at === 2 ? '3' : '2');
  }
  expect(await shop.settle()).toEqual([]);
  await shop.stop();
  return shop;
};

export const verified = async (
  { ports }: Shop,
  waitingFor?: readonly string[],
): Promise<Verification> =>
  verify({
    logs: ports.logs,
    generations: ports.generations,
    waitingFor: async () => waitingFor ?? (await settledNow(settlingOf(ports))).waitingFor,
  });

/** Without views: the invariants of the logs alone. */
export const violationsOf = async (
  shop: Shop,
  waitingFor: readonly string[] = [],
): Promise<string> => {
  const found = await verify({
    logs: shop.ports.logs,
    waitingFor: async () => waitingFor,
    generations: { ...shop.generations, current: async () => undefined },
  });
  expect(found.violations).toBeGreaterThanOrEqual(found.firstViolations.length);
  return found.firstViolations.join('\n');
};
