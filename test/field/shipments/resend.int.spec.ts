/**
 * What came back to its sender is sent again (reports of bpost, Allegro): by a new dispatch or by
 * the same parcel's newer scans, before and after its goods were booked into stock.
 */
import { daysAgo } from '../days.js';
import { lineOf, onAccount, Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(async () => {
  await shop.close();
});

const at = (hour: number): string => daysAgo(11, hour);
const units = (quantity: string, line = '1') => [{ line, quantity }];

let skus = 0;
const sentBack = async (quantity = '2') => {
  skus += 1;
  const sku = `rs${skus}`;
  await shop.receive(sku, quantity);
  const number = await shop.place([lineOf(sku, quantity)], onAccount);
  const shipment = `${number}-S1`;
  await ok(`/v1/shipments/${shipment}/dispatch`, { tracking: `${sku}-1`, at: at(1) });
  await scan(number, 's1', 3, 'returned_to_sender', { tracking: `${sku}-1` });
  return { sku, number, shipment };
};
const ok = async (path: string, body: object) => {
  const { status, text } = await shop.post(path, body);
  expect([status, text]).toEqual([200, text]);
};
const scan = (number: string, id: string, hour: number, status: string, more: object = {}) =>
  ok(`/v1/orders/${number}/shipments`, { kind: 'scan', id, at: at(hour), status, ...more });
const restock = (number: string, hour: number, quantity = '2', id = `rma-${hour}`) =>
  ok(`/v1/orders/${number}/returns`, { id, at: at(hour), lines: units(quantity) });

interface OrderSeen {
  readonly lines: readonly { readonly buckets: object }[];
  readonly shipments: readonly {
    readonly parcels: readonly { readonly tracking?: string; readonly status: string }[];
  }[];
  readonly attention: { readonly exceptions: readonly { readonly type: string }[] };
}
const story = async (number: string) => {
  const { text } = await shop.api.get(`/v1/orders/${number}`);
  const order = JSON.parse(text) as OrderSeen;
  return {
    buckets: order.lines.map(({ buckets }) => buckets),
    parcels: order.shipments
      .flatMap(({ parcels }) => parcels)
      .map(({ tracking, status }) => [tracking, status]),
    exceptions: order.attention.exceptions.map(({ type }) => type),
  };
};

it('by command: a new parcel, the old one stays returned, the stock is as it was', async () => {
  const { sku, number, shipment } = await sentBack();
  await ok(`/v1/shipments/${shipment}/dispatch`, { tracking: `${sku}-2`, at: at(5) });
  expect(await story(number)).toEqual({
    buckets: [{ shipped: '2' }],
    exceptions: [],
    parcels: [
      [`${sku}-1`, 'returned_to_sender'],
      [`${sku}-2`, 'dispatched'],
    ],
  });
  expect(await shop.stock(sku)).toMatchObject({ onHand: '0', available: '0' });
  // Late words of the old label move nothing of the new parcel, and are told.
  await scan(number, 's2', 6, 'in_transit', { tracking: `${sku}-1` });
  expect(await story(number)).toMatchObject({
    buckets: [{ shipped: '2' }],
    exceptions: ['parcel-unmatched'],
  });
  await scan(number, 's3', 7, 'delivered', { tracking: `${sku}-2` });
  expect((await story(number)).buckets).toEqual([{ delivered: '2' }]);
});

it('after its goods were booked into stock they are issued again, once', async () => {
  const { sku, number, shipment } = await sentBack();
  await restock(number, 4);
  expect(await shop.stock(sku)).toMatchObject({ onHand: '2', available: '2' });
  await ok(`/v1/shipments/${shipment}/dispatch`, { tracking: `${sku}-2`, at: at(5) });
  expect(await story(number)).toMatchObject({ buckets: [{ shipped: '2' }], exceptions: [] });
  expect(await shop.stock(sku)).toMatchObject({ onHand: '0', reserved: '0' });
  await scan(number, 's3', 7, 'delivered', { tracking: `${sku}-2` });
  await restock(number, 9, '1');
  expect((await story(number)).buckets).toEqual([{ delivered: '1', restocked: '1' }]);
  expect(await shop.stock(sku)).toMatchObject({ onHand: '1', available: '1' });
});

it('told the other way round it ends alike: the return comes last', async () => {
  const { sku, number, shipment } = await sentBack();
  await ok(`/v1/orders/${number}/shipments`, {
    kind: 'dispatch',
    id: 'd2',
    at: at(5),
    shipment,
    tracking: `${sku}-2`,
  });
  await restock(number, 4);
  expect(await story(number)).toMatchObject({ buckets: [{ shipped: '2' }], exceptions: [] });
  expect(await shop.stock(sku)).toMatchObject({ onHand: '0', reserved: '0' });
});

it('by newer scans of the same parcel, also after its goods were booked', async () => {
  const { sku, number } = await sentBack();
  await restock(number, 4);
  await scan(number, 's2', 6, 'in_transit', { tracking: `${sku}-1` });
  expect((await story(number)).buckets).toEqual([{ shipped: '2' }]);
  expect(await shop.stock(sku)).toMatchObject({ onHand: '0' });
  await scan(number, 's3', 7, 'delivered', { tracking: `${sku}-1` });
  expect(await story(number)).toMatchObject({ buckets: [{ delivered: '2' }], exceptions: [] });
});

it('by lines, by the order alone, and a part of it; the rest stays where it is', async () => {
  const one = await sentBack();
  await ok(`/v1/orders/${one.number}/shipments`, {
    kind: 'dispatch',
    id: 'd2',
    at: at(5),
    lines: units('1'),
    tracking: `${one.sku}-2`,
  });
  expect(await story(one.number)).toMatchObject({
    buckets: [{ shipped: '1', return_to_sender: '1' }],
    exceptions: [],
  });
  const other = await sentBack();
  await restock(other.number, 4);
  await ok(`/v1/orders/${other.number}/shipments`, { kind: 'dispatch', id: 'd2', at: at(5) });
  expect(await story(other.number)).toMatchObject({ buckets: [{ shipped: '2' }], exceptions: [] });
  expect(await shop.stock(other.sku)).toMatchObject({ onHand: '0' });
});

it('a return that was told by mistake is taken back after its goods were sent again', async () => {
  const { sku, number, shipment } = await sentBack();
  await restock(number, 4);
  await ok(`/v1/shipments/${shipment}/dispatch`, { tracking: `${sku}-2`, at: at(5) });
  await ok(`/v1/orders/${number}/returns`, { corrects: 'rma-4', reason: 'another order' });
  expect((await story(number)).buckets).toEqual([{ shipped: '2' }]);
});
