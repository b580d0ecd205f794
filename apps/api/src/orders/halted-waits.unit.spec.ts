import { partitionOf } from '#kernel';
import { orderProjections } from '#orders';
import type { OrderDocument } from '#orders';
import type { Gateway, PartitionStatus } from '#services';
import { line, number, placed } from '../../../../libs/orders/test/orders.js';
import { Halts } from '../waiting/halts.js';
import { HaltedWaits } from './halted-waits.js';

const partitions = 4;
const own = partitionOf(number, partitions);
const tenant = 'default';

const doc = [placed({ lines: [line('1', '2', { sku: 'A', node: 'main' })] })].reduce<
  OrderDocument | undefined
>(
  (before, event, index) =>
    orderProjections.order.evolve(before, {
      event,
      key: number,
      tenant,
      number,
      id: `${own}:inbox:0:0:${index}`,
      chain: 0,
      index,
      version: index + 1,
      at: 1_000,
    }),
  undefined,
);
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
  const gateway = { partitions, status: () => Promise.resolve(rows) } as unknown as Gateway;
  return new HaltedWaits(gateway, new Halts(gateway));
};

const order = (): OrderDocument => {
  if (doc === undefined) throw new Error('the order was placed');
  return doc;
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
