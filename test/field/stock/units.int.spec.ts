import { daysAgo } from '../days.js';
import { lineOf, onAccount, Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

const receive = (sku: string, quantity: string, unit: string) =>
  shop.post(`/v1/stock/main/${sku}/receipts`, { quantity, unit });

describe('sugar that is kept in kilograms and sold in grams', () => {
  it('leaves the shelf as what it weighs, and comes back as that', async () => {
    await receive('sugar', '10', 'kg');
    const number = await shop.place([lineOf('sugar', '500', '0.002', { unit: 'g' })], onAccount);
    expect(await shop.order(number)).toMatchObject({ fulfilment: 'reserved' });
    expect(await shop.stock('sugar')).toMatchObject({
      reserved: '0.5',
      available: '9.5',
      unit: 'kg',
    });
    await shop.post(`/v1/shipments/${number}-S1/dispatch`, { carrier: 'dhl', tracking: 'T' });
    expect(await shop.stock('sugar')).toMatchObject({ onHand: '9.5', reserved: '0' });
    await shop.post(`/v1/orders/${number}/returns`, {
      id: 'r',
      lines: [{ line: '1', quantity: '200' }],
    });
    expect(await shop.stock('sugar')).toMatchObject({ onHand: '9.7', available: '9.7' });
  });

  it('waits for a delivery in a third unit', async () => {
    const number = await shop.place([lineOf('flour', '2', '1.00', { unit: 'kg' })], onAccount);
    expect(await shop.order(number)).toMatchObject({ fulfilment: 'backordered' });
    await receive('flour', '2500', 'GRM');
    expect(await shop.order(number)).toMatchObject({ fulfilment: 'reserved' });
    expect(await shop.stock('flour')).toMatchObject({
      onHand: '2500',
      reserved: '2000',
      available: '500',
      unit: 'g',
    });
  });
});

describe('a line in a unit that says nothing of the stock', () => {
  it('reserves nothing, and people are told which unit was expected', async () => {
    await shop.receive('rice', '10');
    const number = await shop.place(
      [lineOf('rice', '500', '0.002', { unit: 'g' }), lineOf('rice', '1')],
      onAccount,
    );
    expect(await shop.order(number)).toMatchObject({
      attention: {
        exceptions: [
          {
            type: 'unit-mismatch',
            line: '1',
            reason: 'rice is kept in each at main, the line asks in g: nothing is reserved',
          },
        ],
      },
    });
    expect(await shop.stock('rice')).toMatchObject({ reserved: '1', available: '9' });
  });

  it('or in a quantity that the stock cannot be counted in: told so, with what to do', async () => {
    await receive('pear', '10', 'dozen');
    const number = await shop.place([lineOf('pear', '1'), lineOf('pear', '18')], onAccount);
    expect(await shop.order(number)).toMatchObject({
      lines: [{ buckets: { cancelled: '1' } }, { buckets: { released: '18' } }],
      attention: {
        exceptions: [
          {
            type: 'unit-mismatch',
            line: '1',
            reason:
              'pear is kept in dozen at main, and 1 each are no quantity of six digits behind ' +
              'the point in dozen, or too many: nothing is reserved. Order it in dozen, or keep ' +
              'the stock in each (count it to 0, then receive it in each)',
          },
        ],
      },
    });
    expect(await shop.stock('pear')).toMatchObject({ reserved: '1.5', available: '8.5' });
    expect(await receive('pear', '1', 'each')).toMatchObject({
      status: 422,
      body: { code: 'unit_mismatch', detail: expect.stringContaining('tell it in dozen') },
    });
  });

  it('and a delivery in one is refused with what to do', async () => {
    await shop.receive('tea', '10');
    expect(await receive('tea', '1', 'kg')).toMatchObject({
      status: 422,
      body: { code: 'unit_mismatch', errors: [{ field: 'unit' }] },
    });
  });
});

describe('goods whose unit was told wrong at first', () => {
  it('are asked for once, when the order goes on', async () => {
    await receive('oil', '10', 'kg');
    const number = await shop.place([lineOf('oil', '3', '5.00', { unit: 'l' })], onAccount);
    expect(await shop.order(number)).toMatchObject({ lines: [{ buckets: { cancelled: '3' } }] });
    await shop.post('/v1/stock/main/oil/counts', { counted: '0' });
    await receive('oil', '20', 'l');
    const { status } = await shop.post(`/v1/orders/${number}/shipments`, {
      kind: 'dispatch',
      id: 'gone',
      at: daysAgo(1, 7),
    });
    expect(status).toBeLessThan(300);
    expect(await shop.order(number)).toMatchObject({ lines: [{ buckets: { shipped: '3' } }] });
    expect(await shop.stock('oil')).toMatchObject({
      onHand: '17',
      available: '17',
      reserved: '0',
      backordered: '0',
    });
  });

  it('and one of a dozen leaves the shelf as one of a dozen', async () => {
    await receive('egg', '2', 'dozen');
    const number = await shop.place([lineOf('egg', '12', '0.40')], onAccount);
    const dispatch = (quantity: string) =>
      shop.post(`/v1/shipments/${number}-S1/dispatch`, {
        carrier: 'dhl',
        tracking: `T-${quantity}`,
        lines: [{ line: '1', quantity }],
      });
    await dispatch('1');
    expect(await shop.order(number)).toMatchObject({
      lines: [{ buckets: { shipped: '1', released: '11' } }],
    });
    expect(await shop.stock('egg')).toMatchObject({
      onHand: '1.916667',
      available: '1',
      reserved: '0.916667',
      unit: 'dozen',
    });
    await dispatch('11');
    expect(await shop.stock('egg')).toMatchObject({ onHand: '1', available: '1', reserved: '0' });
  });
});

describe('a count that was made before goods left and booked after', () => {
  it('leaves alone what moved since', async () => {
    await shop.receive('cup', '10');
    const number = await shop.place([lineOf('cup', '3')], onAccount);
    await shop.post(`/v1/shipments/${number}-S1/dispatch`, { carrier: 'dhl', tracking: 'T-cup' });
    await shop.post('/v1/stock/main/cup/counts', { counted: '10', expected: '10' });
    expect(await shop.stock('cup')).toMatchObject({ onHand: '7', available: '7' });
  });
});
