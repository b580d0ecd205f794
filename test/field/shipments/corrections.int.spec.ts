/**
 * What was booked wrongly and is mended (reports of OpenBoxes, Magento): a number was mistyped, the
 * carrier changed, the dispatch was of another order, the correction itself was wrong.
 */
import {
  closeShop,
  at,
  ordered,
  sent,
  fact,
  story,
  found,
  timeline,
  openShop,
  shop,
} from './booked-wrongly.js';

beforeAll(openShop);
afterAll(closeShop);

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
