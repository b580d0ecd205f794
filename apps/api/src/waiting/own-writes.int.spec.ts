import { ApiShop, linesOf } from '../shop.fixture.js';
let shop: ApiShop;
beforeAll(async () => {
  shop = await ApiShop.open();
});
afterAll(() => shop.close());

describe('reading one’s writes', () => {
  test('a token that the view has not reached answers pending, never older state', async () => {
    const number = await shop.placed(linesOf('late'));
    const paths = [`/v1/orders/${number}`, `/v1/orders/${number}/timeline`, '/v1/stock/main/late'];
    for (const path of paths) {
      const { status, body } = await shop.api.get(`${path}?after=orders.0.999999&wait=0`);
      expect([status, body.code, body.tokens]).toEqual([202, 'pending', ['orders.0.999999']]);
    }
  });

  test('waits for several tokens of several services', async () => {
    const { body: stock } = await shop.api.post('/v1/stock/main/many/receipts', { quantity: '1' });
    const { body: one } = await shop.api.post('/v1/orders', shop.input());
    const { status } = await shop.api.get(
      `/v1/orders/${one.omsNumber}?after=${one.token}&after=${stock.token}&wait=10`,
    );
    expect(status).toBe(200);
    const rest = await shop.api.get(`/v1/settled?after=${one.token}&after=${stock.token}&wait=10`);
    expect(rest.body).toMatchObject({ settled: true });
  });

  test('an order that never came is 404 after its token, and a wait too short is 202', async () => {
    const { status, body } = await shop.api.get('/v1/orders/H0VD-3KFX-FA0T-8V');
    expect([status, body.code]).toEqual([404, 'order_not_found']);
    const hasty = await shop.api.post('/v1/orders', shop.input(), { prefer: 'wait=0' });
    expect([200, 201, 202]).toContain(hasty.status);
  });
});
