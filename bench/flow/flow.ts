import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Gateway } from '#services';
import { receipts, tenant } from './assortment.js';
import { whole } from '../whole.js';
import { embeddedSite } from './embedded-site.js';
import { measureLatency } from './latency.js';
import { kafkaSite } from './kafka-site.js';
import { embeddedMarks, kafkaMarks } from './marks.js';
import type { Entry } from './profile.js';
import { ordersOf, printed } from './report.js';
import type { Report } from './report.js';
import { Shop } from './shop.js';
import type { Site } from './site.js';
import { measureThroughput } from './throughput.js';
import type { Stage } from './throughput.js';

export interface FlowOptions {
  readonly orders: string;
  readonly seconds: string;
  readonly lines: string;
  readonly window: string;
  readonly rate?: string;
  readonly latencySeconds: string;
  readonly warmUpSeconds: string;
  readonly data?: string;
  readonly kafka?: true;
  readonly brokers: string;
  readonly services?: true;
  readonly profile?: true;
  readonly allocations?: true;
  readonly json?: true;
}

const settleMsMax = 60_000;

const temporaryDirectory = (): string => {
  const directory = mkdtempSync(join(tmpdir(), 'throughline-bench-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  return directory;
};

const settled = async (gateway: Gateway): Promise<void> => {
  const { signal } = new AbortController();
  const { settled: done, waitingFor } = await gateway.settled([], settleMsMax, signal);
  if (!done) throw new Error(`nothing settles: ${waitingFor.join('; ')}`);
};

const receiveStock = async (gateway: Gateway): Promise<void> => {
  await Promise.all(
    receipts().map(async ({ id, posting }) => {
      const outcome = await gateway.post('inventory', posting, id);
      if (outcome.kind !== 'posted') throw new Error(`stock ${id}: ${outcome.kind}`);
    }),
  );
  await settled(gateway);
};

/** What the views count of orders that went all the way. */
const deliveredIn = async (gateway: Gateway): Promise<number> => {
  const counters = await gateway.views.orders.counters(`${tenant}|`);
  return Math.min(
    counters.get(`${tenant}|lifecycle:completed`) ?? 0,
    counters.get(`${tenant}|fulfilment:delivered`) ?? 0,
  );
};

const siteOf = (options: FlowOptions): Promise<Site> => {
  const { kafka, brokers, data, profile, services } = options;
  if (kafka !== true) return embeddedSite(data ?? temporaryDirectory());
  if (brokers !== '1' && brokers !== '3') {
    throw new TypeError(`--brokers takes 1 or 3, not '${brokers}'`);
  }
  return kafkaSite({
    brokers: brokers === '1' ? 1 : 3,
    services: services === true,
    profile: profile === true,
  });
};

const samplingOf = async (
  site: Site,
  { profile, allocations }: FlowOptions,
): Promise<(() => Promise<readonly Entry[]>) | undefined> => {
  if (profile === true) return site.sample('cpu');
  return allocations === true ? site.sample('allocations') : undefined;
};

/** `bench flow`: measures, prints, and answers the exit code: 1 where an order was lost. */
export const runFlow = async (options: FlowOptions): Promise<number> => {
  const lines = whole('lines', options.lines, 1);
  const orders = whole('orders', options.orders, 1);
  const seconds = whole('seconds', options.seconds, 1);
  const window = whole('window', options.window, 1);
  const latencySeconds = whole('latency-seconds', options.latencySeconds, 1);
  const warmUpSeconds = whole('warm-up-seconds', options.warmUpSeconds, 0);
  const asked = options.rate === undefined ? undefined : whole('rate', options.rate, 0);
  const site = await siteOf(options);
  const { gateway } = site;
  try {
    await receiveStock(gateway);
    const before = await deliveredIn(gateway);
    const stage: Stage = {
      load: (run, listener) => new Shop(gateway, site.events('orders'), run, lines, listener),
      memoryMiB: () => site.memoryMiB(),
      countOthers: () => site.countOthers(),
    };
    // What runs for months is not measured while its programs are still being compiled.
    const warmUp =
      warmUpSeconds === 0
        ? 0
        : (
            await measureThroughput(stage, {
              orders: Number.POSITIVE_INFINITY,
              seconds: warmUpSeconds,
              window,
            })
          ).orders;
    const sampled = await samplingOf(site, options);
    const throughput = await measureThroughput(stage, { orders, seconds, window });
    const rate = asked ?? Math.max(1, Math.round(throughput.rate / 2));
    const latency =
      rate === 0 ? undefined : await measureLatency(stage, { rate, seconds: latencySeconds });
    await settled(gateway);
    const delivered = (await deliveredIn(gateway)) - before;
    const profile = await sampled?.();
    const report: Report = {
      lines,
      window,
      how: site.how,
      marks: options.kafka === true ? kafkaMarks : embeddedMarks,
      warmUp: { seconds: warmUpSeconds, orders: warmUp },
      throughput,
      ...(latency && { latency }),
      delivered,
      ...(profile && { profile }),
    };
    process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : printed(report));
    return delivered === ordersOf(report) ? 0 : 1;
  } finally {
    await site.close();
  }
};
