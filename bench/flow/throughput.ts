import { setTimeout as pause } from 'node:timers/promises';
import type { Load, OpenLoad } from './load.js';
import type { Burned } from './site.js';
import { SteadyRate } from './steady.js';
import { countUsage, MemoryWatch } from './usage.js';
import type { MemoryAt, Usage } from './usage.js';

/** Where orders are placed, and how to see what that costs. */
export interface Stage {
  readonly load: OpenLoad;
  /** As of a `Site`. */
  memoryMiB(): number | undefined;
  countOthers(): () => Burned;
}

export interface Throughput {
  readonly orders: number;
  /** Fully processed orders a second. */
  readonly rate: number;
  /** The same while orders were placed: without the beginning and the end, where time was set. */
  readonly steadyRate?: number;
  readonly usage: Usage;
  /** Of the other processes. */
  readonly others: Burned;
  /** Of the generator's own work. */
  readonly generatorSeconds: number;
  readonly memory: readonly MemoryAt[];
  readonly peakMiB: number;
}

interface Asked {
  readonly orders: number;
  readonly seconds: number;
  readonly window: number;
}

const lookMs = 100;
const memoryStepOrders = 10_000;
const standstillMsMax = 90_000;

/**
 * As many orders as the backend can take: one is placed whenever one is done, `window` at a time,
 * until `orders` are placed or `seconds` are over; then all that are open are finished too.
 */
export const measureThroughput = async (
  stage: Stage,
  { orders, seconds, window }: Asked,
): Promise<Throughput> => {
  const end = new AbortController();
  const memory = new MemoryWatch(memoryStepOrders, () => stage.memoryMiB());
  const used = countUsage();
  const burned = stage.countOthers();
  const until = performance.now() + seconds * 1_000;
  let placed = 0;
  let done = 0;
  const placeOne = (): void => {
    const now = performance.now();
    if (placed >= orders || now >= until) return;
    placed += 1;
    shop.place(now);
  };
  const shop: Load = stage.load(`t${Date.now().toString(36)}`, {
    shipped: () => undefined,
    completed: () => {
      done += 1;
      placeOne();
    },
  });
  const steady = new SteadyRate(seconds, window, () => done);
  const following = shop.follow(end.signal);
  for (let first = 0; first < Math.min(window, orders); first += 1) placeOne();
  await untilDone(
    shop,
    () => done,
    () => done === placed,
    memory,
  );
  const usage = used();
  const steadyRate = steady.end();
  const others = burned();
  end.abort();
  await following;
  return {
    orders: done,
    rate: done / usage.seconds,
    ...(steadyRate !== undefined && { steadyRate }),
    usage,
    others,
    generatorSeconds: shop.ownMs / 1_000,
    memory: memory.steps,
    peakMiB: memory.peakMiB,
  };
};

/** Rejects with the shop's failure, and where nothing moves any more. */
export const untilDone = async (
  shop: Load,
  done: () => number,
  isOver: () => boolean,
  memory?: MemoryWatch,
): Promise<void> => {
  let seen = -1;
  let since = performance.now();
  while (!isOver()) {
    await pause(lookMs);
    memory?.look(done());
    if (shop.failure !== undefined) throw shop.failure;
    if (done() !== seen) [seen, since] = [done(), performance.now()];
    else if (performance.now() - since > standstillMsMax) {
      throw new Error(`nothing moves: ${shop.open} orders are open, ${seen} are done`);
    }
  }
};
