/** What the edges say of what they do not take, and what they take alike. */
import { daysAgo } from '../days.js';
import { lineOf, onAccount, Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

let skus = 0;
const ordered = async (more: object = onAccount): Promise<string> => {
  skus += 1;
  await shop.receive(`e${skus}`, '5');
  return shop.place([lineOf(`e${skus}`, '2')], more);
};
const at = daysAgo(11, 3);
const dispatched = (number: string, more: object = {}) =>
  shop.post(`/v1/orders/${number}/shipments`, { kind: 'dispatch', id: 'x', at, ...more });
const scanned = (number: string, more: object = {}) =>
  shop.post(`/v1/orders/${number}/shipments`, {
    kind: 'scan',
    id: 'x',
    at: daysAgo(10, 3),
    status: 'delivered',
    ...more,
  });

it('a text where a number is wanted, and a name that nothing can have', async () => {
  const number = await ordered();
  const pay = (more: object) =>
    shop.post(`/v1/orders/${number}/payments`, {
      payment: 'p',
      status: 'captured',
      amount: 100,
      ...more,
    });
  expect((await pay({ amount: '100' })).body).toMatchObject({
    errors: [{ field: 'amount', got: 'the text "100"' }],
  });
  const { body } = await pay({ payment: '__proto__' });
  expect(body).toMatchObject({
    errors: [
      { field: 'payment', expected: expect.stringContaining('nothing can be called __proto__') },
    ],
  });
});

it('an id of a dispatch is no id of a scan, so that a correction names one', async () => {
  const number = await ordered();
  expect((await dispatched(number)).status).toBe(200);
  const conflict = { code: 'id_conflict', errors: [{ field: 'kind' }] };
  expect((await scanned(number)).body).toMatchObject(conflict);
  const byShipment = await shop.post(`/v1/shipments/${number}-S1/scans`, {
    id: 'x',
    at,
    status: 'delivered',
  });
  expect([byShipment.status, byShipment.body]).toMatchObject([409, conflict]);
  const voided = await scanned(number, {
    id: 'v',
    status: 'label_created',
    corrects: 'x',
    reason: 'never left',
  });
  expect(voided.status).toBe(200);
  expect(await shop.order(number)).toMatchObject({ lines: [{ buckets: { released: '2' } }] });
});

it('the same where nobody waits: it is listed', async () => {
  const number = await ordered();
  await scanned(number, { status: 'in_transit' });
  await shop.api.post(`/v1/orders/${number}/shipments`, { kind: 'dispatch', id: 'x', at });
  await shop.settled();
  const { text } = await shop.api.get('/v1/attention?limit=200');
  expect(text).toContain('order.record-dispatch x is known, and kind differs');
});

it('another scan of a number under an id that is known: the fields that differ', async () => {
  const number = await ordered();
  await dispatched(number, { tracking: 'T-9' });
  const scan = (status: string) => shop.post('/v1/tracking/T-9/scans', { id: 's', at, status });
  expect((await scan('in_transit')).status).toBe(200);
  expect((await scan('in_transit')).status).toBe(200);
  expect((await scan('delivered')).body).toMatchObject({
    code: 'id_conflict',
    errors: [{ field: 'status' }],
  });
});

it('a row of a channel whose scan has a word that nobody knows is kept as it came', async () => {
  const number = await ordered();
  await dispatched(number);
  const { channelRef } = await shop.order(number);
  const row = {
    kind: 'channel',
    id: 'row-1',
    reference: { tenant: 'default', channel: 'web', channelRef },
    message: {
      type: 'order.record-scan',
      data: {
        scope: {},
        fact: { kind: 'scan', id: 'w', at: daysAgo(9, 3), status: 'HELD_AT_CUSTOMS' },
      },
    },
  };
  const response = await fetch(`${shop.address}/v1/bulk`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: `${JSON.stringify(row)}\n`,
  });
  expect(await response.text()).not.toContain('error');
  await shop.settled();
  expect(JSON.stringify(await shop.order(number))).toContain('HELD_AT_CUSTOMS');
});

it('a list by promise has no shipment without one, from wherever it begins', async () => {
  const never = await ordered();
  const late = await ordered({ ...onAccount, promise: '2027-03-05' });
  const listed = async (query: string): Promise<readonly unknown[]> => {
    const { body } = await shop.api.get(`/v1/shipments?limit=100${query}`);
    return (body.rows as readonly { omsNumber: string }[]).map(({ omsNumber }) => omsNumber);
  };
  expect(await listed('')).toEqual(expect.arrayContaining([never, late]));
  for (const query of [
    '&promiseFrom=2027-03-02',
    '&promiseTo=2027-03-09',
    '&promiseFrom=2027-03-02&promiseTo=2027-03-09',
  ]) {
    expect(await listed(query)).toEqual([late]);
  }
});
