import { lineOf, Shop } from '../shop.js';
import { soon, MoneyActions } from './money-actions.js';

let shop: Shop;
let actions: MoneyActions;
beforeAll(async () => {
  shop = await Shop.open();
  actions = new MoneyActions(shop);
});
afterAll(() => shop.close());

describe('goods do not go unpaid', () => {
  it('a cent, or a gift card for a part, releases nothing and says so; the rest does', async () => {
    const number = await shop.place([await actions.stocked('m-cent')]);
    await actions.pay(number, 'giftcard', 'captured', 1);
    expect(await shop.order(number)).toMatchObject({
      lifecycle: 'accepted',
      fulfilment: 'reserved',
      payment: 'partially_captured',
      total: 10_000,
      owed: 10_000,
      open: 0,
      captured: 1,
      refunded: 0,
      shipments: [],
    });
    const { body } = await shop.api.get('/v1/orders?payment=partially_captured&sku=m-cent');
    expect(body.rows).toMatchObject([{ omsNumber: number, captured: 1 }]);
    await actions.pay(number, 'card', 'authorized', 9_999);
    expect(await shop.order(number)).toMatchObject({
      lifecycle: 'in_fulfilment',
      open: 9_999,
      attention: { exceptions: [] },
    });
  });

  it('an authorization for a part releases nothing', async () => {
    const number = await shop.place([await actions.stocked('m-part')]);
    await actions.pay(number, 'card', 'authorized', 9_999);
    expect(await shop.order(number)).toMatchObject({
      payment: 'partially_authorized',
      shipments: [],
    });
  });

  it('within the tolerance of its channel it goes', async () => {
    const number = await shop.place([await actions.stocked('m-near')], {
      policy: { paymentTolerance: 1 },
    });
    await actions.pay(number, 'card', 'captured', 9_999);
    expect(await shop.order(number)).toMatchObject({
      payment: 'captured',
      lifecycle: 'in_fulfilment',
      policy: { paymentTolerance: 1 },
    });
  });

  it('a void after the release is told, until the money is there again', async () => {
    const number = await shop.place([await actions.stocked('m-void')]);
    await actions.pay(number, 'card', 'authorized', 10_000);
    expect(await actions.units(number)).toEqual([{ released: '1' }]);
    await actions.pay(number, 'card', 'voided', 10_000);
    expect(await actions.exceptions(number)).toEqual(['released-unpaid']);
    await actions.pay(number, 'other card', 'captured', 10_000);
    expect(await actions.exceptions(number)).toEqual([]);
  });

  it('an authorization that has ended releases nothing, however late it is told', async () => {
    const number = await shop.place([await actions.stocked('m-ended')]);
    await actions.pay(number, 'card', 'authorized', 10_000, { expiresAt: '1999-12-31T23:59:59Z' });
    expect(await shop.order(number)).toMatchObject({
      payment: 'voided',
      open: 0,
      lifecycle: 'accepted',
      payments: [
        { payment: 'card', authorized: 10_000, expired: true, expiresAt: '1999-12-31T23:59:59Z' },
      ],
    });
  });

  it('an authorization that ends while the goods are awaited releases nothing', async () => {
    const number = await shop.place([lineOf('m-ends', '1', '100.00')]);
    await actions.pay(number, 'card', 'authorized', 10_000, { expiresAt: soon(300) });
    expect(await shop.order(number)).toMatchObject({ payment: 'authorized', open: 10_000 });
    await actions.untilPayment(number, 'voided');
    await shop.receive('m-ends', '1');
    expect(await actions.units(number)).toEqual([{ reserved: '1' }]);
    await actions.pay(number, 'card', 'authorized', 10_000, { expiresAt: '9999-12-31T00:00:00Z' });
    expect(await actions.units(number)).toEqual([{ released: '1' }]);
  });

  it('all of it refunded before the release, it waits for other money', async () => {
    const number = await shop.place([lineOf('m-back', '1', '100.00')]);
    await actions.pay(number, 'a', 'captured', 10_000);
    await actions.pay(number, 'a', 'refunded', 10_000);
    await shop.receive('m-back', '1');
    expect(await shop.order(number)).toMatchObject({
      payment: 'refunded',
      owed: 10_000,
      captured: 0,
      refunded: 0,
      shipments: [],
    });
    await actions.pay(number, 'b', 'captured', 10_000);
    expect(await actions.units(number)).toEqual([{ released: '1' }]);
    expect(await actions.exceptions(number)).toEqual([]);
  });
});

describe('the rest of a paid order goes', () => {
  const twoLines = async (name: string, more: object = {}): Promise<string> => {
    const number = await shop.place(
      [lineOf(`${name}-a`, '1', '20.00'), lineOf(`${name}-b`, '1', '30.00')],
      more,
    );
    await actions.pay(number, 'card', 'captured', 5_000);
    return number;
  };

  it('where the other line was cancelled and refunded', async () => {
    const number = await twoLines('m-rest');
    await actions.cancel(number, '2');
    expect(await actions.exceptions(number)).toEqual(['refund-due']);
    await actions.pay(number, 'card', 'refunded', 3_000);
    await shop.receive('m-rest-a', '1');
    expect(await shop.order(number)).toMatchObject({
      lifecycle: 'in_fulfilment',
      total: 5_000,
      owed: 2_000,
      captured: 5_000,
      refunded: 3_000,
      lines: [{ buckets: { released: '1' } }, { buckets: { cancelled: '1' } }],
      attention: { exceptions: [] },
    });
  });

  it('where it was refunded first and cancelled later', async () => {
    const number = await twoLines('m-first');
    await actions.pay(number, 'card', 'refunded', 3_000);
    expect(await actions.exceptions(number)).toEqual(['refunded-above-credit']);
    await actions.cancel(number, '2');
    await shop.receive('m-first-a', '1');
    expect(await actions.units(number)).toEqual([{ released: '1' }, { cancelled: '1' }]);
    expect(await actions.exceptions(number)).toEqual([]);
  });

  it('after five euros of goodwill, told while goods are still to go', async () => {
    const number = await twoLines('m-will');
    await actions.pay(number, 'card', 'refunded', 500);
    expect(await shop.order(number)).toMatchObject({ owed: 4_500, refunded: 500 });
    await shop.receive('m-will-a', '1');
    await shop.receive('m-will-b', '1');
    expect(await actions.units(number)).toEqual([{ released: '1' }, { released: '1' }]);
    expect(await actions.exceptions(number)).toEqual(['refunded-above-credit']);
  });

  it('where a node refused one line and it was refunded', async () => {
    await shop.receive('m-node-a', '1');
    await shop.receive('m-node-b', '2');
    const number = await twoLines('m-node');
    const { status } = await shop.post(`/v1/shipments/${number}-S1/refuse`, {
      reason: 'broken',
      lines: [{ line: '2', quantity: '1' }],
    });
    expect(status).toBe(200);
    await actions.pay(number, 'card', 'refunded', 3_000);
    expect(await actions.exceptions(number)).toEqual(['node-refused', 'refunded-above-credit']);
    await shop.post(`/v1/orders/${number}/reserve-again`, {});
    expect(await actions.units(number)).toEqual([{ released: '1' }, { released: '1' }]);
  });

  it('where a part has gone and the second parcel waits', async () => {
    const number = await twoLines('m-second', { policy: { releaseWaitSeconds: 0 } });
    await shop.receive('m-second-a', '1');
    await actions.dispatch(number);
    await shop.settled();
    await actions.pay(number, 'card', 'refunded', 400);
    await shop.receive('m-second-b', '1');
    expect(await actions.units(number)).toEqual([{ shipped: '1' }, { released: '1' }]);
  });

  it('charges are owed as long as anything is', async () => {
    const lines = [lineOf('m-ch-a', '1', '20.00'), lineOf('m-ch-b', '1', '30.00')];
    const number = await shop.place(lines, { charges: [{ code: 'shipping', amount: 500 }] });
    await actions.cancel(number, '2');
    expect(await shop.order(number)).toMatchObject({ total: 5_500, owed: 2_500 });
    await actions.cancel(number);
    expect(await shop.order(number)).toMatchObject({ lifecycle: 'cancelled', owed: 0 });
  });

  it('an order that comes to less than nothing owes nothing and goes', async () => {
    const number = await shop.place([await actions.stocked('m-less')], {
      charges: [{ code: 'voucher', amount: -10_001 }],
    });
    expect(await shop.order(number)).toMatchObject({
      total: -1,
      owed: 0,
      payment: 'unknown',
      lines: [{ buckets: { released: '1' } }],
    });
  });
});
