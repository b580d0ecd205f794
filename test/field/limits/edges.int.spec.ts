/** F-01 and its kind: dates, totals and names at the edges of what a schema lets pass. */
import type { Body } from '../../../apps/api/src/documented-client.fixture.js';
import { lineOf, onAccount, Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

const fieldOf = ({ errors }: Body): unknown =>
  Array.isArray(errors) ? (errors as { field: string }[])[0]?.field : undefined;
const most = '9007199254.740991';

describe('a date that a shop left empty, or that an import carries from long ago', () => {
  it.each([
    '1970-01-01',
    '1970-01-02',
    '1969-12-31',
    '1900-01-01',
    '0001-01-01',
    '0000-01-01',
    '1970-01-01T12:00:00Z',
    '0000-01-01T00:00:00Z',
  ])('a promise for %s is missed at once, and the order goes on', async (promise) => {
    await shop.receive('dated', '1');
    const number = await shop.place([lineOf('dated')], { ...onAccount, promise });
    expect(await shop.order(number)).toMatchObject({
      lifecycle: 'in_fulfilment',
      attention: { sla: 'late' },
    });
  });

  it('a promise for the last day that there is waits', async () => {
    const number = await shop.place([lineOf('dated')], { promise: '9999-12-31' });
    expect(await shop.order(number)).toMatchObject({ attention: { sla: 'on_track' } });
  });

  it.each(['0000-01-01T00:00:00Z', '0001-01-01T00:00:00+05:00', '1969-12-31T23:59:59.999Z'])(
    'an unpaid order whose payment was due at %s expires at once',
    async (paymentDeadline) => {
      const number = await shop.place([lineOf('dated')], { policy: { paymentDeadline } });
      expect(await shop.order(number)).toMatchObject({ lifecycle: 'expired' });
    },
  );

  it('an order placed in the year 0 is listed before all others', async () => {
    const placedAt = '0000-01-01T00:00:00Z';
    const number = await shop.place([lineOf('dated')], { placedAt });
    const { body } = await shop.api.get('/v1/orders?placedTo=0000-12-31T00:00:00Z');
    expect(body).toMatchObject({ rows: [{ omsNumber: number, placedAt }] });
  });

  it.each(['placedFrom', 'placedTo', 'changedFrom'])(
    '%s may be a time that UTC would put into another era',
    async (field) => {
      for (const time of ['0000-01-01T00:00:00+01:00', '9999-12-31T23:59:59-01:00']) {
        const { status, body } = await shop.api.get(
          `/v1/orders?${field}=${encodeURIComponent(time)}`,
        );
        expect([status, fieldOf(body)]).toEqual([400, field]);
      }
    },
  );

  it('a time that UTC would put into another era is refused with its field', async () => {
    const { status, body } = await shop.post('/v1/orders', {
      channel: 'web',
      channelRef: 'era',
      currency: 'EUR',
      lines: [lineOf('dated')],
      placedAt: '0000-01-01T00:00:00+01:00',
    });
    expect([status, fieldOf(body)]).toEqual([400, 'placedAt']);
  });
});

describe('totals over a life', () => {
  it('payments beyond what money can count are rejected and listed; the others count', async () => {
    const number = await shop.place([lineOf('sums')]);
    const pay = (id: string, amount: number) =>
      shop.post(`/v1/orders/${number}/payments`, { id, payment: id, status: 'captured', amount });
    const amount = 9_000_000_000_000;
    const answers = [];
    for (let at = 0; at < 140; at += 1) answers.push(await pay(`p-${at}`, amount));
    const rejected = answers.filter(({ status }) => status !== 200);
    expect(rejected.length).toBeGreaterThan(0);
    for (const { status, body } of rejected) {
      expect([status, body.code]).toEqual([422, 'totals_too_large']);
    }
    const { body } = await shop.api.get('/v1/rejected?limit=1');
    expect(body).toMatchObject({ rows: [{ code: 'totals_too_large' }] });
    expect((await pay('last', 1)).status).toBe(200);
  });

  it('more units than count are asked for again and again, and the order stays alive', async () => {
    const number = await shop.place([lineOf('heaps', most, '0')], onAccount);
    await shop.receive('heaps', most);
    await shop.post(`/v1/shipments/${number}-S1/refuse`, { reason: 'too many' });
    const again = await shop.post(`/v1/orders/${number}/reserve-again`, {});
    expect([again.status, again.body.code]).toEqual([422, 'totals_too_large']);
    const cancel = await shop.post(`/v1/orders/${number}/cancel`, { reason: 'too many' });
    expect(cancel).toMatchObject({ status: 200, body: { lifecycle: 'cancelled' } });
  });
});

describe('a barcode that was read as the quantity', () => {
  it.each([
    ['adjustments', { quantity: `-${most}`, reason: 'a barcode' }],
    ['counts', { counted: '0' }],
  ])('is taken back by %s', async (path, body) => {
    await shop.receive(path, most);
    const { status, text } = await shop.post(`/v1/stock/main/${path}/${path}`, body);
    expect([status, text]).toEqual([200, expect.any(String)]);
    expect(await shop.stock(path)).toMatchObject({ onHand: '0', available: '0' });
  });
});

describe('names that programs trip over', () => {
  it.each(['constructor', 'toString', 'hasOwnProperty', '__defineGetter__'])(
    '%s is a line, a payment and a hold like others',
    async (name) => {
      await shop.receive(name, '1');
      const number = await shop.place([lineOf(name, '1', '10.00', { line: name })]);
      await shop.post(`/v1/orders/${number}/hold`, { hold: name, reason: name });
      await shop.post(`/v1/orders/${number}/payments`, {
        id: name,
        payment: name,
        status: 'captured',
        amount: 1000,
      });
      expect(await shop.order(number)).toMatchObject({ attention: { holds: [name] } });
      await shop.post(`/v1/orders/${number}/release-hold`, { hold: name });
      await shop.post(`/v1/shipments/${number}-S1/dispatch`, { carrier: name, tracking: name });
      await shop.post(`/v1/orders/${number}/returns`, {
        id: name,
        lines: [{ line: name, quantity: '1' }],
      });
      expect(await shop.order(number)).toMatchObject({
        fulfilment: 'returned',
        lines: [{ line: name, buckets: { restocked: '1' } }],
      });
    },
  );

  it('__proto__ is refused with its field, before anything is kept', async () => {
    const { status, body } = await shop.post('/v1/orders', {
      channel: 'web',
      channelRef: '__proto__',
      currency: 'EUR',
      lines: [lineOf('A')],
    });
    expect([status, fieldOf(body)]).toEqual([400, 'channelRef']);
  });

  it('the longest names that there are fit every store', async () => {
    const [node, sku, id] = ['語'.repeat(64), '語'.repeat(128), '語'.repeat(512)];
    const path = `/v1/stock/${encodeURIComponent(node)}/${encodeURIComponent(sku)}`;
    const tenant = { 'oms-tenant': 't'.repeat(64) };
    for (const status of [200, 200]) {
      expect(await shop.post(`${path}/receipts`, { id, quantity: '1' }, tenant)).toMatchObject({
        status,
      });
    }
    const { body } = await shop.api.get(path, tenant);
    expect(body).toMatchObject({ onHand: '1' });
  });
});
