/** Two commands, or one that came twice: the key, the id or the tenant says which. */
import { lineOf, onAccount, Shop } from '../shop.js';
import { saidAgain } from './said-again.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

const referenceOf = async (number: string): Promise<object> => {
  const { channel, channelRef } = await shop.order(number);
  return { tenant: 'default', channel, channelRef };
};

describe("a client's Idempotency-Key", () => {
  it('with another body is a conflict, for every command and fact', async () => {
    await shop.receive('k', '5');
    const number = await shop.place([lineOf('k', '2')], onAccount);
    const posts: readonly (readonly [string, object, object, string])[] = [
      [
        `/v1/orders/${number}/hold`,
        { hold: 'h', reason: 'a' },
        { hold: 'h', reason: 'b' },
        'reason',
      ],
      [`/v1/orders/${number}/release-hold`, { hold: 'h' }, { hold: 'other' }, 'hold'],
      [
        `/v1/orders/${number}/payments`,
        { payment: 'p', status: 'captured', amount: 1 },
        { payment: 'p', status: 'captured', amount: 2 },
        'amount',
      ],
      [`/v1/stock/main/k/receipts`, { quantity: '1' }, { quantity: '2' }, 'receipts'],
      [
        `/v1/orders/${number}/cancel`,
        { reason: 'r', lines: [{ line: '1', quantity: '1' }] },
        { reason: 'r' },
        'lines',
      ],
    ];
    for (const [path, first, other, field] of posts) {
      const headers = { 'idempotency-key': 'once' };
      const { body: one } = await shop.post(path, first, headers);
      const { status, body: two } = await shop.post(path, first, headers);
      expect({ path, status, outcome: two.outcome, token: two.token === one.token }).toEqual({
        path,
        status: 200,
        outcome: 'accepted',
        token: false,
      });
      const { status: refused, body } = await shop.post(path, other, headers);
      expect({ path, refused, body }).toMatchObject({
        path,
        refused: 409,
        body: { code: 'id_conflict', errors: [{ field }] },
      });
      // And the first one stands for later ones too.
      expect((await shop.post(path, first, headers)).status).toBe(200);
    }
    expect(await shop.stock('k')).toMatchObject({ onHand: '6' });
  });
});

describe('two cancels of one unit', () => {
  const cancel = { reason: 'sold out', lines: [{ line: '1', quantity: '1' }] };

  it('under different ids cancel two, under one id one', async () => {
    const number = await shop.place([lineOf('f', '5')]);
    for (const id of ['c1', 'c2', 'c2']) {
      await shop.post(`/v1/orders/${number}/cancel`, { id, ...cancel });
    }
    expect(await shop.order(number)).toMatchObject({ lines: [{ buckets: { cancelled: '2' } }] });
    await saidAgain(shop, `/v1/orders/${number}/cancel`, {
      first: { id: 'c3', ...cancel },
      again: [],
      other: { id: 'c3', reason: 'sold out' },
      fields: ['lines'],
    });
  });

  it('by bulk are told apart by the ids of their rows', async () => {
    const number = await shop.place([lineOf('g', '5')]);
    const reference = await referenceOf(number);
    const rows = ['r1', 'r2', 'r2', 'r1'].map((id) =>
      JSON.stringify({
        kind: 'channel',
        id,
        reference,
        message: { type: 'order.cancel', data: cancel },
      }),
    );
    await shop.api.send('POST', '/v1/bulk', {
      raw: rows.join('\n'),
      headers: { 'content-type': 'application/x-ndjson' },
    });
    await shop.settled();
    expect(await shop.order(number)).toMatchObject({ lines: [{ buckets: { cancelled: '2' } }] });
  });
});

describe('names that look like parts of keys', () => {
  it("give nobody another tenant's orders, stock or counters", async () => {
    const sly = { 'oms-tenant': 'acme|reference:x' };
    const acme = { 'oms-tenant': 'acme' };
    await shop.post(
      '/v1/orders',
      { channel: 'web', channelRef: 'secret', currency: 'EUR', lines: [lineOf('s|k')] },
      sly,
    );
    await shop.post(
      '/v1/orders',
      { channel: 'web', channelRef: 'x%7Csecret', currency: 'EUR', lines: [lineOf('z')] },
      acme,
    );
    const hidden = encodeURIComponent('x|reference:secret');
    expect((await shop.api.get(`/v1/references/${hidden}`, acme)).body).toMatchObject({
      orders: [],
    });
    expect((await shop.api.get('/v1/orders?sku=s%7Ck', sly)).body.rows).toHaveLength(1);
    expect((await shop.api.get('/v1/orders', acme)).body.rows).toHaveLength(1);
    expect((await shop.api.get('/v1/counters', acme)).body.counters).toMatchObject({ orders: 1 });
    expect((await shop.api.get('/v1/counters', sly)).body.counters).toMatchObject({ orders: 1 });
  });
});
