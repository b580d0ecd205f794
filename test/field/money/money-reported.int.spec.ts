import { lineOf, Shop } from '../shop.js';
import { soon, MoneyActions } from './money-actions.js';

let shop: Shop;
let actions: MoneyActions;
beforeAll(async () => {
  shop = await Shop.open();
  actions = new MoneyActions(shop);
});
afterAll(() => shop.close());

describe('at the payment deadline', () => {
  it('nothing captured or authorized: it expires', async () => {
    const number = await shop.place([await actions.stocked('m-none')], {
      policy: { paymentDeadline: soon(200) },
    });
    await actions.pay(number, 'card', 'pending', 10_000);
    await actions.untilLifecycle(number, 'expired');
    expect(await shop.stock('m-none')).toMatchObject({ available: '9' });
  });

  it('a part: it is told, goes when the rest comes, and ends when the part goes back', async () => {
    const line = await actions.stocked('m-stays');
    const policy = { paymentDeadline: soon(2_000) };
    const paid = await shop.place([line], { policy });
    const refunded = await shop.place([line], { policy });
    for (const number of [paid, refunded]) await actions.pay(number, 'giftcard', 'captured', 5_000);
    for (const number of [paid, refunded]) {
      await actions.untilException(number, 'paid-in-part');
      expect(await shop.order(number)).toMatchObject({
        lifecycle: 'accepted',
        lines: [{ buckets: { reserved: '1' } }],
      });
    }
    await actions.pay(paid, 'card', 'captured', 5_000);
    expect(await actions.units(paid)).toEqual([{ released: '1' }]);
    expect(await actions.exceptions(paid)).toEqual([]);
    await actions.pay(refunded, 'giftcard', 'refunded', 5_000);
    expect(await shop.order(refunded)).toMatchObject({
      lifecycle: 'expired',
      attention: { exceptions: [] },
    });
  });

  it('closed by people, it is not told again', async () => {
    const number = await shop.place([await actions.stocked('m-told')], {
      policy: { paymentDeadline: soon(1_500) },
    });
    await actions.pay(number, 'giftcard', 'captured', 5_000);
    await actions.untilException(number, 'paid-in-part');
    await actions.resolve(number, 'paid-in-part');
    await shop.post(`/v1/orders/${number}/hold`, { hold: 'h', reason: 'r' });
    expect(await actions.exceptions(number)).toEqual([]);
    expect((await shop.order(number)).lifecycle).toBe('accepted');
  });

  it('cash on delivery neither waits nor expires', async () => {
    const number = await shop.place([lineOf('m-cod')], {
      policy: { releaseOn: 'accepted', paymentDeadline: '2000-01-01T00:00:00Z' },
    });
    await shop.receive('m-cod', '1');
    expect(await actions.units(number)).toEqual([{ released: '1' }]);
    expect(await actions.exceptions(number)).toEqual([]);
  });

  it('a node refused all of it and nothing is paid: it expires all the same', async () => {
    const number = await shop.place([await actions.stocked('m-refused')], {
      policy: { paymentDeadline: soon(2_000) },
    });
    await actions.pay(number, 'card', 'authorized', 10_000);
    await shop.post(`/v1/shipments/${number}-S1/refuse`, { reason: 'broken' });
    await actions.pay(number, 'card', 'voided', 10_000);
    await actions.untilLifecycle(number, 'expired');
    expect(await actions.units(number)).toEqual([{ cancelled: '1' }]);
  });
});

describe('what contradicts the books is taken and told, until they agree', () => {
  it('refunded above what was captured', async () => {
    const number = await shop.place([await actions.stocked('m-over')]);
    await actions.pay(number, 'p', 'captured', 10_000);
    await actions.pay(number, 'p', 'refunded', 9_999);
    await actions.pay(number, 'p', 'refunded', 10_000);
    expect(await actions.exceptions(number)).toContain('refunded-above-captured');
    const { body } = await shop.api.get('/v1/orders?attention=exception&sku=m-over');
    expect(body.rows).toMatchObject([{ omsNumber: number }]);
    await actions.pay(number, 'p', 'captured', 9_999);
    expect(await actions.exceptions(number)).not.toContain('refunded-above-captured');
  });

  it('a refund of a payment that was never captured', async () => {
    const number = await shop.place([lineOf('m-never')]);
    await actions.pay(number, 'p', 'refunded', 1_000);
    expect(await shop.order(number)).toMatchObject({ captured: 0, refunded: 0, owed: 1_000 });
    expect(await actions.exceptions(number)).toEqual(['refunded-above-captured']);
  });

  it('captured on a cancelled or an expired order', async () => {
    const line = await actions.stocked('m-late');
    const cancelled = await shop.place([line]);
    await actions.cancel(cancelled);
    const expired = await shop.place([line], { policy: { paymentDeadline: soon(50) } });
    await actions.untilLifecycle(expired, 'expired');
    for (const number of [cancelled, expired]) {
      const { lifecycle } = await shop.order(number);
      await actions.pay(number, 'p', 'captured', 10_000);
      expect(await shop.order(number)).toMatchObject({ lifecycle, payment: 'captured', owed: 0 });
      expect(await actions.exceptions(number)).toEqual(['captured-after-close', 'refund-due']);
      await actions.pay(number, 'p', 'refunded', 10_000);
      expect(await shop.order(number)).toMatchObject({ payment: 'refunded' });
      expect(await actions.exceptions(number)).toEqual([]);
    }
    expect(await shop.stock('m-late')).toMatchObject({ available: '9' });
  });

  it('paid twice', async () => {
    const number = await shop.place([await actions.stocked('m-twice')]);
    await actions.pay(number, 'card', 'captured', 10_000);
    await actions.pay(number, 'transfer', 'captured', 10_000);
    expect(await actions.exceptions(number)).toEqual(['paid-too-much', 'refund-due']);
    await actions.pay(number, 'card', 'refunded', 10_000);
    expect(await actions.exceptions(number)).toEqual([]);
    expect(await shop.order(number)).toMatchObject({
      lifecycle: 'in_fulfilment',
      payment: 'captured',
      captured: 10_000,
      refunded: 0,
    });
  });

  it('a return that is not refunded', async () => {
    const number = await shop.place([await actions.stocked('m-return')]);
    await actions.pay(number, 'card', 'captured', 10_000);
    await actions.dispatch(number);
    await shop.post(`/v1/orders/${number}/returns`, {
      id: 'back',
      lines: [{ line: '1', quantity: '1' }],
    });
    expect(await actions.exceptions(number)).toEqual(['refund-due']);
    await actions.resolve(number, 'refund-due');
    await shop.post(`/v1/orders/${number}/hold`, { hold: 'h', reason: 'r' });
    expect(await actions.exceptions(number)).toEqual([]);
  });

  it('of replayed history nothing is told', async () => {
    const number = await shop.place([await actions.stocked('m-replay')], {
      policy: { timers: false, paymentDeadline: '2000-01-01T00:00:00Z' },
    });
    await actions.pay(number, 'a', 'captured', 30_000, { expiresAt: '2000-01-01T00:00:00Z' });
    await actions.pay(number, 'b', 'refunded', 10_000);
    await actions.pay(number, 'c', 'authorized', 5_000, { expiresAt: '2000-01-01T00:00:00Z' });
    expect(await shop.order(number)).toMatchObject({
      open: 5_000,
      captured: 30_000,
      attention: { exceptions: [] },
    });
  });
});
