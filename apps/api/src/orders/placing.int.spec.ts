import { issueNumber } from '#kernel';
import { keysOf } from '../backend.fixture.js';
import { ApiShop, linesOf, patient } from '../shop.fixture.js';
let shop: ApiShop;
beforeAll(async () => {
  shop = await ApiShop.open();
});
afterAll(() => shop.close());

describe('placing an order', () => {
  test('answers at once with a provisional number and a token to read one’s write', async () => {
    const given = shop.input();
    const { status, body } = await shop.api.post('/v1/orders', given);
    const reference = { tenant: 'default', channel: 'web', channelRef: given.channelRef };
    const number = issueNumber(keysOf(), reference);
    expect([status, body.omsNumber, body.provisional]).toEqual([202, number, true]);
    const read = await shop.api.get(`/v1/orders/${number}?after=${body.token}&wait=10`);
    expect(read.status).toBe(200);
    expect(read.body).toMatchObject({
      omsNumber: number,
      customer: given.customer,
      shipTo: given.shipTo,
      promise: given.promise,
      currency: 'EUR',
      total: 2470,
      charges: given.charges,
    });
  });

  test('that waits answers 201 with the state; the same again the same', async () => {
    const given = shop.input();
    const first = await shop.api.post('/v1/orders', given, patient);
    expect([first.status, first.body.provisional]).toEqual([201, false]);
    expect(first.body).toMatchObject({ channelRef: given.channelRef, lines: [{ ordered: '2' }] });
    expect(first.headers.get('preference-applied')).toBe('wait=10');
    const again = await shop.api.post('/v1/orders', given, { prefer: 'wait=30' });
    expect([again.status, again.body.omsNumber]).toEqual([201, first.body.omsNumber]);
    expect(again.headers.get('preference-applied')).toBe('wait=10');
    const { outcome, events } = first.body;
    expect(again.body).toMatchObject({ outcome, events, provisional: false });
    const unhurried = await shop.api.post('/v1/orders', given);
    expect([unhurried.status, unhurried.body.omsNumber]).toEqual([202, first.body.omsNumber]);
  });

  test('with another body is a conflict each time; the order stands', async () => {
    const given = shop.input();
    const {
      body: { omsNumber },
    } = await shop.api.post('/v1/orders', given, patient);
    const other = { ...given, ...linesOf('A', '3') };
    for (const _ of [1, 2]) {
      const { status, body } = await shop.api.post('/v1/orders', other, patient);
      expect([status, body.code, body.omsNumber]).toEqual([409, 'place_conflicted', omsNumber]);
      expect(body.errors).toContainEqual(expect.objectContaining({ field: 'lines.1.quantity' }));
    }
    expect(await shop.order(String(omsNumber))).toMatchObject({ lines: [{ ordered: '2' }] });
  });

  test('by 200 buyers at once for the last 100 units reserves exactly 100', async () => {
    await shop.receive('last', '100');
    const buyers = Array.from({ length: 200 }, (_, at) =>
      shop.input({
        ...linesOf('last', '1', { onShortage: at % 2 === 0 ? 'backorder' : 'refuse' }),
      }),
    );
    const answers = await Promise.all(
      buyers.map((each) => shop.api.post('/v1/orders', each, patient)),
    );
    expect(answers.every(({ status }) => status === 201)).toBe(true);
    await shop.settled();
    const {
      body: { rows },
    } = await shop.api.get('/v1/orders?sku=last&limit=500');
    const found = rows as { readonly lifecycle: string; readonly fulfilment: string }[];
    const count = (name: string) => found.filter(({ fulfilment }) => fulfilment === name).length;
    expect([found.length, count('reserved')]).toEqual([200, 100]);
    expect(
      count('backordered') + found.filter(({ lifecycle }) => lifecycle === 'rejected').length,
    ).toBe(100);
    const stock = await shop.api.get('/v1/stock/main/last');
    expect(stock.body).toMatchObject({ available: '0', reserved: '100', onHand: '100' });
  });

  test('with two lines on one SKU, by 40 buyers at once, sells no unit twice', async () => {
    await shop.receive('pair', '30');
    const line = { sku: 'pair', node: 'main', quantity: '1', unitPrice: '9.90' };
    await Promise.all(
      Array.from({ length: 40 }, () =>
        shop.api.post('/v1/orders', shop.input({ lines: [line, line] }), patient),
      ),
    );
    await shop.settled();
    const {
      body: { rows },
    } = await shop.api.get('/v1/orders?sku=pair&limit=500');
    const units = (rows as { lines: { buckets: Record<string, string> }[] }[]).flatMap(
      ({ lines: each }) => each.map(({ buckets }) => JSON.stringify(buckets)),
    );
    expect(units.filter((each) => each === '{"reserved":"1"}')).toHaveLength(30);
    expect(units.filter((each) => each === '{"backordered":"1"}')).toHaveLength(50);
    expect((await shop.api.get('/v1/stock/main/pair')).body).toMatchObject({
      onHand: '30',
      available: '0',
      reserved: '30',
      backordered: '50',
    });
  });
});
