import { partitionOf } from '#kernel';
import { positionName, readsName } from '#runtime';
import { channelTopic } from './channel-map.js';
import { settlingOf } from './status/settling.js';
import { partitions, Shop } from '../test/shop.js';

const never = new AbortController().signal;
const bytesOf = (data: object | string): Uint8Array =>
  new TextEncoder().encode(typeof data === 'string' ? data : JSON.stringify(data));
const channelHeaders = {
  'content-type': 'application/json',
  ce_specversion: '1.0',
  ce_id: 'e-1',
  ce_source: 'https://shop.example',
  ce_type: 'oms.order.place',
};

describe('a backend', () => {
  test('takes an order through all services, and settles', async () => {
    const shop = new Shop();
    await shop.receive('A', '5');
    const { number, token } = await shop.place('R-1');
    expect(await shop.answer(token)).toMatchObject({ outcome: 'accepted', number });
    expect(await shop.settle()).toEqual([]);
    const settled = shop.wait(shop.backend.settled([token], 5_000, never));
    expect(await settled).toEqual({ settled: true, waitingFor: [] });
    expect(await shop.backend.views.inventory.get('stock', 'default/main/A')).toMatchObject({
      onHand: '5',
      reserved: '2',
    });
    expect(await shop.backend.views.shipping.get('shipment', number)).toMatchObject({
      shipments: [{ status: 'planned' }],
    });
    await shop.stop();
  });

  test('says of every worker how it stands', async () => {
    const shop = new Shop();
    await shop.place('R-1');
    await shop.settle();
    const statuses = await shop.backend.status();
    const roles = (role: string) => statuses.filter((each) => each.role === role).length;
    expect(['writer', 'input', 'intake', 'projector'].map(roles)).toEqual([
      3 * partitions,
      5 * partitions,
      2 * partitions,
      3 * partitions,
    ]);
    const states = new Set(statuses.map(({ state, lag }) => `${state} ${lag}`));
    expect(states).toEqual(new Set(['running 0']));
    await shop.stop();
  });

  test('ends in order: nothing is asked of a port any more, a later start goes on', async () => {
    const shop = new Shop();
    const { number } = await shop.place('R-1');
    void shop.backend.views.orders.reached(
      { service: 'orders', partition: 0, offset: 999 },
      1_000,
      never,
    );
    await shop.stop();
    await shop.clock.advance(5_000);
    expect(shop.clock.next()).toBeUndefined();
    const late = {
      key: number,
      tenant: 'default',
      number,
      command: { type: 'order.hold', data: { hold: 'h', reason: 'r' } } as const,
    };
    const stopped = new Shop({ after: shop });
    expect(await stopped.settle()).toEqual([]);
    expect(await stopped.backend.views.orders.get('order', number)).toMatchObject({ number });
    const { backend } = stopped;
    await stopped.stop();
    expect(await backend.post('orders', late, 'x')).toEqual({
      kind: 'unavailable',
      reason: 'shutting down',
    });
  });

  test('rejects a SKU with the separator of its index, wherever it came from', async () => {
    const shop = new Shop();
    await shop.receive('A', '5');
    const key = 'default/main/a\u0000b';
    await shop
      .log('oms.inventory.inbox')
      .append(partitionOf(key, partitions), [
        {
          key,
          headers: { ...channelHeaders, ce_type: 'oms.stock.receive' },
          value: bytesOf({ receipts: [{ id: 'r', quantity: '1' }] }),
        },
      ]);
    expect(await shop.settle()).toEqual([]);
    const { inventory } = shop.backend.views;
    const all = { limit: 9, descending: false };
    const [listed] = await inventory.list({ index: 'default|rejected', ...all });
    expect(await inventory.get('rejected', listed?.key ?? '')).toMatchObject({
      code: 'key_malformed',
      field: 'key',
    });
    expect(await inventory.list({ index: 'default|stock', ...all })).toEqual([
      { key: 'default/main/A', sort: 'main/A' },
    ]);
    await shop.stop();
  });

  test('starts on nothing where topics have unlike partitions', () => {
    const shop = new Shop({ partitionsOf: (topic) => (topic === 'oms.orders.inbox' ? 3 : 2) });
    expect(() => shop.backend).toThrow('oms.orders.inbox has 3');
  });

  test("halts, with both numbers, what stands beyond a log's end; the rest goes on", async () => {
    const shop = new Shop();
    for (let each = 0; each < 6; each += 1) await shop.place(`R-${each}`);
    await shop.settle();
    await shop.stop();
    await shop.rewrite('oms.orders.events', (records, partition) =>
      partition === 0 ? records.slice(0, 1) : records,
    );
    await shop.receive('B', '1');
    await shop.clock.advance(20_000);
    const halted = (await shop.backend.status()).filter(({ state }) => state === 'halted');
    expect(new Set(halted.map(({ partition }) => partition))).toEqual(new Set([0]));
    expect(halted.map(({ role }) => role)).toEqual(expect.arrayContaining(['intake', 'projector']));
    for (const { reason } of halted) {
      expect(reason).toMatch(/ends at \d+, before the next offset \d+|history/);
    }
    const projector = halted.find(({ role }) => role === 'projector');
    expect(projector?.reason).toMatch(/^stale since 2026-01-05T/);
    expect((await shop.settle(1_000)).length).toBeGreaterThan(0);
    await shop.stop();
  });
});

test('settling asks for the places under which readers keep them', async () => {
  const shop = new Shop();
  const saved = new Set<string>();
  const { positions } = shop;
  Object.assign(shop.ports, {
    positions: {
      ...positions,
      save: async (...which: Parameters<typeof positions.save>) => {
        saved.add(which[0]);
        await positions.save(...which);
      },
    },
  });
  const input = {
    channel: 'web',
    channelRef: 'C-1',
    currency: 'EUR',
    lines: [{ sku: 'A', node: 'main', quantity: '1', unitPrice: '1' }],
  };
  for (let partition = 0; partition < partitions; partition += 1) {
    await shop
      .log(channelTopic)
      .append(partition, [{ key: null, headers: channelHeaders, value: bytesOf(input) }]);
  }
  await shop.receive('A', '5');
  await shop.settle();
  const { services } = settlingOf(shop.ports);
  const names = services.flatMap(({ service, events, inputs, intakes }) => [
    ...intakes.map(({ positionName: name }) => name),
    ...inputs.flatMap(({ source }) =>
      Array.from({ length: events.partitions }, (_, own) => readsName(service, own, source)),
    ),
  ]);
  expect(names).toHaveLength(2 + 5 * partitions);
  expect(names).toEqual(expect.arrayContaining([...saved]));
  expect([...saved]).toEqual(
    expect.arrayContaining([
      positionName('orders', channelTopic),
      positionName('orders', 'orders'),
      readsName('inventory', 0, 'orders'),
      readsName('orders', 1, 'inventory'),
      readsName('shipping', 1, 'orders'),
    ]),
  );
  await shop.stop();
});

describe('rebuild and the way back', () => {
  test('by the name of a projection; an unknown one is refused, with those there are', async () => {
    const shop = new Shop();
    await shop.place('R-1');
    await shop.settle();
    const { rebuilding } = shop.backend;
    expect(await shop.wait(rebuilding.rebuild('timeline'))).toMatchObject({ from: 1, to: 2 });
    expect(await shop.wait(rebuilding.rollBack('order'))).toMatchObject({ from: 2, to: 1 });
    const another = rebuilding.rebuild('stock');
    await expect(rebuilding.rollBack('stock')).rejects.toThrow(
      'a rebuild of inventory is under way',
    );
    expect(await shop.wait(another)).toMatchObject({ from: 1, to: 2 });
    await expect(rebuilding.rebuild('nothing')).rejects.toThrow(
      "no projection 'nothing'; there are order, timeline, stock, shipment",
    );
    await shop.stop();
  });
});

describe('a fact before its shipment', () => {
  test('is kept, and the view goes on with what follows', async () => {
    const shop = new Shop();
    const { number } = await shop.place('R-1');
    const dispatch = (id: string) => ({
      key: number,
      tenant: 'default',
      number,
      command: {
        type: 'shipment.record-dispatch',
        data: {
          shipment: `${number}-S1`,
          fact: { kind: 'dispatch', id, at: '2026-01-05T10:00:00Z' },
        },
      } as const,
    });
    for (const id of ['d-1', 'd-2']) {
      await shop.wait(shop.backend.post('shipping', dispatch(id), id));
    }
    await shop.receive('A', '5');
    expect(await shop.settle()).toEqual([]);
    expect((await shop.backend.status()).filter(({ state }) => state === 'halted')).toEqual([]);
    expect(await shop.backend.views.shipping.get('shipment', number)).toMatchObject({
      shipments: [{ status: 'dispatched' }],
    });
    await shop.stop();
  });
});
