import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { numberKey, openEmbedded, soleOwnership, systemClock, systemRandom } from '#embedded';
import type { Embedded } from '#embedded';
import { eventsTopic } from '#runtime';
import { startBackend } from '#services';
import type { Backend, BackendPorts } from '#services';
import { receipts, tenant } from './assortment.js';
import { measureLatency } from './latency.js';
import { printed } from './report.js';
import type { Report } from './report.js';
import { measureThroughput } from './throughput.js';

export interface FlowOptions {
  readonly orders: string; readonly seconds: string; readonly lines: string;
  readonly window: string; readonly rate?: string; readonly latencySeconds: string;
  readonly data?: string;
  readonly profile?: true; readonly allocations?: true; readonly json?: true;
}

const partitions = 4;
const settleMsMax = 60_000;

const whole = (name: string, text: string, least: number): number => {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < least) {
    throw new TypeError(`--${name} takes a whole number from ${least} on, not '${text}'`);
  }
  return value;
};

const temporaryDirectory = (): string => {
  const directory = mkdtempSync(join(tmpdir(), 'throughline-bench-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  return directory;
};

const settled = async (backend: Backend): Promise<void> => {
  const { signal } = new AbortController();
  const { settled: done, waitingFor } = await backend.settled([], settleMsMax, signal);
  if (!done) throw new Error(`nothing settles: ${waitingFor.join('; ')}`);
};

const receiveStock = async (backend: Backend): Promise<void> => {
  await Promise.all(receipts().map(async ({ id, posting }) => {
    const outcome = await backend.post('inventory', posting, id);
    if (outcome.kind !== 'posted') throw new Error(`stock ${id}: ${outcome.kind}`);
  }));
  await settled(backend);
};

const portsOf = (embedded: Embedded): BackendPorts => ({
  logs: (topic) => embedded.log(topic), states: embedded.states, positions: embedded.positions,
  generations: embedded.generations,
  clock: systemClock, random: systemRandom, ownership: soleOwnership,
  log: ({ level, worker, partition, text }) => {
    if (level !== 'info') process.stderr.write(`${level}: ${worker}/${partition}: ${text}\n`);
  },
});

/** What the views count of orders that went all the way. */
const deliveredIn = async (backend: Backend): Promise<number> => {
  const counters = await backend.views.orders.counters(`${tenant}|`);
  return Math.min(
    counters.get(`${tenant}|lifecycle:completed`) ?? 0,
    counters.get(`${tenant}|fulfilment:delivered`) ?? 0,
  );
};

/** `bench flow`: measures, prints, and answers the exit code: 1 where an order was lost. */
export const runFlow = async (options: FlowOptions): Promise<number> => {
  const lines = whole('lines', options.lines, 1);
  const orders = whole('orders', options.orders, 1);
  const seconds = whole('seconds', options.seconds, 1);
  const window = whole('window', options.window, 1);
  const latencySeconds = whole('latency-seconds', options.latencySeconds, 1);
  const asked = options.rate === undefined ? undefined : whole('rate', options.rate, 0);
  const directory = options.data ?? temporaryDirectory();
  const embedded = await openEmbedded(directory, { partitions });
  const ports = portsOf(embedded);
  const key = numberKey(directory, process.env.OMS_NUMBER_KEY);
  const backend = startBackend(ports, { epochs: [{ from: Number.NEGATIVE_INFINITY, key }] });
  try {
    await receiveStock(backend);
    const before = await deliveredIn(backend);
    const stage = { backend, events: ports.logs(eventsTopic('orders')), lines };
    const throughput = await measureThroughput(stage, {
      orders, seconds, window,
      ...(options.profile && { sampling: 'cpu' as const }),
      ...(options.allocations && { sampling: 'allocations' as const }),
    });
    const rate = asked ?? Math.max(1, Math.round(throughput.rate / 2));
    const latency = rate === 0
      ? undefined : await measureLatency(stage, { rate, seconds: latencySeconds });
    await settled(backend);
    const report: Report = {
      lines, window, throughput, ...(latency && { latency }),
      delivered: await deliveredIn(backend) - before,
    };
    process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : printed(report));
    return report.delivered === throughput.orders + (latency?.orders ?? 0) ? 0 : 1;
  } finally {
    await backend.stop();
    await embedded.close();
  }
};
