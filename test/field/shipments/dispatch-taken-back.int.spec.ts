/** A dispatch that never happened is taken back, before or after it was told, and people see it. */
import {
  closeShop,
  at,
  ordered,
  cancelledOrder,
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

it('a dispatch is taken back though a scan saw it leave: told, until both agree', async () => {
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
  const reported = await story(number);
  expect([reported.buckets, reported.exceptions]).toEqual([
    { delivered: '2' },
    ['departure-scanned'],
  ]);
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
