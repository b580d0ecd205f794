/**
 * Facts that send units to their node though the stock has none for them: what a carrier has seen
 * must have been there. Where it turns out that nothing left, the books agree all the same.
 */
import { daysAgo } from '../days.js';
import { lineOf, onAccount, Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

const scan = { id: 'seen', status: 'in_transit', at: daysAgo(2, 9) };
const seen = async (number: string) => {
  const { status } = await shop.post(`/v1/orders/${number}/shipments`, { kind: 'scan', ...scan });
  expect(status).toBe(200);
};
/** The carrier takes its scan back, and that comes first. */
const takenBack = async (number: string) => {
  await shop.post(`/v1/shipments/${number}-S1/scans`, {
    id: 'sorry',
    status: 'label_created',
    at: scan.at,
    corrects: scan.id,
    reason: 'other parcel',
  });
};

it.each([
  ['refused', 'refuse'],
  ['waiting', 'backorder'],
])('units that were %s and are seen on their way are taken from the shelf', async (_, how) => {
  const sku = `seen ${how}`;
  const number = await shop.place([lineOf(sku, '2', '10.00', { onShortage: how })], onAccount);
  await seen(number);
  expect(await shop.order(number)).toMatchObject({ lines: [{ buckets: { shipped: '2' } }] });
  expect(await shop.stock(sku)).toMatchObject({
    onHand: '-2',
    available: '-2',
    reserved: '0',
    backordered: '0',
  });
});

it('units that waited wait in their place again, where the scan was of others', async () => {
  const sku = 'void backorder';
  const number = await shop.place([lineOf(sku, '2')], onAccount);
  const next = await shop.place([lineOf(sku, '1')], onAccount);
  await takenBack(number);
  await seen(number);
  expect(await shop.order(number)).toMatchObject({ lines: [{ buckets: { backordered: '2' } }] });
  expect(await shop.stock(sku)).toMatchObject({
    onHand: '0',
    available: '0',
    reserved: '0',
    backordered: '3',
  });
  await shop.receive(sku, '2');
  expect(await shop.order(number)).toMatchObject({ lines: [{ buckets: { released: '2' } }] });
  expect(await shop.order(next)).toMatchObject({ fulfilment: 'backordered' });
  await shop.receive(sku, '1');
  await shop.post(`/v1/orders/${number}/cancel`, { reason: 'not sent' });
  expect(await shop.stock(sku)).toMatchObject({ onHand: '3', available: '2', backordered: '0' });
});

it('units that were refused are given up again, where the scan was of others', async () => {
  const sku = 'void refuse';
  const number = await shop.place([lineOf(sku, '2', '10.00', { onShortage: 'refuse' })], onAccount);
  const next = await shop.place([lineOf(sku, '1')], onAccount);
  await takenBack(number);
  await seen(number);
  expect(await shop.order(number)).toMatchObject({
    lifecycle: 'rejected',
    lines: [{ buckets: { cancelled: '2' } }],
  });
  await shop.receive(sku, '2');
  expect(await shop.order(next)).toMatchObject({ fulfilment: 'reserved' });
  expect(await shop.stock(sku)).toMatchObject({ onHand: '2', available: '1', backordered: '0' });
});

it.each([
  ['scan first', true],
  ['dispatch first', false],
])(
  'one unit seen before its node had it stays one, with the others of its parcel: %s',
  async (name, isScanFirst) => {
    const sku = `one of ${name}`;
    await shop.receive(sku, '3');
    const number = await shop.place([lineOf(sku, '3')], { policy: { releaseOn: 'dispatch' } });
    const facts = [
      {
        kind: 'scan',
        id: 'one',
        status: 'delivered',
        at: daysAgo(2, 10),
        lines: [{ line: '1', quantity: '1' }],
      },
      { kind: 'dispatch', id: 'two', at: daysAgo(2, 9), lines: [{ line: '1', quantity: '2' }] },
    ];
    for (const fact of isScanFirst ? facts : facts.toReversed()) {
      await shop.post(`/v1/orders/${number}/shipments`, fact);
    }
    expect(await shop.order(number)).toMatchObject({
      lines: [{ buckets: { delivered: '1', shipped: '1', reserved: '1' } }],
    });
  },
);
