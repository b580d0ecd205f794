/** Cancels that are taken back, and orders that go without waiting for money. */
import { daysAgo } from '../days.js';
import { lineOf, onAccount, Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(async () => {
  await shop.close();
});

const bucketsOf = ({ lines }: Awaited<ReturnType<Shop['order']>>): unknown[] =>
  (Array.isArray(lines) ? lines : []).map(({ buckets }: { buckets: unknown }) => buckets);

describe('a cancel', () => {
  test('is undone where stock allows it, also of the whole order', async () => {
    await shop.receive('u-1', '2');
    const number = await shop.place([lineOf('u-1', '2')]);
    await shop.post(`/v1/orders/${number}/cancel`, { reason: 'a mistake' });
    expect((await shop.order(number)).lifecycle).toBe('cancelled');
    const { status } = await shop.post(`/v1/orders/${number}/undo-cancel`, {
      reason: 'the wrong order',
    });
    expect(status).toBe(200);
    const after = await shop.order(number);
    expect([after.lifecycle, bucketsOf(after)]).toEqual(['accepted', [{ reserved: '2' }]]);
    expect(await shop.stock('u-1')).toMatchObject({ reserved: '2', available: '0' });
    const none = await shop.post(`/v1/orders/${number}/undo-cancel`, { reason: 'again' });
    expect([none.status, none.body.code]).toEqual([409, 'nothing_to_undo']);
  });

  test('of units that others have by now puts them on backorder', async () => {
    await shop.receive('u-2', '1');
    const number = await shop.place([lineOf('u-2')]);
    await shop.post(`/v1/orders/${number}/cancel`, { reason: 'a mistake' });
    await shop.place([lineOf('u-2')]);
    await shop.post(`/v1/orders/${number}/undo-cancel`, { reason: 'the wrong order' });
    expect(bucketsOf(await shop.order(number))).toEqual([{ backordered: '1' }]);
  });
});

test('an unpaid order is released anyway, with a reason, but not past a hold', async () => {
  await shop.receive('r-1', '1');
  const number = await shop.place([lineOf('r-1')], {
    policy: { paymentDeadline: '2998-01-01T00:00:00Z' },
  });
  await shop.post(`/v1/orders/${number}/hold`, { hold: 'fraud', reason: 'look' });
  const { status, body } = await shop.post(`/v1/orders/${number}/release-anyway`, {
    reason: 'on account',
  });
  expect([status, body.releasedAnyway, body.shipments]).toEqual([200, 'on account', []]);
  await shop.post(`/v1/orders/${number}/release-hold`, { hold: 'fraud' });
  expect(bucketsOf(await shop.order(number))).toEqual([{ released: '1' }]);
});

test('what left after its cancel is told until all of it is back', async () => {
  await shop.receive('b-1', '2');
  const number = await shop.place([lineOf('b-1', '2')], onAccount);
  await shop.post(`/v1/orders/${number}/cancel`, { reason: 'a mistake' });
  await shop.tell(number, [{ kind: 'dispatch', id: 'd', at: daysAgo(1, 1) }]);
  const reported = {
    attention: { exceptions: [expect.objectContaining({ type: 'shipped-after-cancel' })] },
  };
  const back = async (id: string) => {
    await shop.post(`/v1/orders/${number}/returns`, { id, lines: [{ line: '1', quantity: '1' }] });
    return shop.order(number);
  };
  expect(await shop.order(number)).toMatchObject(reported);
  expect(await back('r1')).toMatchObject(reported);
  expect(await back('r2')).toMatchObject({
    lines: [{ buckets: { restocked: '2' } }],
    attention: { exceptions: [] },
  });
});
