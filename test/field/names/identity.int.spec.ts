import { lineOf, onAccount, Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

const at = '2026-11-30T01:00:00Z';

/** Said once, again in the same words or notation, and with other words under the same id. */
interface Told {
  readonly first: object;
  readonly again: readonly object[];
  readonly other: object;
  readonly fields: readonly string[];
}

const thrice = async (path: string, { first, again, other, fields }: Told): Promise<void> => {
  const heard = await shop.post(path, first);
  expect({ status: heard.status, text: heard.text }).toMatchObject({ status: 200 });
  for (const body of again) {
    const { status, body: said } = await shop.post(path, body);
    expect([status, said.outcome]).toEqual([200, 'unchanged']);
  }
  const { status, body } = await shop.post(path, other);
  expect({ path, status, body }).toMatchObject({
    path,
    status: 409,
    body: { code: 'id_conflict', recorded: true, errors: fields.map((field) => ({ field })) },
  });
};

const rejected = async (): Promise<readonly object[]> => {
  const { body } = await shop.api.get('/v1/rejected?limit=500');
  return body.rows as readonly object[];
};

const referenceOf = async (number: string): Promise<object> => {
  const { channel, channelRef } = await shop.order(number);
  return { tenant: 'default', channel, channelRef };
};

describe("a fact's id with other content", () => {
  it("is a conflict: a gateway's id for authorized and captured loses no capture", async () => {
    const number = await shop.place([lineOf('a', '1', '100.00')]);
    const said = { id: 'pi_1', payment: 'pi_1', status: 'authorized', amount: 10000 };
    await thrice(`/v1/orders/${number}/payments`, {
      first: said,
      again: [said],
      other: { ...said, status: 'captured' },
      fields: ['status'],
    });
    const { body } = await shop.post(`/v1/orders/${number}/payments`, { ...said, amount: 9000 });
    expect(body).toMatchObject({ code: 'id_conflict', errors: [{ field: 'amount' }] });
    expect(await rejected()).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          code: 'id_conflict',
          omsNumber: number,
          fields: [expect.objectContaining({ field: 'status' })],
        }),
      ]),
    );
    await shop.post(`/v1/orders/${number}/payments`, {
      ...said,
      id: 'pi_1:captured',
      status: 'captured',
    });
    expect(await shop.order(number)).toMatchObject({
      payments: [{ payment: 'pi_1', authorized: 10000, captured: 10000 }],
    });
  });

  it('is the same content in another notation of a time or a number', async () => {
    await shop.receive('b', '5');
    const number = await shop.place([lineOf('b', '2')], onAccount);
    await thrice(`/v1/orders/${number}/payments`, {
      first: { id: 'p', payment: 'p', status: 'captured', amount: 2000, at },
      again: [
        {
          id: ' p',
          payment: 'p',
          status: 'captured',
          amount: 2000,
          at: '2026-11-30T02:00:00.000+01:00',
        },
      ],
      other: { id: 'p', payment: 'p', status: 'captured', amount: 2000 },
      fields: ['at'],
    });
    await thrice(`/v1/orders/${number}/shipments`, {
      first: { kind: 'dispatch', id: 'd', at, lines: [{ line: '1', quantity: '2' }] },
      again: [{ kind: 'dispatch', id: 'd', at, lines: [{ line: '1', quantity: '2.0' }] }],
      other: { kind: 'dispatch', id: 'd', at, lines: [{ line: '1', quantity: '1' }] },
      fields: ['lines'],
    });
    await thrice(`/v1/orders/${number}/shipments`, {
      first: { kind: 'scan', id: 's', at, status: 'in_transit' },
      again: [{ kind: 'scan', id: 's', at: '2026-11-30T01:00:00.0Z', status: 'in_transit' }],
      other: { kind: 'scan', id: 's', at, status: 'delivered' },
      fields: ['status'],
    });
    await thrice(`/v1/orders/${number}/returns`, {
      first: { id: 'r', lines: [{ line: '1', quantity: '1' }] },
      again: [{ id: 'r', lines: [{ line: '1', quantity: '1.000' }], disposition: 'restocked' }],
      other: { id: 'r', lines: [{ line: '1', quantity: '2' }], disposition: 'scrapped' },
      fields: ['disposition', 'lines'],
    });
    expect(await shop.order(number)).toMatchObject({ lines: [{ buckets: { restocked: '1' } }] });
  });

  it('is a conflict for what came in, was corrected, counted and came back', async () => {
    await thrice('/v1/stock/main/c/receipts', {
      first: { id: 'x', quantity: '5' },
      again: [{ id: 'x', quantity: '5.0' }],
      other: {
        receipts: [
          { id: 'y', quantity: '9' },
          { id: 'x', quantity: '6' },
        ],
      },
      fields: ['receipts[1].quantity'],
    });
    await thrice('/v1/stock/main/c/adjustments', {
      first: { id: 'x', quantity: '-1', reason: 'broken' },
      again: [{ id: 'x', quantity: '-1', reason: 'broken', condition: 'available' }],
      other: { id: 'x', quantity: '-1', reason: 'stolen' },
      fields: ['reason'],
    });
    await thrice('/v1/stock/main/c/counts', {
      first: { id: 'x', counted: '4' },
      again: [{ id: 'x', counted: '4.00' }],
      other: { id: 'x', counted: '3' },
      fields: ['counted'],
    });
    await thrice('/v1/stock/main/c/returns', {
      first: { id: 'x', quantity: '1', reason: 'back' },
      again: [{ id: 'x', quantity: '1', reason: 'back' }],
      other: { id: 'x', quantity: '1', reason: 'back', condition: 'unavailable' },
      fields: ['condition'],
    });
    expect(await shop.stock('c')).toMatchObject({ onHand: '5', available: '5' });
  });

  it('is a conflict also while the first one waits for its order or its stock', async () => {
    const { body } = await shop.api.post('/v1/orders', {
      channel: 'web',
      channelRef: 'early',
      currency: 'EUR',
      lines: [lineOf('d')],
      ...onAccount,
    });
    const number = body.omsNumber as string;
    await shop.settled();
    // Not left yet: the return waits.
    await thrice(`/v1/orders/${number}/returns`, {
      first: { id: 'r', lines: [{ line: '1', quantity: '1' }] },
      again: [{ id: 'r', lines: [{ line: '1', quantity: '1' }] }],
      other: { id: 'r', lines: [{ line: '1', quantity: '1' }], disposition: 'missing' },
      fields: ['disposition'],
    });
    expect(await shop.order(number)).toMatchObject({ lines: [{ buckets: { backordered: '1' } }] });
  });

  it('is listed where nobody waits: rows of a bulk', async () => {
    const number = await shop.place([lineOf('e', '1', '100.00')]);
    const reference = await referenceOf(number);
    const row = (id: string, amount: number) =>
      JSON.stringify({
        kind: 'channel',
        id,
        reference,
        message: {
          type: 'order.record-payment',
          data: { id: 'pay', payment: 'pay', status: 'captured', amount },
        },
      });
    await shop.api.send('POST', '/v1/bulk', {
      raw: [row('row-1', 10000), row('row-1', 10000), row('row-1', 1), row('row-2', 2)].join('\n'),
      headers: { 'content-type': 'application/x-ndjson' },
    });
    await shop.settled();
    const about = (await rejected()).filter(
      (each) => 'omsNumber' in each && each.omsNumber === number,
    );
    expect(about).toHaveLength(2);
    expect(about).toMatchObject([
      { code: 'id_conflict', fields: [{ field: 'amount' }], message: 'order.record-payment' },
      { code: 'id_conflict', fields: [{ field: 'amount' }], message: 'order.record-payment' },
    ]);
    expect(await shop.order(number)).toMatchObject({ payments: [{ captured: 10000 }] });
  });
});

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
    await thrice(`/v1/orders/${number}/cancel`, {
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

describe("an id of a shipment's own facts", () => {
  it('with other content is a conflict, and changes nothing', async () => {
    await shop.receive('h', '5');
    const number = await shop.place([lineOf('h', '2')], onAccount);
    await thrice(`/v1/shipments/${number}-S1/dispatch`, {
      first: { id: 'd1', carrier: 'dhl', tracking: 'T-1', at },
      again: [{ id: 'd1', carrier: 'dhl', tracking: ' T-1', at }],
      other: { id: 'd1', carrier: 'dhl', tracking: 'T-2', at },
      fields: ['tracking'],
    });
    await thrice(`/v1/shipments/${number}-S1/scans`, {
      first: { id: 's1', status: 'in_transit', at },
      again: [{ id: 's1', status: 'in_transit', at: '2026-11-30T02:00:00+01:00' }],
      other: { id: 's1', status: 'delivered', at },
      fields: ['status'],
    });
    expect(await shop.order(number)).toMatchObject({
      shipments: [{ status: 'in_transit', tracking: 'T-1' }],
    });
  });
});
