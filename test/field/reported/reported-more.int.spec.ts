/** What stands already is told anew with what is new, and what is no change is not told at all. */
import { daysAgo } from '../days.js';
import { lineOf, onAccount, Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

interface OrderException {
  readonly type: string;
  readonly reason: string;
}
const reasons = async (number: string): Promise<readonly OrderException[]> => {
  const { attention } = await shop.order(number);
  const { exceptions } = attention as { exceptions: readonly OrderException[] };
  return exceptions.map(({ type, reason }) => ({ type, reason }));
};
const listed = async (number: string): Promise<readonly unknown[]> => {
  const { body } = await shop.api.get('/v1/attention?limit=500');
  return (body.rows as { detail: string; about: { omsNumber?: string } }[])
    .filter(({ about }) => about.omsNumber === number)
    .map(({ detail }) => detail);
};

let rows = 0;
/** A message of a channel about an order. */
const channel = async (number: string, type: string, data: object): Promise<void> => {
  const { channel: name, channelRef } = await shop.order(number);
  rows += 1;
  await shop.api.send('POST', '/v1/bulk', {
    raw: JSON.stringify({
      kind: 'channel',
      id: `row-${rows}`,
      message: { type, data },
      reference: { tenant: 'default', channel: name, channelRef },
    }),
    headers: { 'content-type': 'application/x-ndjson' },
  });
  await shop.settled();
};

describe('a second one of a kind', () => {
  it('of cancels that came too late says what it is of, also after a resolve', async () => {
    await shop.receive('c', '20');
    const number = await shop.place(
      [lineOf('c', '4'), lineOf('c', '4'), lineOf('c', '4')],
      onAccount,
    );
    await shop.post(`/v1/shipments/${number}-S1/dispatch`, {
      id: 'd',
      lines: [
        { line: '1', quantity: '4' },
        { line: '2', quantity: '4' },
      ],
    });
    const cancel = (id: string, late: string, quantity: string) =>
      shop.post(`/v1/orders/${number}/cancel`, {
        id,
        reason: 'x',
        lines: [
          { line: late, quantity },
          { line: '3', quantity: '1' },
        ],
      });
    await cancel('c1', '1', '1');
    await cancel('c2', '2', '3');
    const [reported, ...others] = await reasons(number);
    expect(others).toEqual([]);
    expect(reported?.reason).toMatch(/^not cancelled: 3 of line 2;.*before: .*1 of line 1/u);
    expect(await listed(number)).toEqual([reported?.reason]);
    await shop.post(`/v1/orders/${number}/resolve`, { exception: 'cancel-refused', reason: 'ok' });
    await cancel('c3', '1', '2');
    expect(await reasons(number)).toEqual([
      expect.objectContaining({ reason: expect.stringMatching(/^not cancelled: 2 of line 1;/u) }),
    ]);
  });

  it('that a channel raises keeps its reason', async () => {
    const number = await shop.place([lineOf('none')]);
    await channel(number, 'order.raise-exception', {
      id: 'e1',
      exception: 'fraud',
      reason: 'score 80',
    });
    await channel(number, 'order.raise-exception', {
      id: 'e2',
      exception: 'fraud',
      reason: 'chargeback',
    });
    const reported = [{ type: 'fraud', reason: 'chargeback; before: score 80' }];
    expect(await reasons(number)).toEqual(reported);
    await channel(number, 'order.raise-exception', {
      id: 'e2',
      exception: 'fraud',
      reason: 'chargeback',
    });
    expect(await reasons(number)).toEqual(reported);
    await channel(number, 'order.raise-exception', {
      id: 'e3',
      exception: 'refund-due',
      reason: 'mine',
    });
    expect(await reasons(number)).toEqual(reported);
    expect(await listed(number)).toEqual(
      expect.arrayContaining([reported[0]?.reason, expect.stringContaining('a name of your own')]),
    );
  });

  it('of payments that were taken back names what is missing still', async () => {
    const number = await shop.place([lineOf('none')]);
    for (const corrects of ['p1', 'p2']) {
      await channel(number, 'order.correct-payment', { corrects, reason: 'of another order' });
    }
    expect(await reasons(number)).toEqual([
      { type: 'payment-unmatched', reason: expect.stringContaining('p1, p2') },
    ]);
    await shop.post(`/v1/orders/${number}/payments`, {
      id: 'p1',
      payment: 'p',
      status: 'captured',
      amount: 100,
    });
    const [reported] = await reasons(number);
    expect(reported?.reason).toMatch(/p2$/u);
    await shop.post(`/v1/orders/${number}/payments`, {
      id: 'p2',
      payment: 'p',
      status: 'captured',
      amount: 100,
    });
    expect(await reasons(number)).toEqual([]);
  });
});

it('an order with its defaults spelled out, or charges in turn, is the same', async () => {
  const body = {
    channel: 'web',
    channelRef: 'SAME',
    currency: 'EUR',
    placedAt: daysAgo(1, 9),
    lines: [lineOf('none')],
    charges: [
      { code: 'shipping', amount: 100 },
      { code: 'gift', amount: 50 },
    ],
  };
  const { body: placed } = await shop.post('/v1/orders', body);
  for (const other of [
    { ...body, charges: body.charges.toReversed() },
    { ...body, policy: { paymentTolerance: 0 } },
    { ...body, policy: { releaseWaitSeconds: 5, onChange: 'apply' } },
  ]) {
    expect(await shop.post('/v1/orders', other)).toMatchObject({ status: 201 });
  }
  const number = placed.omsNumber as string;
  expect(await shop.order(number)).toMatchObject({ version: 1, attention: { exceptions: [] } });
  const { status } = await shop.post('/v1/orders', { ...body, charges: body.charges.slice(1) });
  expect(status).toBe(409);
});
