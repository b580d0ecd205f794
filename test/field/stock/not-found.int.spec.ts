/** A node refuses what it does not find: nobody else is sold it until it is counted. */
import { daysAgo } from '../days.js';
import { lineOf, onAccount, Shop } from '../shop.js';
let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

interface Row {
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
  (await shop.api.get('/v1/attention?limit=500')).body.rows as readonly Row[];

describe('a node that does not find what it should send', () => {
  it('sells it to nobody else until it is counted', async () => {
    await shop.receive('vase', '3');
    const first = await shop.place([lineOf('vase', '3')], onAccount);
    await shop.post(`/v1/shipments/${first}-S1/refuse`, {
      reason: 'one is not on its shelf',
      goods: 'not_found',
      lines: [{ line: '1', quantity: '1' }],
    });
    expect(await shop.stock('vase')).toMatchObject({
      onHand: '3',
      available: '0',
      unavailable: '1',
      missing: '1',
    });
    const second = await shop.place([lineOf('vase', '1')], onAccount);
    expect(await shop.order(second)).toMatchObject({ fulfilment: 'backordered' });
    await shop.post('/v1/stock/main/vase/counts', { counted: '3' });
    expect(await shop.order(second)).toMatchObject({ fulfilment: 'reserved' });
  });

  it('is asked for nothing again while the rest of the line waits', async () => {
    await shop.receive('bowl', '2');
    const number = await shop.place([lineOf('bowl', '4')], onAccount);
    await shop.post(`/v1/shipments/${number}-S1/refuse`, { reason: 'not found' });
    expect(await shop.stock('bowl')).toMatchObject({
      onHand: '2',
      available: '0',
      reserved: '0',
      missing: '2',
      backordered: '2',
    });
    expect(await shop.order(number)).toMatchObject({
      lines: [{ buckets: { open: '2', backordered: '2' } }],
      shipments: [{ status: 'refused' }],
    });
  });

  it.each([
    ['out of stock', '0', '2'],
    ['DAMAGED', '0', '2'],
    ['Not found!', '0', '2'],
    ['no carrier today', '2', '0'],
    ['closed', '2', '0'],
    ['Store closed today', '2', '0'],
    ['NO_CAPACITY', '2', '0'],
    ['wrong address', '2', '0'],
  ])('by its reason: %s', async (reason, available, unavailable) => {
    const sku = `cup ${reason}`;
    await shop.receive(sku, '2');
    const number = await shop.place([lineOf(sku, '2')], onAccount);
    await shop.post(`/v1/shipments/${number}-S1/refuse`, { reason });
    expect(await shop.stock(sku)).toMatchObject({ available, unavailable, reserved: '0' });
    expect(await shop.order(number)).toMatchObject({
      attention: { exceptions: [{ type: 'node-refused', line: '1', reason }] },
    });
  });
});

describe('a node that says it in its own words', () => {
  const refuse = (shipment: string, body: object) =>
    shop.post(`/v1/shipments/${shipment}/refuse`, body);

  it.each([
    'liegt nicht im Regal',
    'someone stole it',
    '見つかりません',
    'the closet is empty',
    '?',
  ])('has nothing sold again that may not be there: %s', async (reason) => {
    const sku = `jug ${reason}`;
    await shop.receive(sku, '3');
    const number = await shop.place([lineOf(sku, '2')], onAccount);
    await refuse(`${number}-S1`, { reason });
    expect(await shop.stock(sku)).toMatchObject({
      onHand: '3',
      available: '1',
      unavailable: '2',
      missing: '2',
      reserved: '0',
    });
    expect(await shop.order(number)).toHaveProperty('attention.exceptions', [
      expect.objectContaining({ type: 'node-refused', line: '1', reason }),
      expect.objectContaining({
        type: 'refusal-unclear',
        line: '1',
        reason: expect.stringMatching(/^".+" does not tell what became of 2 of jug .*count/i),
      }),
    ]);
    expect(
      (await matters()).some(
        ({ code, about }) => code === 'refusal-unclear' && about.omsNumber === number,
      ),
    ).toBe(true);
    const next = await shop.place([lineOf(sku, '3')], onAccount);
    expect(await shop.order(next)).toMatchObject({
      lines: [{ buckets: { released: '1', backordered: '2' } }],
    });
  });

  it('has it sold again once somebody has counted it', async () => {
    await shop.receive('mug', '2');
    const number = await shop.place([lineOf('mug', '2')], onAccount);
    await refuse(`${number}-S1`, { reason: 'heute nicht' });
    await shop.post('/v1/stock/main/mug/counts', { counted: '2' });
    expect(await shop.stock('mug')).toMatchObject({ available: '2', unavailable: '0' });
    await shop.post(`/v1/orders/${number}/reserve-again`, {});
    expect(await shop.order(number)).toMatchObject({
      lines: [{ buckets: { released: '2' } }],
      attention: { exceptions: [] },
    });
  });

  it('and sends it all the same: nobody is asked to look for it any more', async () => {
    await shop.receive('cap', '2');
    const number = await shop.place([lineOf('cap', '2')], onAccount);
    await refuse(`${number}-S1`, { reason: 'nicht da' });
    await shop.post(`/v1/orders/${number}/shipments`, {
      kind: 'dispatch',
      id: 'd',
      at: daysAgo(1, 7),
    });
    expect(await shop.order(number)).toMatchObject({
      lines: [{ buckets: { shipped: '2' } }],
      attention: { exceptions: [] },
    });
    await shop.post('/v1/stock/main/cap/counts', { counted: '0' });
    expect(await shop.stock('cap')).toMatchObject({
      onHand: '0',
      available: '0',
      reserved: '0',
      unavailable: '0',
    });
  });

  it('may say beside them what becomes of its goods', async () => {
    await shop.receive('pan', '6');
    const [one = '', two = '', three = ''] = await Promise.all(
      [1, 2, 3].map(() => shop.place([lineOf('pan', '2')], onAccount)),
    );
    await refuse(`${one}-S1`, { reason: 'heute geschlossen', goods: 'sellable' });
    expect(await shop.stock('pan')).toMatchObject({ available: '2', unavailable: '0' });
    await shop.post(`/v1/orders/${two}/refusals`, {
      id: 'f',
      reason: 'verlegt, morgen wieder da',
      goods: 'sellable',
    });
    expect(await shop.stock('pan')).toMatchObject({ available: '4', unavailable: '0' });
    await refuse(`${three}-S1`, { reason: 'Kratzer', goods: 'damaged' });
    expect(await shop.stock('pan')).toMatchObject({
      available: '4',
      unavailable: '2',
      missing: '0',
    });
    for (const number of [one, two, three]) {
      expect(await shop.order(number)).toMatchObject({
        attention: { exceptions: [{ type: 'node-refused' }] },
      });
    }
  });

  it('through the orders as well, in parts and twice', async () => {
    await shop.receive('pot', '5');
    const number = await shop.place([lineOf('pot', '7')], {
      policy: { releaseOn: 'accepted', shipTogether: 'order' },
    });
    const said = { id: 'f', reason: 'на полке пусто', lines: [{ line: '1', quantity: '2' }] };
    await shop.post(`/v1/orders/${number}/refusals`, said);
    await shop.post(`/v1/orders/${number}/refusals`, said);
    expect(await shop.stock('pot')).toMatchObject({
      onHand: '5',
      available: '0',
      unavailable: '2',
      reserved: '3',
      backordered: '2',
    });
  });

  it('of units that were none of its own speaks of no goods', async () => {
    const number = await shop.place([lineOf('lid', '2')], onAccount);
    await shop.post(`/v1/orders/${number}/refusals`, { id: 'f', reason: 'kommt nicht mehr' });
    expect(await shop.order(number)).toMatchObject({
      attention: { exceptions: [{ type: 'node-refused' }] },
    });
    expect(await shop.stock('lid')).toMatchObject({ unavailable: '0', backordered: '0' });
  });
});
