/** What a channel changes of an order: it sends the order again, and people decide. */
import { lineOf, Shop } from '../shop.js';
import { bucketsOf, exceptionsOf, fieldsOf } from './fields.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(async () => {
  await shop.close();
});

const edit = (number: string, body: object) => shop.post(`/v1/orders/${number}/edit`, body);

describe('a changed order of its channel', () => {
  const from = (channelRef: string, more: object = {}) => ({
    channel: 'shop',
    channelRef,
    currency: 'EUR',
    lines: [lineOf(channelRef)],
    ...more,
  });

  test('is told, and accepted', async () => {
    const {
      body: { omsNumber: number },
    } = await shop.post('/v1/orders', from('c-1', { shipTo: { street: 'Old 1' } }));
    const changed = from('c-1', { shipTo: { street: 'New 2' } });
    expect(await shop.post('/v1/orders', changed)).toMatchObject({ status: 409 });
    const reported = await shop.order(number);
    expect(exceptionsOf(reported)).toEqual(['order-changed']);
    expect(reported['pendingChange']).toMatchObject({
      fields: [{ field: 'shipTo.street', first: 'Old 1', other: 'New 2' }],
    });
    const { status, body } = await shop.post(`/v1/orders/${number}/accept-change`, {});
    expect(status).toBe(200);
    expect(body).toMatchObject({ shipTo: { street: 'New 2' }, version: 2 });
    expect([exceptionsOf(body), body.pendingChange]).toEqual([[], undefined]);
    const again = await shop.post('/v1/orders', from('c-1', { shipTo: { street: 'Old 1' } }));
    expect(again.body).toMatchObject({ shipTo: { street: 'New 2' } });
  });

  test('that was accepted is the order, however often it comes again', async () => {
    const {
      body: { omsNumber: number },
    } = await shop.post('/v1/orders', from('c-6'));
    const changed = from('c-6', { lines: [lineOf('c-6', '2')] });
    await shop.post('/v1/orders', changed);
    expect(await shop.post('/v1/orders', changed)).toMatchObject({ status: 409 });
    await shop.post(`/v1/orders/${number}/accept-change`, {});
    expect(await shop.post('/v1/orders', changed)).toMatchObject({
      status: 201,
      body: { omsNumber: number, version: 2, total: 2000 },
    });
    expect(exceptionsOf(await shop.order(number))).toEqual([]);
  });

  test('is told by bulk as well, newest last, and dismissed', async () => {
    const {
      body: { omsNumber: number },
    } = await shop.post('/v1/orders', from('c-2'));
    const rows = ['1', '2']
      .map((quantity) =>
        JSON.stringify(from('c-2', { lines: [lineOf('c-2', '1', `${quantity}.50`)] })),
      )
      .join('\n');
    const bulk = await fetch(new URL('/v1/orders/bulk', shop.address), {
      method: 'POST',
      body: rows,
      headers: { 'content-type': 'application/x-ndjson' },
    });
    expect(bulk.status).toBe(200);
    await bulk.text();
    await shop.settled();
    const reported = await shop.order(number);
    expect(exceptionsOf(reported)).toEqual(['order-changed']);
    expect(reported['pendingChange']).toMatchObject({
      fields: [{ field: 'lines.1.unitPrice', first: '10.00', other: '2.50' }],
    });
    const { body } = await shop.post(`/v1/orders/${number}/dismiss-change`, {
      reason: 'a mistake',
    });
    expect([exceptionsOf(body), body.total]).toEqual([[], 1000]);
    expect(await shop.post(`/v1/orders/${number}/accept-change`, {})).toMatchObject({
      status: 409,
      body: { code: 'no_change_pending' },
    });
  });

  test('is applied where it says so, unless people have edited the order', async () => {
    const apply = { policy: { onChange: 'apply' } };
    const {
      body: { omsNumber: number },
    } = await shop.post('/v1/orders', from('c-3', apply));
    const more = from('c-3', { ...apply, lines: [lineOf('c-3', '4')] });
    const { status, body } = await shop.post('/v1/orders', more);
    expect([status, body.version, body.total]).toEqual([201, 2, 4000]);
    await edit(number, { version: 2, lines: [{ line: '1', quantity: '3' }] });
    const less = from('c-3', {
      ...apply,
      shipTo: { street: 'New 2' },
      lines: [lineOf('c-3', '4')],
    });
    expect(await shop.post('/v1/orders', less)).toMatchObject({ status: 409 });
    expect(bucketsOf(await shop.order(number))).toEqual([{ backordered: '3', cancelled: '1' }]);
  });

  test('does not bring cancelled units back', async () => {
    const {
      body: { omsNumber: number },
    } = await shop.post('/v1/orders', from('c-4', { lines: [lineOf('c-4', '10')] }));
    await shop.post(`/v1/orders/${number}/cancel`, {
      reason: 'fewer',
      lines: [{ line: '1', quantity: '3' }],
    });
    await shop.post(
      '/v1/orders',
      from('c-4', { lines: [lineOf('c-4', '10')], shipTo: { street: 'New 2' } }),
    );
    await shop.post(`/v1/orders/${number}/accept-change`, {});
    expect(bucketsOf(await shop.order(number))).toEqual([{ backordered: '7', cancelled: '3' }]);
    await shop.post(
      '/v1/orders',
      from('c-4', { lines: [lineOf('c-4', '7')], shipTo: { street: 'New 2' } }),
    );
    await shop.post(`/v1/orders/${number}/accept-change`, {});
    expect(bucketsOf(await shop.order(number))).toEqual([{ backordered: '7', cancelled: '3' }]);
  });

  test('of what has been released is told, whatever its policy, and says why not', async () => {
    await shop.receive('c-5', '1');
    const policy = { releaseOn: 'accepted', onChange: 'apply' };
    const {
      body: { omsNumber: number },
    } = await shop.post('/v1/orders', from('c-5', { policy }));
    await shop.post('/v1/orders', from('c-5', { policy, shipTo: { street: 'New 2' } }));
    expect(exceptionsOf(await shop.order(number))).toEqual(['order-changed']);
    const { status, body } = await shop.post(`/v1/orders/${number}/accept-change`, {});
    expect([status, fieldsOf(body)]).toEqual([409, ['shipTo']]);
  });
});
