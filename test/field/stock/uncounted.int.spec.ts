/** Goods that a node did not find are listed until somebody counts them. */
import { lineOf, onAccount, Shop } from '../shop.js';
let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

interface Matter {
  readonly id: string;
  readonly kind: string;
  readonly code: string;
  readonly detail: string;
  readonly since: string;
  readonly href: string;
  readonly links: Readonly<Record<string, string>>;
  readonly about: { readonly omsNumber?: string; readonly sku?: string };
}
const matters = async () =>
  (await shop.api.get('/v1/attention?limit=500')).body.rows as readonly Matter[];

describe('goods that wait for a count', () => {
  const uncounted = async (sku: string) =>
    (await matters()).filter(({ kind, about }) => kind === 'uncounted' && about.sku === sku);
  const count = (sku: string, counted: string) =>
    shop.post(`/v1/stock/main/${sku}/counts`, { counted });
  const refused = async (sku: string, reason = 'not found'): Promise<string> => {
    await shop.receive(sku, '4');
    const number = await shop.place([lineOf(sku, '3')], onAccount);
    await shop.post(`/v1/shipments/${number}-S1/refuse`, { reason });
    return number;
  };

  it('are listed with what to do, and end as they are counted', async () => {
    const number = await refused('fork', 'heute nicht');
    const [row, ...others] = await uncounted('fork');
    expect(others).toEqual([]);
    expect(row).toMatchObject({
      code: 'not-found',
      about: { node: 'main', sku: 'fork' },
      since: expect.any(String),
      detail: expect.stringMatching(/^3 \(each\) were not found, .* post to `counts` .*4 on hand/),
      href: '/v1/stock/main/fork',
      links: { counts: '/v1/stock/main/fork/counts' },
    });
    expect(await shop.post(`/v1/attention/${row?.id}/dismiss`, { reason: 'later' })).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('count') },
    });
    await shop.post(row?.links.counts ?? '', { counted: '2' });
    expect(await uncounted('fork')).toEqual([]);
    expect(await shop.stock('fork')).toMatchObject({
      onHand: '2',
      available: '2',
      unavailable: '0',
      missing: '0',
    });
    // The order is another matter: it says itself what ends it.
    expect(await shop.order(number)).toHaveProperty('attention.exceptions', [
      expect.objectContaining({ type: 'node-refused' }),
      expect.objectContaining({
        type: 'refusal-unclear',
        reason: expect.stringContaining('This ends once the line is reserved again'),
      }),
    ]);
    await shop.post(`/v1/orders/${number}/reserve-again`, {});
    expect(await shop.order(number)).toHaveProperty('attention.exceptions', []);
  });

  it.each([
    ['not found', 'cancelled'],
    ['?', 'cancelled'],
    ['not found', 'edited'],
    ['?', 'edited'],
    ['?', 'resolved'],
  ])('stay listed, refused as %s, whatever becomes of their order: %s', async (reason, what) => {
    const sku = `spoon ${reason === '?' ? 'unclear' : 'lost'} ${what}`;
    const number = await refused(sku, reason);
    if (what === 'cancelled') {
      await shop.post(`/v1/orders/${number}/cancel`, { reason: 'changed my mind' });
    } else if (what === 'edited') {
      await shop.post(`/v1/stock/b/${sku}/receipts`, { quantity: '3' });
      await shop.post(`/v1/orders/${number}/edit`, {
        version: 1,
        reason: 'from b',
        lines: [{ line: '1', node: 'b' }],
      });
    } else {
      for (const exception of ['node-refused', 'refusal-unclear']) {
        await shop.post(`/v1/orders/${number}/resolve`, { exception, line: '1', reason: 'seen' });
      }
    }
    expect(await shop.order(number)).toHaveProperty('attention.exceptions', []);
    expect(await uncounted(sku)).toMatchObject([{ about: { node: 'main', sku } }]);
    await count(sku, '4');
    expect(await uncounted(sku)).toEqual([]);
    expect(await shop.stock(sku)).toMatchObject({ available: '4', unavailable: '0' });
  });

  it('are one matter a SKU and node, since the first of them, and end by writing off', async () => {
    const sku = 'knife';
    await refused(sku);
    const [first] = await uncounted(sku);
    const next = await shop.place([lineOf(sku, '1')], onAccount);
    await shop.post(`/v1/shipments/${next}-S1/refuse`, { reason: 'short pick' });
    expect(await uncounted(sku)).toMatchObject([
      { id: first?.id, since: first?.since, detail: expect.stringMatching(/^4 \(each\)/) },
    ]);
    await shop.post(`/v1/stock/main/${sku}/adjustments`, {
      quantity: '-4',
      reason: 'stolen',
      condition: 'unavailable',
    });
    expect(await uncounted(sku)).toEqual([]);
  });

  it('are none where the goods are damaged, or can be sold', async () => {
    for (const goods of ['damaged', 'sellable']) {
      await shop.receive(`dish ${goods}`, '2');
      const number = await shop.place([lineOf(`dish ${goods}`, '2')], onAccount);
      await shop.post(`/v1/shipments/${number}-S1/refuse`, { reason: 'x', goods });
      expect(await uncounted(`dish ${goods}`)).toEqual([]);
    }
  });
});
