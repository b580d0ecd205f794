import { setTimeout as pause } from 'node:timers/promises';
import { build } from 'hdr-histogram-js';
import type { Histogram } from 'hdr-histogram-js';
import type { Burned } from './site.js';
import { untilDone } from './throughput.js';
import type { Stage } from './throughput.js';
import { countUsage } from './usage.js';
import type { Usage } from './usage.js';

interface Percentiles {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface Latency {
  readonly orders: number;
  /** Orders a second. */
  readonly rate: number;
  /** Milliseconds from the intended placing until the view shows the order shipped. */
  readonly shipped: Percentiles;
  /** … until it shows it delivered. */
  readonly delivered: Percentiles;
  readonly usage: Usage;
  /** CPU of the other processes. */
  readonly others: Burned;
}

const tickMs = 1;
const highestMs = 600_000;

const histogram = (): Histogram =>
  build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: highestMs,
    numberOfSignificantValueDigits: 3,
  });

const percentilesOf = (of: Histogram): Percentiles => ({
  p50: of.getValueAtPercentile(50),
  p99: of.getValueAtPercentile(99),
  max: of.maxValue,
});

/**
 * Orders at a constant rate, whether the backend keeps up or not: each one's time begins when it
 * should have been placed, so that a stall counts for all that had to wait.
 */
export const measureLatency = async (
  stage: Stage,
  { rate, seconds }: { rate: number; seconds: number },
): Promise<Latency> => {
  const end = new AbortController();
  const shipped = histogram();
  const delivered = histogram();
  let done = 0;
  const shop = stage.load(`l${Date.now().toString(36)}`, {
    shipped: (ms) => shipped.recordValue(Math.min(Math.ceil(ms), highestMs)),
    completed: (ms) => {
      done += 1;
      delivered.recordValue(Math.min(Math.ceil(ms), highestMs));
    },
  });
  const following = shop.follow(end.signal);
  const used = countUsage();
  const burned = stage.countOthers();
  const orders = rate * seconds;
  const began = performance.now();
  for (let placed = 0; placed < orders;) {
    const due = Math.min(orders, Math.floor(((performance.now() - began) * rate) / 1_000) + 1);
    for (; placed < due; placed += 1) shop.place(began + (placed * 1_000) / rate);
    if (shop.failure !== undefined) throw shop.failure;
    await pause(tickMs);
  }
  await untilDone(
    shop,
    () => done,
    () => done === orders,
  );
  const usage = used();
  const others = burned();
  end.abort();
  await following;
  return {
    orders,
    rate,
    shipped: percentilesOf(shipped),
    delivered: percentilesOf(delivered),
    usage,
    others,
  };
};
