/**
 * Parts of shipments (reports of Magento, Solidus, InvenTree, Allegro, bpost): a node sends six of
 * ten today and four tomorrow, one of two lines is packed, a part is lost, a number is shared.
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

const at = (hour: number): string => daysAgo(1, hour);
const units = (quantity: string, line = '1') => [{ line, quantity }];

let skus = 0;
/** An order of so many of one SKU, in stock and with its node. */
const ordered = async (quantity: string, more: readonly object[] = []) => {
  skus += 1;
  const sku = `p${skus}`;
  await shop.receive(sku, quantity);
  const number = await shop.place([lineOf(sku, quantity), ...more], onAccount);
  return { sku, number, shipment: `${number}-S1` };
};

const fact = async (number: string, body: object) => {
  const answer = await shop.post(`/v1/orders/${number}/shipments`, body);
  expect(answer.status).toBe(200);
};
const dispatch = (number: string, id: string, hour: number, more: object = {}) =>
  fact(number, { kind: 'dispatch', id, at: at(hour), ...more });
const scan = (number: string, id: string, hour: number, status: string, more: object = {}) =>
  fact(number, { kind: 'scan', id, at: at(hour), status, ...more });

interface Parcel {
  readonly id: string;
  readonly tracking?: string;
  readonly status: string;
  readonly contents: readonly { readonly quantity: string }[];
}
interface OrderSeen {
  readonly lines: readonly { readonly buckets: object }[];
  readonly shipments: readonly { readonly status: string; readonly parcels: readonly Parcel[] }[];
  readonly attention: { readonly exceptions: readonly { readonly type: string }[] };
}
const story = async (number: string) => {
  const { text } = await shop.api.get(`/v1/orders/${number}`);
  const order = JSON.parse(text) as OrderSeen;
  return {
    buckets: order.lines.map(({ buckets }) => buckets),
    statuses: order.shipments.map(({ status }) => status),
    parcels: order.shipments
      .flatMap(({ parcels }) => parcels)
      .map(({ id, tracking, status, contents }) => [
        id,
        tracking,
        status,
        contents.map(({ quantity }) => quantity).join('+'),
      ]),
    exceptions: order.attention.exceptions.map(({ type }) => type),
  };
};
const found = async (reference: string): Promise<readonly string[]> => {
  const { body } = await shop.api.get(`/v1/references/${reference}`);
  return (body['orders'] as readonly { omsNumber: string }[]).map(({ omsNumber }) => omsNumber);
};

it('F-08: six of ten leave today, four tomorrow under another number', async () => {
  const { sku, number, shipment } = await ordered('10');
  await dispatch(number, 'd1', 1, { lines: units('6'), tracking: 'T6' });
  expect(await story(number)).toEqual({
    buckets: [{ released: '4', shipped: '6' }],
    statuses: ['partly_dispatched'],
    parcels: [['d1', 'T6', 'dispatched', '6']],
    exceptions: [],
  });
  expect(await shop.stock(sku)).toMatchObject({ onHand: '4', reserved: '4' });
  await dispatch(number, 'd2', 2, { shipment, lines: units('4'), tracking: 'T4' });
  expect(await story(number)).toEqual({
    buckets: [{ shipped: '10' }],
    statuses: ['dispatched'],
    parcels: [
      ['d1', 'T6', 'dispatched', '6'],
      ['d2', 'T4', 'dispatched', '4'],
    ],
    exceptions: [],
  });
  expect([await found('T6'), await found('T4')]).toEqual([[number], [number]]);
  await scan(number, 's1', 3, 'delivered', { tracking: 'T4' });
  expect((await story(number)).buckets).toEqual([{ delivered: '4', shipped: '6' }]);
});

it('F-09: one of two lines is packed; our own node sends parts as well', async () => {
  const second = lineOf('p-second', '1');
  await shop.receive('p-second', '1');
  const { number, shipment } = await ordered('1', [second]);
  const sent = await shop.post(`/v1/shipments/${shipment}/dispatch`, {
    carrier: 'dhl',
    tracking: 'A1',
    lines: units('1'),
  });
  expect(sent.status).toBe(200);
  expect((await story(number)).buckets).toEqual([{ shipped: '1' }, { released: '1' }]);
  const again = await shop.post(`/v1/shipments/${shipment}/dispatch`, { tracking: 'A2' });
  expect(again.status).toBe(200);
  expect((await story(number)).parcels).toEqual([
    [`${shipment}/dispatch`, 'A1', 'dispatched', '1'],
    [`${shipment}/dispatch-2`, 'A2', 'dispatched', '1'],
  ]);
  const third = await shop.post(`/v1/shipments/${shipment}/dispatch`, { tracking: 'A3' });
  expect([third.status, third.body.code]).toEqual([422, 'shipment_already_dispatched']);
});

it('a part leaves, then the rest is refused or cancelled: only the rest is stopped', async () => {
  for (const stop of ['refuse', 'cancel'] as const) {
    const { sku, number, shipment } = await ordered('10');
    await dispatch(number, 'd1', 1, { shipment, lines: units('6') });
    const { status } =
      stop === 'refuse'
        ? await shop.post(`/v1/shipments/${shipment}/refuse`, { reason: 'broken' })
        : await shop.post(`/v1/orders/${number}/cancel`, { reason: 'customer', lines: units('4') });
    expect(status).toBe(200);
    expect(await story(number)).toMatchObject({
      buckets: [stop === 'refuse' ? { open: '4', shipped: '6' } : { cancelled: '4', shipped: '6' }],
      statuses: ['dispatched'],
      exceptions: stop === 'refuse' ? ['node-refused'] : [],
    });
    expect(await shop.stock(sku)).toMatchObject({ onHand: '4', reserved: '0' });
    const much = await shop.post(`/v1/shipments/${shipment}/refuse`, {
      reason: 'broken',
      lines: units('1'),
    });
    expect(much.status).toBe(422);
  }
});

it('a cancel of all stops the rest and says that a part has left', async () => {
  const { number, shipment } = await ordered('10');
  await dispatch(number, 'd1', 1, { shipment, lines: units('6') });
  await shop.post(`/v1/orders/${number}/cancel`, { reason: 'changed my mind' });
  expect(await story(number)).toMatchObject({
    buckets: [{ cancelled: '4', shipped: '6' }],
    exceptions: ['cancel-refused'],
  });
});

it('of one parcel a part is delivered and a part is lost', async () => {
  const { number, shipment } = await ordered('10');
  await dispatch(number, 'd1', 1, { shipment });
  await scan(number, 's1', 2, 'lost', { lines: units('4') });
  await scan(number, 's2', 3, 'delivered', { lines: units('6') });
  expect((await story(number)).buckets).toEqual([{ delivered: '6', lost: '4' }]);
  await scan(number, 's3', 4, 'in_transit', { lines: units('4') });
  expect((await story(number)).buckets).toEqual([{ delivered: '6', shipped: '4' }]);
});

it('F-31: what was lost or sent back and turns up follows the newer scans', async () => {
  for (const first of ['lost', 'returned_to_sender']) {
    const { number, shipment } = await ordered('1');
    await dispatch(number, 'd1', 1, { shipment });
    await scan(number, 's1', 20, first);
    await scan(number, 's2', 22, 'in_transit');
    expect((await story(number)).statuses).toEqual(['in_transit']);
    await scan(number, 's3', 21, 'out_for_delivery');
    expect((await story(number)).statuses).toEqual(['in_transit']);
    await scan(number, 's4', 23, 'delivered');
    expect((await story(number)).buckets).toEqual([{ delivered: '1' }]);
  }
});

it('a node sends more than it was asked for: people are told by how much', async () => {
  const { number, shipment } = await ordered('5');
  await dispatch(number, 'd1', 1, { shipment, lines: units('7') });
  expect(await story(number)).toMatchObject({
    buckets: [{ shipped: '5' }],
    exceptions: ['left-twice', 'over-dispatch'],
  });
});

it('two shipments share a number: a scan of it means those that had left', async () => {
  await shop.receive('p-a', '1');
  const number = await shop.place([lineOf('p-a'), lineOf('p-b')], onAccount);
  await shop.receive('p-b', '1');
  await dispatch(number, 'd1', 1, { shipment: `${number}-S1`, tracking: 'SAME' });
  await scan(number, 's1', 3, 'delivered', { tracking: 'SAME' });
  await dispatch(number, 'd2', 5, { shipment: `${number}-S2`, tracking: 'SAME' });
  expect((await story(number)).buckets).toEqual([{ delivered: '1' }, { shipped: '1' }]);
  await scan(number, 's2', 6, 'delivered', { tracking: 'SAME' });
  expect((await story(number)).buckets).toEqual([{ delivered: '1' }, { delivered: '1' }]);
});

it('a scan of all covers what had left, and never sends what waits for stock', async () => {
  await shop.receive('p-c', '1');
  const number = await shop.place([lineOf('p-c'), lineOf('p-none')], onAccount);
  await dispatch(number, 'd1', 1, { shipment: `${number}-S1` });
  await scan(number, 's1', 2, 'delivered');
  expect((await story(number)).buckets).toEqual([{ delivered: '1' }, { backordered: '1' }]);
});

it('what is known only later gives units back that were taken for sent', async () => {
  const { sku, number, shipment } = await ordered('10');
  await scan(number, 's1', 5, 'in_transit', { shipment });
  expect((await story(number)).buckets).toEqual([{ shipped: '10' }]);
  await dispatch(number, 'd1', 4, { shipment, lines: units('6'), tracking: 'L6' });
  expect((await story(number)).buckets).toEqual([{ released: '4', shipped: '6' }]);
  expect(await shop.stock(sku)).toMatchObject({ onHand: '4', reserved: '4' });
});

it('a word that nobody knows is kept and told; a label sends nothing', async () => {
  const { number, shipment } = await ordered('1');
  await scan(number, 's0', 1, 'label_created');
  await scan(number, 's1', 2, 'AT_DRONE_PORT', { shipment });
  expect(await story(number)).toMatchObject({
    buckets: [{ released: '1' }],
    exceptions: ['scan-unknown'],
  });
});

it('a scan of a number or shipment that does not exist is listed until it does', async () => {
  const { number, shipment } = await ordered('1');
  await scan(number, 's1', 5, 'delivered', { tracking: 'LATE' });
  await scan(number, 's2', 5, 'delivered', { shipment: `${number}-S9` });
  expect(await story(number)).toMatchObject({
    buckets: [{ released: '1' }],
    exceptions: ['parcel-unmatched', 'shipment-unknown'],
  });
  await dispatch(number, 'd1', 4, { shipment, tracking: 'LATE' });
  expect(await story(number)).toMatchObject({
    buckets: [{ delivered: '1' }],
    exceptions: ['shipment-unknown'],
  });
});
