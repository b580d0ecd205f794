import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded, systemClock, systemRandom } from '#embedded';
import { toPlaceOrder } from '#contracts';
import { numberOf, startBackend } from '#services';
import type { Backend, PostOutcome } from '#services';
import { ownOptions, removeAll, shareBroker } from '../test/cluster.js';
import { openKafka } from './open-kafka.js';
import { prepareTopics } from './installation/setup.js';

jest.setTimeout(180_000);
shareBroker();

const keys = {
  epochs: [{ from: Number.NEGATIVE_INFINITY, key: Uint8Array.from({ length: 32 }, (_, at) => at) }],
};
const never = new AbortController().signal;
const settleMsMax = 90_000;

/** The services and their views in one process; logs, places and owners on Kafka. */
const withBackend = async (run: (backend: Backend) => Promise<void>): Promise<void> => {
  const options = ownOptions();
  const path = mkdtempSync(join(tmpdir(), 'kafka-flow-'));
  await prepareTopics(options, { numberKeyFingerprint: 'test' });
  const kafka = await openKafka(options);
  const local = await openEmbedded(path, { partitions: options.partitions });
  const backend = startBackend(
    {
      logs: kafka.log,
      positions: kafka.positions,
      ownership: kafka.ownership,
      states: local.states,
      generations: local.generations,
      clock: systemClock,
      random: systemRandom,
    },
    keys,
  );
  try {
    await run(backend);
  } finally {
    await backend.stop();
    await kafka.close();
    await local.close();
    await removeAll(options);
    rmSync(path, { recursive: true });
  }
};

const posted = async (outcome: Promise<PostOutcome>): Promise<void> => {
  expect(await outcome).toMatchObject({ kind: 'posted' });
};

const settle = async (backend: Backend): Promise<void> => {
  expect(await backend.settled([], settleMsMax, never)).toEqual({ settled: true, waitingFor: [] });
};

const receive = (backend: Backend, sku: string, quantity: string): Promise<void> =>
  posted(
    backend.post(
      'inventory',
      {
        key: `default/main/${sku}`,
        tenant: 'default',
        command: { type: 'stock.receive', data: { receipts: [{ id: `r-${sku}`, quantity }] } },
      },
      `receive-${sku}`,
    ),
  );

const place = async (backend: Backend, channelRef: string, sku: string): Promise<string> => {
  const number = numberOf(keys)({ tenant: 'default', channel: 'web', channelRef, attempt: 0 });
  const command = toPlaceOrder(
    {
      channel: 'web',
      channelRef,
      currency: 'EUR',
      charges: [],
      policy: { allOrNothing: false, onEmpty: 'exception', releaseOn: 'accepted', timers: false },
      lines: [
        {
          line: '1',
          sku,
          node: 'main',
          quantity: '1',
          unit: 'each',
          unitPrice: '9.90',
          onShortage: 'backorder',
        },
      ],
    },
    'default',
    number,
    0,
  );
  await posted(
    backend.post(
      'orders',
      { key: number, tenant: 'default', number, command },
      `place-${channelRef}`,
    ),
  );
  return number;
};

const skuOf = (reference: string): string => (Number(reference.slice(2)) % 2 === 0 ? 'A' : 'B');

const countsOf = async (backend: Backend) => {
  const counters = await backend.views.orders.counters('default|');
  return Object.fromEntries(
    Array.from(counters, ([name, count]) => [name.slice('default|'.length), count]),
  );
};

test('orders go through all services, each post once, whatever is posted twice', () =>
  withBackend(async (backend) => {
    await Promise.all([receive(backend, 'A', '40'), receive(backend, 'B', '100')]);
    await settle(backend);
    const references = Array.from({ length: 100 }, (_, at) => `R-${at}`);
    const twice = [...references, ...references];
    const numbers = await Promise.all(
      twice.map((reference) => place(backend, reference, skuOf(reference))),
    );
    expect(new Set(numbers).size).toBe(references.length);
    await settle(backend);
    expect(await countsOf(backend)).toMatchObject({
      orders: 100,
      'fulfilment:reserved': 90,
      'fulfilment:backordered': 10,
    });
    const statuses = await backend.status();
    expect(statuses.filter(({ state }) => state !== 'running')).toEqual([]);
  }));
