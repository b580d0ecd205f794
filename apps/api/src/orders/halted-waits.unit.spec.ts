import { partitionOf } from '#kernel';
import { orderProjections } from '#orders';
import type { OrderDocument, OrderEvent } from '#orders';
import type { PartitionStatus } from '#services';
import { Halts } from '../waiting/halts.js';
import { HaltedWaits } from './halted-waits.js';

const tenant = 'default';
const partitions = 4;
const number = 'H0VD-3KFX-FA0T-8V';
const own = partitionOf(number, partitions);

const placed: OrderEvent = {
  type: 'order.placed',
  data: {
    number,
    claim: { tenant, channel: 'web', channelRef: 'R-1', attempt: 0 },
    placedAt: '2026-01-05T09:00:00Z',
    body: {
      placedAt: '2026-01-05T09:00:00Z',
      currency: 'EUR',
      charges: [],
      lines: [
        {
          line: '1',
          sku: 'A',
          node: 'main',
          quantity: '2',
          unit: 'each',
          unitPrice: '10.00',
          onShortage: 'backorder',
        },
      ],
      policy: { allOrNothing: false, onEmpty: 'exception', releaseOn: 'paid', timers: false },
    },
  },
};

const order = (): OrderDocument => {
  const doc = orderProjections.order.evolve(undefined, {
    event: placed,
    key: number,
    tenant,
    number,
    id: `${own}:inbox:0:0:0`,
    chain: 0,
    index: 0,
    version: 1,
    at: 1_000,
  });
  if (doc === undefined) throw new Error('the order was placed');
  return doc;
};
const stock = partitionOf(`${tenant}/main/A`, partitions);

const row = (more: Partial<PartitionStatus>): PartitionStatus => ({
  service: 'inventory',
  role: 'writer',
  name: 'inventory',
  partition: stock,
  state: 'halted',
  reason: 'for a reason',
  lag: 1,
  ...more,
});

const waits = (...rows: readonly PartitionStatus[]) => {
  const gateway = { partitions, status: () => Promise.resolve(rows) };
  return new HaltedWaits(gateway, new Halts(gateway));
};

it.each([
  ['its stock does not read orders', { role: 'input', name: 'inventory ← orders' }],
  ['its stock has halted', {}],
  ['it does not hear of its stock', { service: 'orders', role: 'input', partition: own }],
  ['its own partition has halted', { service: 'orders', partition: own }],
] as const)('waits, and who placed it is told, where %s', async (_name, more) => {
  const asked = waits(row(more));
  expect(await asked.of(order())).toMatchObject([
    { reason: expect.stringContaining('has halted: for a reason') },
  ]);
  await expect(asked.refuseUndecided(order())).rejects.toMatchObject({
    message: expect.stringContaining('is placed, and its stock cannot answer'),
  });
});

it.each([
  ['the inbox of its stock alone has halted', { inboxAlone: true }],
  ['other stock has halted', { partition: (stock + 1) % partitions }],
  ['shipping has halted before anything is released', { service: 'shipping', partition: own }],
] as const)('waits for nobody where %s', async (_name, more) => {
  const asked = waits(row(more));
  expect(await asked.of(order())).toEqual([]);
  await expect(asked.refuseUndecided(order())).resolves.toBeUndefined();
});
