/**
 * What was booked wrongly and is mended (reports of OpenBoxes, Magento): a number was mistyped, the
 * carrier changed, the dispatch was of another order, the correction itself was wrong.
 */
import { lineOf, onAccount, Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(async () => {
  await shop.close();
});

/** Hours of a day whose noon is now: what is later than 12 is told in advance. */
const noon = Date.now();
const at = (hour: number): string => new Date(noon + (hour - 12) * 3_600_000).toISOString();

let skus = 0;
const ordered = async (quantity = '2') => {
  skus += 1;
  const sku = `c${skus}`;
  await shop.receive(sku, '5');
  const number = await shop.place([lineOf(sku, quantity)], onAccount);
  return { sku, number, shipment: `${number}-S1`, parcel: `${number}-S1/dispatch` };
};
const cancelledOrder = async () => {
  const order = await ordered();
  await shop.post(`/v1/orders/${order.number}/cancel`, { reason: 'customer' });
  return order;
};
const sent = async (tracking: string, quantity = '2') => {
  const order = await ordered(quantity);
  await shop.post(`/v1/shipments/${order.shipment}/dispatch`, { carrier: 'dhl', tracking });
  return order;
};
const fact = async (number: string, body: object) => {
  const { status } = await shop.post(`/v1/orders/${number}/shipments`, body);
  expect(status).toBe(200);
};
interface Shown {
  readonly lines: readonly { readonly buckets: object }[];
  readonly shipments: readonly {
    readonly status: string;
    readonly parcels: readonly { readonly carrier?: string; readonly tracking?: string }[];
  }[];
  readonly attention: { readonly exceptions: readonly { readonly type: string }[] };
}
const story = async (number: string) => {
  const { text } = await shop.api.get(`/v1/orders/${number}`);
  const order = JSON.parse(text) as Shown;
  const [line] = order.lines;
  const [shipment] = order.shipments;
  return {
    buckets: line?.buckets,
    status: shipment?.status,
    parcels: shipment?.parcels.map(({ carrier, tracking = '' }) => `${carrier ?? ''} ${tracking}`),
    exceptions: order.attention.exceptions.map(({ type }) => type),
  };
};
const found = async (reference: string): Promise<readonly string[]> => {
  const { body } = await shop.api.get(`/v1/references/${reference}`);
  return (body['orders'] as readonly { omsNumber: string }[]).map(({ omsNumber }) => omsNumber);
};
const timeline = async (number: string): Promise<string> => {
  const { body } = await shop.api.get(`/v1/orders/${number}/timeline`);
  return JSON.stringify(body);
};

it('F-25: a mistyped number is mended, by the node and by a fact', async () => {
  const { number, shipment, parcel } = await sent('WRONG');
  const plain = await shop.post(`/v1/shipments/${shipment}/dispatch`, {
    carrier: 'dhl',
    tracking: 'RIGHT',
  });
  expect([plain.status, plain.body.detail]).toEqual([422, expect.stringContaining(parcel)]);
  const mended = await shop.post(`/v1/shipments/${shipment}/dispatch`, {
    tracking: 'ALMOST',
    corrects: parcel,
    reason: 'mistyped',
  });
  expect(mended.status).toBe(200);
  await fact(number, {
    kind: 'dispatch',
    shipment,
    id: 'fix',
    at: at(23),
    tracking: 'RIGHT',
    corrects: parcel,
    reason: 'mistyped again',
  });
  expect(await story(number)).toEqual({
    buckets: { shipped: '2' },
    status: 'dispatched',
    parcels: ['dhl RIGHT'],
    exceptions: [],
  });
  expect([await found('WRONG'), await found('RIGHT')]).toEqual([[], [number]]);
  expect(await timeline(number)).toContain('mistyped again');
});

it('a correction that mends nothing is refused, and says how the time is mended', async () => {
  const { number, shipment, parcel } = await sent('EARLY');
  const wrongTime = { id: 'fix', at: at(1), corrects: parcel, reason: 'it left earlier' };
  const answers = [
    await shop.post(`/v1/shipments/${shipment}/dispatch`, wrongTime),
    await shop.post(`/v1/orders/${number}/shipments`, { kind: 'dispatch', ...wrongTime }),
  ];
  for (const { status, body } of answers) {
    expect([status, body.errors]).toEqual([
      400,
      [
        {
          field: 'tracking',
          got: 'nothing',
          expected: expect.stringContaining('take it back by a scan'),
        },
      ],
    ]);
  }
  expect(await timeline(number)).not.toContain('it left earlier');
});

it('without corrects a second number of all is told, and found', async () => {
  const { number, shipment } = await sent('FIRST');
  await fact(number, { kind: 'dispatch', shipment, id: 'other', at: at(23), tracking: 'SECOND' });
  expect(await story(number)).toMatchObject({
    buckets: { shipped: '2' },
    exceptions: ['dispatch-without-units'],
  });
  expect(await found('SECOND')).toEqual([number]);
});

it('the carrier changes after the delivery: it stays delivered', async () => {
  const { number, shipment, parcel } = await sent('K1');
  await fact(number, { kind: 'scan', id: 's1', at: at(5), status: 'delivered', shipment });
  await fact(number, {
    kind: 'dispatch',
    id: 'fix',
    at: at(6),
    carrier: 'ups',
    corrects: parcel,
    reason: 'another carrier took it',
  });
  expect(await story(number)).toMatchObject({
    buckets: { delivered: '2' },
    status: 'delivered',
    parcels: ['ups K1'],
  });
});

it('F-27: a dispatch never happened; its units can leave, be refused or be cancelled', async () => {
  const neverLeft = async (shipment: string, corrects: string, id: string) => {
    const { status } = await shop.post(`/v1/shipments/${shipment}/scans`, {
      status: 'label_created',
      id,
      at: at(2),
      corrects,
      reason: 'wrong order',
    });
    expect(status).toBe(200);
  };
  for (const then of ['dispatch', 'refuse', 'cancel'] as const) {
    const { sku, number, shipment, parcel } = await sent(`N-${then}`);
    await neverLeft(shipment, parcel, 'c');
    expect(await story(number)).toEqual({
      buckets: { released: '2' },
      status: 'planned',
      parcels: [],
      exceptions: [],
    });
    expect(await shop.stock(sku)).toMatchObject({ onHand: '5', reserved: '2' });
    expect(await found(`N-${then}`)).toEqual([]);
    expect(await timeline(number)).toContain('wrong order');
    const { status } =
      then === 'cancel'
        ? await shop.post(`/v1/orders/${number}/cancel`, { reason: 'customer' })
        : await shop.post(
            `/v1/shipments/${shipment}/${then}`,
            then === 'refuse' ? { reason: 'not here' } : { carrier: 'dhl', tracking: 'AGAIN' },
          );
    expect(status).toBe(200);
    expect((await story(number)).buckets).toEqual(
      { dispatch: { shipped: '2' }, refuse: { open: '2' }, cancel: { cancelled: '2' } }[then],
    );
    expect(await shop.stock(sku)).toMatchObject(
      then === 'dispatch' ? { onHand: '3', reserved: '0' } : { onHand: '5', reserved: '0' },
    );
  }
});

it('the correction of a dispatch is taken back: it has left after all', async () => {
  const { number, shipment, parcel } = await sent('BACK');
  await fact(number, {
    kind: 'scan',
    shipment,
    id: 'c1',
    at: at(2),
    status: 'label_created',
    corrects: parcel,
    reason: 'never left',
  });
  await fact(number, {
    kind: 'scan',
    shipment,
    id: 'c2',
    at: at(3),
    status: 'in_transit',
    corrects: 'c1',
    reason: 'it did',
  });
  expect(await story(number)).toMatchObject({
    buckets: { shipped: '2' },
    status: 'in_transit',
    parcels: ['dhl BACK'],
  });
  expect(await found('BACK')).toEqual([number]);
});

it('a correction before what it corrects waits for it, and people see that', async () => {
  const { number, shipment } = await ordered();
  await fact(number, {
    kind: 'dispatch',
    shipment,
    id: 'fix',
    at: at(5),
    tracking: 'RIGHT-2',
    corrects: 'd1',
    reason: 'mistyped',
  });
  expect(await story(number)).toMatchObject({
    buckets: { released: '2' },
    exceptions: ['correction-unmatched'],
  });
  await fact(number, { kind: 'dispatch', shipment, id: 'd1', at: at(4), tracking: 'WRONG-2' });
  expect(await story(number)).toEqual({
    buckets: { shipped: '2' },
    status: 'dispatched',
    parcels: [' RIGHT-2'],
    exceptions: [],
  });
  expect([await found('WRONG-2'), await found('RIGHT-2')]).toEqual([[], [number]]);
});

it('a dispatch that was taken back before it came keeps nobody from a cancel', async () => {
  const { number } = await ordered();
  await fact(number, {
    kind: 'scan',
    id: 'c1',
    at: at(9),
    status: 'label_created',
    corrects: 'd1',
    reason: 'of another order',
  });
  await fact(number, { kind: 'dispatch', id: 'd1', at: at(8), carrier: 'dhl', tracking: 'T-LATE' });
  expect(await story(number)).toMatchObject({
    buckets: { released: '2' },
    status: 'planned',
    exceptions: [],
  });
  expect((await shop.post(`/v1/orders/${number}/cancel`, { reason: 'customer' })).status).toBe(200);
  expect(await story(number)).toMatchObject({
    buckets: { cancelled: '2' },
    status: 'cancelled',
    exceptions: [],
  });
});

it('our node hears why it cannot mend what nobody sent', async () => {
  const { shipment } = await ordered();
  const { status, body } = await shop.post(`/v1/shipments/${shipment}/dispatch`, {
    tracking: 'X',
    corrects: 'nothing',
    reason: 'r',
  });
  expect([status, body.code]).toEqual([422, 'dispatch_not_found']);
  const unreasoned = await shop.post(`/v1/shipments/${shipment}/dispatch`, {
    tracking: 'X',
    corrects: 'nothing',
  });
  expect(unreasoned.status).toBe(400);
});

it('a scan that was of another parcel is taken back, the part keeps where it was', async () => {
  const { number, shipment } = await ordered();
  await fact(number, {
    kind: 'dispatch',
    shipment,
    id: 'd1',
    at: at(1),
    tracking: 'S1',
    lines: [{ line: '1', quantity: '1' }],
  });
  await fact(number, { kind: 'scan', id: 's1', at: at(2), status: 'delivered', tracking: 'S1' });
  expect((await story(number)).buckets).toEqual({ delivered: '1', released: '1' });
  await fact(number, {
    kind: 'scan',
    id: 'c1',
    at: at(3),
    status: 'in_transit',
    tracking: 'S1',
    corrects: 's1',
    reason: 'neighbour',
  });
  expect((await story(number)).buckets).toEqual({ released: '1', shipped: '1' });
});

it('a dispatch that is taken back though a scan says that it left is told, until both agree', async () => {
  const { number, shipment, parcel } = await sent('S3');
  await fact(number, { kind: 'scan', shipment, id: 'arrived', at: at(2), status: 'delivered' });
  await fact(number, {
    kind: 'scan',
    shipment,
    id: 'void',
    at: at(3),
    status: 'label_created',
    corrects: parcel,
    reason: 'never left',
  });
  const told = await story(number);
  expect([told.buckets, told.exceptions]).toEqual([{ delivered: '2' }, ['departure-scanned']]);
  await fact(number, {
    kind: 'scan',
    shipment,
    id: 'void-2',
    at: at(4),
    status: 'label_created',
    corrects: 'arrived',
    reason: 'another parcel',
  });
  expect(await story(number)).toMatchObject({
    buckets: { released: '2' },
    status: 'planned',
    exceptions: [],
  });
});

it('a dispatch booked on a cancelled order sends nothing once it is taken back', async () => {
  const { sku, number } = await cancelledOrder();
  await fact(number, { kind: 'dispatch', id: 'oops', at: at(1) });
  expect(await shop.order(number)).toMatchObject({ lifecycle: 'in_fulfilment' });
  await fact(number, {
    kind: 'scan',
    id: 'void',
    at: at(2),
    status: 'label_created',
    corrects: 'oops',
    reason: 'another order',
  });
  expect(await shop.order(number)).toMatchObject({
    lifecycle: 'cancelled',
    lines: [{ buckets: { cancelled: '2' } }],
  });
  expect(await shop.stock(sku)).toMatchObject({ onHand: '5', available: '5', reserved: '0' });
});

it('a dispatch of a shipment that is not there is taken back', async () => {
  const { number } = await ordered();
  const shipment = `${number}-S7`;
  await fact(number, { kind: 'dispatch', shipment, id: 'd', at: at(1), tracking: 'S7' });
  await fact(number, { kind: 'scan', shipment, id: 's', at: at(2), status: 'delivered' });
  expect((await story(number)).exceptions).toEqual(['shipment-unknown']);
  for (const id of ['d', 's']) {
    await fact(number, {
      kind: 'scan',
      shipment,
      id: `no ${id}`,
      at: at(3),
      status: 'label_created',
      corrects: id,
      reason: 'another order',
    });
  }
  expect(await story(number)).toMatchObject({ buckets: { released: '2' }, exceptions: [] });
  expect((await shop.post(`/v1/shipments/${number}-S1/dispatch`, {})).status).toBe(200);
  expect(await story(number)).toMatchObject({ buckets: { shipped: '2' }, exceptions: [] });
});
