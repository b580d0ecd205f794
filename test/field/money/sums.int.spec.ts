import { daysAgo } from '../days.js';
import { lineOf, onAccount, Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

describe('quantities that no float can hold', () => {
  it('4.4 kg are 0.4 and 4, and exactly the rest is in stock', async () => {
    await shop.receive('flour', '4.8');
    const number = await shop.place(
      [lineOf('flour', '0.4', '1.00'), lineOf('flour', '4', '1.00')],
      onAccount,
    );
    const { shipments } = await shop.order(number);
    for (const { id } of shipments as readonly { id: string }[]) {
      await shop.post(`/v1/shipments/${id}/dispatch`, { carrier: 'dhl', tracking: `T-${id}` });
      await shop.post(`/v1/shipments/${id}/scans`, {
        id: `D-${id}`,
        status: 'delivered',
        at: daysAgo(1, 12),
      });
    }
    expect(await shop.order(number)).toMatchObject({ lifecycle: 'completed' });
    expect(await shop.stock('flour')).toMatchObject({ onHand: '0.4', available: '0.4' });
  });
});
