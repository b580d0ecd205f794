import { daysAgo } from '../days.js';
import { lineOf, onAccount, Shop } from '../shop.js';

/** A node does not find what it is asked for, and sends it all the same. */
let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

interface Row {
  readonly kind: string;
  readonly detail: string;
  readonly about: { readonly sku?: string };
}

describe('goods that were not found and leave all the same', () => {
  const uncounted = async (sku: string): Promise<readonly Row[]> => {
    const { body } = await shop.api.get('/v1/attention?kind=uncounted&limit=500');
    return (body.rows as readonly Row[]).filter(({ about }) => about.sku === sku);
  };
  const at = (hour: number) => daysAgo(2, hour);
  const tell = (number: string, fact: object) => shop.post(`/v1/orders/${number}/shipments`, fact);
  const dispatch = (number: string, quantity: string, id = 'd', hour = 2) =>
    tell(number, { kind: 'dispatch', id, at: at(hour), lines: [{ line: '1', quantity }] });
  const never = (number: string, corrects = 'd', hour = 3) =>
    tell(number, {
      kind: 'scan',
      id: `${corrects} never`,
      at: at(hour),
      status: 'label_created',
      corrects,
      reason: 'a mistake',
    });
  /** `there` on the shelf, three of an order of four not found. */
  const threeLost = async (sku: string, there: string): Promise<string> => {
    await shop.receive(sku, there);
    const number = await shop.place([lineOf(sku, '4')], onAccount);
    await shop.post(`/v1/orders/${number}/refusals`, {
      id: 'f',
      at: at(1),
      reason: 'not found',
      lines: [{ line: '1', quantity: '3' }],
    });
    expect(await uncounted(sku)).toHaveLength(1);
    return number;
  };
  const notSold = async (sku: string): Promise<void> => {
    const next = await shop.place([lineOf(sku, '5')], onAccount);
    const { available } = await shop.stock(sku);
    expect([next !== '', available]).toEqual([true, '0']);
  };

  it('are found: what is left is what the books had, and nobody has to count', async () => {
    const number = await threeLost('lamp', '10');
    await dispatch(number, '4');
    expect(await shop.order(number)).toMatchObject({
      lines: [{ buckets: { shipped: '4' } }],
      attention: { exceptions: [] },
    });
    expect(await shop.stock('lamp')).toMatchObject({
      onHand: '6',
      available: '6',
      reserved: '0',
      unavailable: '0',
      missing: '0',
    });
    expect(await uncounted('lamp')).toEqual([]);
  });

  it('in part: the others still wait for a count', async () => {
    const number = await threeLost('rug', '4');
    await dispatch(number, '2');
    expect(await shop.stock('rug')).toMatchObject({ onHand: '2', available: '0', missing: '2' });
    expect(await uncounted('rug')).toMatchObject([{ detail: expect.stringMatching(/^2 /) }]);
    await notSold('rug');
  });

  it.each(['rests', 'cancelled', 'waits'])(
    'and did not after all: they are sold to nobody, as their line %s',
    async (stands) => {
      const sku = `clock ${stands}`;
      const number = await threeLost(sku, '4');
      if (stands === 'cancelled') {
        await shop.post(`/v1/orders/${number}/cancel`, { reason: 'x' });
      }
      if (stands === 'waits') await shop.post(`/v1/orders/${number}/reserve-again`, {});
      const before = await shop.stock(sku);
      await dispatch(number, '4');
      expect(await shop.stock(sku)).toMatchObject({
        onHand: '0',
        available: '0',
        unavailable: '0',
        missing: '0',
        backordered: '0',
      });
      expect(await uncounted(sku)).toEqual([]);
      await never(number);
      expect(await shop.stock(sku)).toEqual(before);
      expect(await uncounted(sku)).toHaveLength(1);
      await dispatch(number, '4', 'd2', 4);
      expect(await shop.stock(sku)).toMatchObject({
        onHand: '0',
        available: '0',
        unavailable: '0',
        missing: '0',
      });
      await never(number, 'd2', 5);
      await notSold(sku);
    },
  );

  it('take nothing from those of another order, nor from what a count has judged', async () => {
    const number = await threeLost('chair', '10');
    const other = await shop.place([lineOf('chair', '2')], onAccount);
    await shop.post(`/v1/shipments/${other}-S1/refuse`, { reason: 'nicht da' });
    await dispatch(number, '4');
    expect(await shop.stock('chair')).toMatchObject({
      onHand: '6',
      available: '4',
      unavailable: '2',
      missing: '2',
    });
    await shop.post('/v1/stock/main/chair/counts', { counted: '6' });
    const third = await shop.place([lineOf('chair', '3')], onAccount);
    await shop.post(`/v1/shipments/${third}-S1/refuse`, { reason: 'not found' });
    await dispatch(other, '2');
    expect(await shop.stock('chair')).toMatchObject({
      onHand: '4',
      available: '1',
      unavailable: '3',
      missing: '3',
    });
  });

  it('stay missing where the line is sent other ones', async () => {
    const number = await threeLost('gateway', '10');
    await shop.post(`/v1/orders/${number}/reserve-again`, {});
    await dispatch(number, '4');
    expect(await shop.stock('gateway')).toMatchObject({
      onHand: '6',
      available: '3',
      missing: '3',
    });
    expect(await uncounted('gateway')).toHaveLength(1);
  });
});
