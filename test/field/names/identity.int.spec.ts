/** A fact that is told twice under one id counts once, and other content under it is a conflict. */
import { daysAgo } from '../days.js';
import { lineOf, onAccount, Shop } from '../shop.js';
import { saidAgain } from './said-again.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

const at = daysAgo(1, 1);

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
    await saidAgain(shop, `/v1/orders/${number}/payments`, {
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
    await saidAgain(shop, `/v1/orders/${number}/payments`, {
      first: { id: 'p', payment: 'p', status: 'captured', amount: 2000, at },
      again: [
        {
          id: ' p',
          payment: 'p',
          status: 'captured',
          amount: 2000,
          at: at.replace('T01:00:00Z', 'T02:00:00.000+01:00'),
        },
      ],
      other: { id: 'p', payment: 'p', status: 'captured', amount: 2000 },
      fields: ['at'],
    });
    await saidAgain(shop, `/v1/orders/${number}/shipments`, {
      first: { kind: 'dispatch', id: 'd', at, lines: [{ line: '1', quantity: '2' }] },
      again: [{ kind: 'dispatch', id: 'd', at, lines: [{ line: '1', quantity: '2.0' }] }],
      other: { kind: 'dispatch', id: 'd', at, lines: [{ line: '1', quantity: '1' }] },
      fields: ['lines'],
    });
    await saidAgain(shop, `/v1/orders/${number}/shipments`, {
      first: { kind: 'scan', id: 's', at, status: 'in_transit' },
      again: [{ kind: 'scan', id: 's', at: at.replace('Z', '.0Z'), status: 'in_transit' }],
      other: { kind: 'scan', id: 's', at, status: 'delivered' },
      fields: ['status'],
    });
    await saidAgain(shop, `/v1/orders/${number}/returns`, {
      first: { id: 'r', lines: [{ line: '1', quantity: '1' }] },
      again: [{ id: 'r', lines: [{ line: '1', quantity: '1.000' }], disposition: 'restocked' }],
      other: { id: 'r', lines: [{ line: '1', quantity: '2' }], disposition: 'scrapped' },
      fields: ['disposition', 'lines'],
    });
    expect(await shop.order(number)).toMatchObject({ lines: [{ buckets: { restocked: '1' } }] });
  });

  it('is a conflict for what came in, was corrected, counted and came back', async () => {
    await saidAgain(shop, '/v1/stock/main/c/receipts', {
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
    await saidAgain(shop, '/v1/stock/main/c/adjustments', {
      first: { id: 'x', quantity: '-1', reason: 'broken' },
      again: [{ id: 'x', quantity: '-1', reason: 'broken', condition: 'available' }],
      other: { id: 'x', quantity: '-1', reason: 'stolen' },
      fields: ['reason'],
    });
    await saidAgain(shop, '/v1/stock/main/c/counts', {
      first: { id: 'x', counted: '4' },
      again: [{ id: 'x', counted: '4.00' }],
      other: { id: 'x', counted: '3' },
      fields: ['counted'],
    });
    await saidAgain(shop, '/v1/stock/main/c/returns', {
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
    await saidAgain(shop, `/v1/orders/${number}/returns`, {
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

describe("an id of a shipment's own facts", () => {
  it('with other content is a conflict, and changes nothing', async () => {
    await shop.receive('h', '5');
    const number = await shop.place([lineOf('h', '2')], onAccount);
    await saidAgain(shop, `/v1/shipments/${number}-S1/dispatch`, {
      first: { id: 'd1', carrier: 'dhl', tracking: 'T-1', at },
      again: [{ id: 'd1', carrier: 'dhl', tracking: ' T-1', at }],
      other: { id: 'd1', carrier: 'dhl', tracking: 'T-2', at },
      fields: ['tracking'],
    });
    await saidAgain(shop, `/v1/shipments/${number}-S1/scans`, {
      first: { id: 's1', status: 'in_transit', at },
      again: [{ id: 's1', status: 'in_transit', at: at.replace('T01:00:00Z', 'T02:00:00+01:00') }],
      other: { id: 's1', status: 'delivered', at },
      fields: ['status'],
    });
    expect(await shop.order(number)).toMatchObject({
      shipments: [{ status: 'in_transit', tracking: 'T-1' }],
    });
  });
});
