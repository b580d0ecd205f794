/** What was told of money by mistake, and what follows for goods, deadlines and people. */
import { daysAhead } from '../days.js';
import { lineOf, onAccount, Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

const pay = (number: string, id: string, status: string, amount: number, more: object = {}) =>
  shop.post(`/v1/orders/${number}/payments`, { id, payment: 'P', status, amount, ...more });
const takeBack = (number: string, corrects: string, reason = 'it was for another order') =>
  shop.post(`/v1/orders/${number}/correct-payment`, { corrects, reason });
const reported = (number: string) => shop.api.get(`/v1/orders/${number}/timeline`);
const types = async (number: string) => {
  const { attention } = (await shop.order(number)) as {
    attention?: { exceptions: readonly { type: string }[] };
  };
  return attention?.exceptions.map(({ type }) => type);
};

it('a capture was booked on the wrong order: it counts here, and there no more', async () => {
  await shop.receive('p-1', '9');
  const wrong = await shop.place([lineOf('p-1')]);
  const right = await shop.place([lineOf('p-1')]);
  await pay(wrong, 'psp-1', 'captured', 1000);
  expect(await shop.order(wrong)).toMatchObject({ lines: [{ buckets: { released: '1' } }] });
  const { status } = await takeBack(wrong, 'psp-1');
  expect(status).toBe(200);
  expect(await shop.order(wrong)).toMatchObject({ payment: 'unknown', captured: 0, payments: [] });
  expect(await types(wrong)).toEqual(['released-unpaid']);
  expect((await reported(wrong)).text).toContain('it was for another order');
  await pay(right, 'psp-1', 'captured', 1000);
  expect(await shop.order(right)).toMatchObject({
    captured: 1000,
    lines: [{ buckets: { released: '1' } }],
  });
  await pay(wrong, 'psp-2', 'captured', 1000);
  expect(await types(wrong)).toEqual([]);
});

it('taken back before the goods can go, they do not go', async () => {
  const number = await shop.place([lineOf('p-2')]);
  await pay(number, 'psp', 'captured', 1000);
  await takeBack(number, 'psp');
  await shop.receive('p-2', '1');
  expect(await shop.order(number)).toMatchObject({ lines: [{ buckets: { reserved: '1' } }] });
});

it('twice is once, told again it stays taken back, and of nothing it says so', async () => {
  const number = await shop.place([lineOf('p-3')]);
  await pay(number, 'psp', 'captured', 400);
  await pay(number, 'other', 'captured', 100);
  await takeBack(number, 'psp');
  const again = await takeBack(number, 'psp', 'said in other words');
  expect(again.body).toMatchObject({ captured: 100 });
  await pay(number, 'psp', 'captured', 400);
  expect(await shop.order(number)).toMatchObject({ captured: 100 });
  expect(await takeBack(number, 'nobody-told')).toMatchObject({
    status: 422,
    body: { code: 'payment_not_found', errors: [{ field: 'corrects' }] },
  });
});

it('a void that never was: the authorization is open again, until it ends', async () => {
  await shop.receive('p-4', '1');
  const number = await shop.place([lineOf('p-4')]);
  await pay(number, 'auth', 'authorized', 1000);
  await pay(number, 'void', 'voided', 1000);
  await takeBack(number, 'void');
  expect(await shop.order(number)).toMatchObject({ open: 1000, payment: 'authorized' });
  await pay(number, 'longer', 'authorized', 0, { expiresAt: daysAhead(1825) });
  await pay(number, 'ended', 'authorized', 500, {
    payment: 'Q',
    expiresAt: '2020-01-01T00:00:00Z',
  });
  await pay(number, 'mistyped', 'authorized', 500, { payment: 'Q', expiresAt: daysAhead(1460) });
  expect(await shop.order(number)).toMatchObject({ open: 2000 });
  await takeBack(number, 'mistyped');
  expect(await shop.order(number)).toMatchObject({
    open: 1000,
    payments: [
      { payment: 'P', expired: false },
      { payment: 'Q', authorized: 500, expired: true },
    ],
  });
});

it('a refund that never was is due again', async () => {
  const number = await shop.place([lineOf('p-5')]);
  await pay(number, 'psp', 'captured', 1000);
  await shop.post(`/v1/orders/${number}/cancel`, { reason: 'no' });
  await pay(number, 'back', 'refunded', 1000);
  expect(await types(number)).toEqual([]);
  await takeBack(number, 'back');
  expect(await types(number)).toEqual(['refund-due']);
});

it('past the deadline nothing is left of what kept the order: it expires', async () => {
  const number = await shop.place([lineOf('p-6')], {
    policy: { paymentDeadline: '2020-01-01T00:00:00Z' },
    placedAt: '2019-12-01T00:00:00Z',
  });
  expect(await shop.order(number)).toMatchObject({ lifecycle: 'expired' });
  const kept = await shop.place([lineOf('p-6')], { policy: { paymentDeadline: daysAhead(3285) } });
  await pay(kept, 'part', 'captured', 1);
  await shop.post(`/v1/orders/${kept}/edit`, {
    version: 1,
    policy: { paymentDeadline: '2020-01-01T00:00:00Z' },
  });
  await shop.settled();
  await takeBack(kept, 'part');
  await shop.settled();
  expect(await shop.order(kept)).toMatchObject({ lifecycle: 'expired' });
});

it('told by the channel before the payment: it waits, is seen, and meets it', async () => {
  const reference = { tenant: 'default', channel: 'web', channelRef: 'EARLY' };
  const placed = await shop.post('/v1/orders', {
    channel: 'web',
    channelRef: 'EARLY',
    currency: 'EUR',
    lines: [lineOf('p-7')],
  });
  const { omsNumber } = placed.body;
  const row = async (id: string, type: string, data: object) => {
    await shop.api.send('POST', '/v1/bulk', {
      raw: JSON.stringify({ kind: 'channel', id, reference, message: { type, data } }),
      headers: { 'content-type': 'application/x-ndjson' },
    });
    await shop.settled();
  };
  await row('c', 'order.correct-payment', { corrects: 'psp', reason: 'twice' });
  expect(await types(omsNumber)).toEqual(['payment-unmatched']);
  await row('p', 'order.record-payment', {
    id: 'psp',
    payment: 'P',
    status: 'captured',
    amount: 1000,
  });
  expect(await shop.order(omsNumber)).toMatchObject({ captured: 0 });
  expect(await types(omsNumber)).toEqual([]);
});

describe('a node, or the seller, will not deliver', () => {
  it('told of the order: what a node has and what it waits for', async () => {
    await shop.receive('p-8', '3');
    const number = await shop.place([lineOf('p-8', '5')], onAccount);
    const { status } = await shop.post(`/v1/orders/${number}/refusals`, {
      id: 'no',
      reason: 'not_found',
      lines: [{ line: '1', quantity: '4' }],
    });
    expect(status).toBe(200);
    expect(await shop.order(number)).toMatchObject({
      lines: [{ buckets: { open: '4', backordered: '1' } }],
    });
    expect(await types(number)).toEqual(['node-refused']);
    expect(await shop.stock('p-8')).toMatchObject({ unavailable: '3', reserved: '0' });
    await shop.post(`/v1/orders/${number}/refusals`, {
      id: 'no',
      reason: 'not_found',
      lines: [{ line: '1', quantity: '4' }],
    });
    expect(await shop.order(number)).toMatchObject({
      lines: [{ buckets: { open: '4', backordered: '1' } }],
    });
  });
});
