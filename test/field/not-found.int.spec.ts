import { lineOf, onAccount, Shop } from './shop.js';

let shop: Shop;
beforeAll(async () => { shop = await Shop.open(); });
afterAll(() => shop.close());

describe('a node that does not find what it should send', () => {
  it('sells it to nobody else until it is counted', async () => {
    await shop.receive('vase', '3');
    const first = await shop.place([lineOf('vase', '3')], onAccount);
    await shop.post(`/v1/shipments/${first}-S1/refuse`, {
      reason: 'one is not on its shelf', goods: 'not_found',
      lines: [{ line: '1', quantity: '1' }] });
    expect(await shop.stock('vase')).toMatchObject({
      onHand: '3', available: '0', unavailable: '1', missing: '1' });
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
      onHand: '2', available: '0', reserved: '0', missing: '2', backordered: '2' });
    expect(await shop.order(number)).toMatchObject({
      lines: [{ buckets: { open: '2', backordered: '2' } }],
      shipments: [{ status: 'refused' }] });
  });

  it.each([['out of stock', '0', '2'], ['DAMAGED', '0', '2'], ['Not found!', '0', '2'],
    ['no carrier today', '2', '0']])(
    'by its reason: %s', async (reason, available, unavailable) => {
      const sku = `cup ${reason}`;
      await shop.receive(sku, '2');
      const number = await shop.place([lineOf(sku, '2')], onAccount);
      await shop.post(`/v1/shipments/${number}-S1/refuse`, { reason });
      expect(await shop.stock(sku)).toMatchObject({ available, unavailable, reserved: '0' });
      expect(await shop.order(number)).toMatchObject({
        attention: { exceptions: [{ type: 'node-refused', line: '1', reason }] } });
    },
  );
});
