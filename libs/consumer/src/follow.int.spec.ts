import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { orderInput, toPlaceOrder } from '#contracts';
import { openEmbedded, soleOwnership, systemClock, systemRandom } from '#embedded';
import type { Embedded } from '#embedded';
import type { NumberKeys } from '#kernel';
import { numberOf, startBackend } from '#services';
import { followOrders, followShipments, followStock } from './index.js';
import type { FollowPorts } from './index.js';

const keys: NumberKeys = {
  epochs: [{ from: Number.NEGATIVE_INFINITY, key: Uint8Array.from({ length: 32 }, (_, at) => at) }],
};
const waitMsMax = 60_000;

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'throughline-consumer-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const portsOf = (embedded: Embedded): FollowPorts & Pick<Embedded, 'states' | 'generations'> => ({
  logs: (topic) => embedded.log(topic),
  positions: embedded.positions,
  clock: systemClock,
  random: systemRandom,
  ownership: soleOwnership,
  states: embedded.states,
  generations: embedded.generations,
});

const until = async (reached: () => boolean): Promise<void> => {
  const began = performance.now();
  while (!reached()) {
    if (performance.now() - began > waitMsMax) throw new Error('nothing came');
    await sleep(10);
  }
};

/** One run of the product with these orders, and of three programs that follow it. */
const run = async (references: readonly string[]) => {
  const embedded = await openEmbedded(directory, { partitions: 2 });
  const ports = portsOf(embedded);
  const backend = startBackend(ports, keys);
  const seen = { orders: [] as string[], stock: [] as string[], shipments: [] as string[] };
  const note =
    (into: string[]) =>
    ({ events }: { readonly events: readonly { readonly event: { readonly type: string } }[] }) => {
      into.push(...events.map(({ event }) => event.type));
    };
  const following = [
    followOrders(ports, { group: 'mail', on: note(seen.orders) }),
    followStock(ports, { group: 'stock-report', on: note(seen.stock) }),
    followShipments(ports, { group: 'labels', on: note(seen.shipments) }),
  ];
  await backend.post(
    'inventory',
    {
      key: 'default/main/A',
      tenant: 'default',
      command: {
        type: 'stock.receive',
        data: { receipts: [{ id: `r-${references[0]}`, quantity: '9' }] },
      },
    },
    `receive-${references[0]}`,
  );
  for (const channelRef of references) {
    const number = numberOf(keys)({ tenant: 'default', channel: 'web', channelRef, attempt: 0 });
    const command = toPlaceOrder(
      orderInput.parse({
        channel: 'web',
        channelRef,
        currency: 'EUR',
        policy: { releaseOn: 'accepted' },
        lines: [{ sku: 'A', node: 'main', quantity: '1', unitPrice: '1' }],
      }),
      'default',
      number,
      0,
    );
    await backend.post('orders', { key: number, tenant: 'default', number, command }, channelRef);
  }
  const count = (types: readonly string[], type: string): number =>
    types.filter((each) => each === type).length;
  await until(
    () =>
      count(seen.shipments, 'shipment.planned') >= references.length &&
      count(seen.orders, 'line.released') >= references.length,
  );
  for (const each of following) await each.stop();
  await backend.stop();
  await embedded.close();
  return { seen, count };
};

test('on disk: three programs follow, and after a restart go on where they were', async () => {
  const first = await run(['R-1', 'R-2', 'R-3']);
  expect(first.count(first.seen.orders, 'order.placed')).toBe(3);
  expect(first.count(first.seen.stock, 'stock.reserved')).toBe(3);
  const second = await run(['R-4', 'R-5']);
  expect(second.count(second.seen.orders, 'order.placed')).toBe(2);
  expect(second.count(second.seen.stock, 'stock.received')).toBe(1);
  expect(second.count(second.seen.shipments, 'shipment.planned')).toBe(2);
});
