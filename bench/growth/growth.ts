import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'hdr-histogram-js';
import { startApi } from '#api';
import { embeddedSite } from '../flow/embedded-site.js';
import type { Site } from '../flow/site.js';
import { measureThroughput } from '../flow/throughput.js';
import type { Stage } from '../flow/throughput.js';
import { openingUnits } from '../orders/ledger.js';
import { skuOf, skusCount } from '../orders/stream.js';
import type { Figures, Outcome } from '../runs/outcome.js';
import { OwnLoad, placing } from '../sides/own-load.js';
import { receive, settled } from '../sides/own.js';

export interface GrowthRun {
  /** Orders at the end; the first look is at a hundredth of them. */
  readonly orders: number;
  readonly window: number;
  readonly seed: number;
}

export interface Growth {
  readonly early: Outcome;
  readonly late: Outcome;
}

const pages = 300;
const pageOrders = 50;

/** A page with two filters, of SKUs from the one that all want to one that few want. */
const listP99 = async (address: string): Promise<number> => {
  const histogram = build({ lowestDiscernibleValue: 1, highestTrackableValue: 60_000_000 });
  for (let at = 0; at < pages; at += 1) {
    const sku = skuOf((at * at) % skusCount);
    const began = performance.now();
    const response = await fetch(
      `${address}/v1/orders?sku=${sku}&fulfilment=shipped&limit=${pageOrders}`,
    );
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`GET /v1/orders answers ${response.status}`);
    histogram.recordValue(Math.ceil((performance.now() - began) * 1_000));
  }
  return histogram.getValueAtPercentile(99) / 1_000;
};

/** `count` more orders, and how they went; then a look at the lists. */
const grow = async (
  site: Site,
  stage: Stage,
  count: number,
  window: number,
  address: string,
): Promise<Figures> => {
  const { orders, rate, usage, peakMiB } = await measureThroughput(stage, {
    orders: count,
    seconds: Number.POSITIVE_INFINITY,
    window,
  });
  await settled(site.gateway);
  return {
    orders,
    rate,
    cpuOwn: ((usage.userSeconds + usage.systemSeconds) * 1_000) / orders,
    memoryMiB: peakMiB,
    listP99: await listP99(address),
  };
};

/** An embedded backend with its API, at a hundredth of its orders and at all of them. */
export const runGrowth = async ({ orders, window, seed }: GrowthRun): Promise<Growth> => {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-growth-'));
  const site = await embeddedSite(folder);
  const api = await startApi({
    gateway: site.gateway,
    host: '127.0.0.1',
    port: 0,
    callerRequests: 0,
  });
  const placed = placing(seed, () => undefined);
  const stage: Stage = {
    load: (_run, listener) => new OwnLoad(site, placed, listener),
    memoryMiB: () => site.memoryMiB(),
    countOthers: () => site.countOthers(),
  };
  const part = Math.ceil(orders / 100);
  try {
    await receive(site.gateway, skusCount, openingUnits);
    await grow(site, stage, part, window, api.address);
    const early = await grow(site, stage, part, window, api.address);
    const between = orders - 3 * part;
    const middle = await grow(site, stage, between, window, api.address);
    const late = await grow(site, stage, part, window, api.address);
    const faults = await site.verify();
    const outcome = (figures: Figures): Outcome => ({
      how: `${site.how}, with its API; a hundredth of ${orders} orders, then all of them`,
      durability: 'every append is on the disk before it is acknowledged',
      versions: { node: process.version },
      faults,
      figures,
    });
    const memoryMiB = Math.max(middle.memoryMiB ?? 0, late.memoryMiB ?? 0);
    return { early: outcome(early), late: outcome({ ...late, memoryMiB }) };
  } finally {
    await api.close();
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  }
};
