/** What buyers see, and what is proved, while something is done to the services. */
import { setTimeout as pause } from 'node:timers/promises';
import { startBuyers } from './buyers.js';
import { missing, receive } from './scene.js';
import type { Scene } from './scene.js';

const skus = ['S0', 'S1', 'S2'];
const unitsEach = 300;
const buyersCount = 20;
/**
 * A connection that is being made while a listener closes is cut off by the system: seldom one
 * or two of thousands of requests. What an api that is killed breaks is far more.
 */
export const rolledBrokenMax = 4;

/** What `run` names is done to the services; at most so many requests of the buyers break. */
export type UnderLoad = (
  run: string,
  act: () => Promise<void>,
  more?: { readonly brokenMax?: number },
) => Promise<void>;

/** Stock for the buyers. */
export const stockUp = async ({ deployment: { apis } }: Scene): Promise<void> => {
  const [api = ''] = apis;
  for (const sku of skus) await receive(api, sku, unitsEach);
};

/** Never more than there is, and every unit of an accepted order counted once. */
const expectStockInvariant = async (api: string): Promise<void> => {
  for (const sku of skus) {
    const response = await fetch(`${api}/v1/stock/main/${sku}`);
    const stock = (await response.json()) as Readonly<Record<string, string>>;
    expect(Number(stock['onHand'])).toBe(unitsEach);
    expect(Number(stock['available']) + Number(stock['reserved'])).toBe(unitsEach);
  }
};

/** Buyers before, during and after; then everything settles and is proved. */
export const nothingLost = async (
  scene: Scene,
  ...[run, act, { brokenMax = 0 } = {}]: Parameters<UnderLoad>
): Promise<void> => {
  const { deployment } = scene;
  const [api = ''] = deployment.apis;
  const end = startBuyers({ apis: deployment.apis, count: buyersCount, skus, run });
  await pause(2_000);
  await act();
  await pause(2_000);
  const { bought, violations, refusals, longestMs, refused, broken } = await end();
  process.stdout.write(
    `${run}: ${bought.length} orders, the slowest ${Math.round(longestMs)} ms,` +
      ` told to come later: ${JSON.stringify([...refusals])}, ${refused} connections refused,` +
      ` broken: ${JSON.stringify(broken)}\n`,
  );
  expect(violations).toEqual([]);
  expect(broken.length > brokenMax ? broken : []).toEqual([]);
  expect(bought.length).toBeGreaterThan(buyersCount);
  await scene.settle();
  expect(await missing(api, bought)).toEqual([]);
  await expectStockInvariant(api);
  await scene.expectVerified();
};
