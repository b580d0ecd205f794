import { lineOf, onAccount, Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

const move = (sku: string, what: string, body: object, node = 'main') =>
  shop.post(`/v1/stock/${node}/${sku}/${what}`, body);
const receive = async (sku: string, quantity: string, unit?: string, node = 'main') => {
  const { status } = await move(
    sku,
    'receipts',
    { quantity, ...(unit !== undefined && { unit }) },
    node,
  );
  expect(status).toBe(200);
};
const ordered = (sku: string, quantity: string, unit?: string, policy: object = onAccount) =>
  shop.place([lineOf(sku, quantity, '1.00', unit === undefined ? {} : { unit })], policy);
const dispatch = (number: string) =>
  shop.post(`/v1/shipments/${number}-S1/dispatch`, { carrier: 'dhl', tracking: `T-${number}` });
const bringBack = (number: string, quantity: string, more: object = {}) =>
  shop.post(`/v1/orders/${number}/returns`, { lines: [{ line: '1', quantity }], ...more });
/** An order of so many pieces that has left. */
const sent = async (sku: string, quantity: string): Promise<string> => {
  const number = await ordered(sku, quantity);
  expect((await dispatch(number)).status).toBe(200);
  return number;
};

describe('orders that wait for goods of which none came yet', () => {
  it('agree no unit: a typing error rejects no other order, and no delivery', async () => {
    const wrong = await ordered('nail', '1', 'kg');
    const right = await ordered('nail', '2');
    expect(await shop.order(wrong)).toMatchObject({ fulfilment: 'backordered' });
    expect(await shop.order(right)).toMatchObject({ fulfilment: 'backordered' });
    await receive('nail', '10');
    expect(await shop.stock('nail')).toMatchObject({
      onHand: '10',
      reserved: '2',
      available: '8',
      backordered: '0',
      unit: 'each',
    });
    expect(await shop.order(right)).toMatchObject({ fulfilment: 'reserved' });
    expect(await shop.order(wrong)).toMatchObject({
      lines: [{ buckets: { cancelled: '1' } }],
      attention: {
        exceptions: [
          {
            type: 'unit-mismatch',
            line: '1',
            reason: 'nail is kept in each at main, the line asks in kg: nothing is reserved',
          },
        ],
      },
    });
  });

  it('nor does the usual unit: kilograms are taken in, and its order is told', async () => {
    const wrong = await ordered('salt', '500');
    const right = await ordered('salt', '500', 'g');
    await receive('salt', '10', 'kg');
    expect(await shop.stock('salt')).toMatchObject({
      onHand: '10',
      reserved: '0.5',
      backordered: '0',
      unit: 'kg',
    });
    expect(await shop.order(right)).toMatchObject({ fulfilment: 'reserved' });
    expect(await shop.order(wrong)).toMatchObject({
      attention: { exceptions: [{ type: 'unit-mismatch' }] },
    });
  });

  it.each([
    ['receipts', { quantity: '24' }],
    ['counts', { counted: '24' }],
    ['adjustments', { quantity: '24', reason: 'found' }],
    [
      'receipts',
      {
        receipts: [
          { id: 'a', quantity: '12' },
          { id: 'b', quantity: '12' },
        ],
      },
    ],
    ['receipts', { quantity: '24', unit: 'EACH' }],
  ])('%s of pieces stay pieces where a dozen waits', async (what, body) => {
    const sku = `egg-${what}-${JSON.stringify(body).length}`;
    const number = await ordered(sku, '1', 'dozen');
    const { status } = await move(sku, what, body);
    expect(status).toBe(200);
    expect(await shop.stock(sku)).toMatchObject({
      onHand: '24',
      reserved: '12',
      available: '12',
      unit: 'each',
    });
    expect(await shop.order(number)).toMatchObject({ lines: [{ buckets: { released: '1' } }] });
  });

  it('are served in their turn, whatever unit each is in', async () => {
    const first = await ordered('bun', '1', 'dozen');
    const second = await ordered('bun', '6');
    await receive('bun', '10');
    expect(await shop.order(first)).toMatchObject({ fulfilment: 'backordered' });
    await receive('bun', '4');
    expect(await shop.order(first)).toMatchObject({ fulfilment: 'reserved' });
    expect(await shop.order(second)).toMatchObject({ fulfilment: 'partially_reserved' });
    expect(await shop.stock('bun')).toMatchObject({ reserved: '14', backordered: '4' });
  });

  it('cancelled ones leave nothing behind', async () => {
    const wrong = await ordered('peg', '1', 'kg');
    await shop.post(`/v1/orders/${wrong}/cancel`, { reason: 'typed wrong' });
    await receive('peg', '3');
    expect(await shop.stock('peg')).toMatchObject({ onHand: '3', available: '3', unit: 'each' });
  });
});

describe('pieces that come back to a stock of dozens', () => {
  it.each([
    ['restocked', 'available'],
    ['quarantined', 'unavailable'],
  ])('are %s as the dozens that they are', async (disposition, condition) => {
    const sku = `back-${disposition}`;
    await receive(sku, '10', 'dozen');
    const number = await sent(sku, '12');
    expect(await shop.stock(sku)).toMatchObject({ onHand: '9' });
    await bringBack(number, '12', { id: 'r', disposition });
    expect(await shop.stock(sku)).toMatchObject({
      onHand: '10',
      unit: 'dozen',
      [condition]: disposition === 'restocked' ? '10' : '1',
    });
    await shop.post(`/v1/orders/${number}/returns`, { corrects: 'r', reason: 'never came' });
    expect(await shop.stock(sku)).toMatchObject({ onHand: '9', available: '9' });
  });

  it('in whatever parts: none is made, none is lost', async () => {
    await receive('part', '2', 'dozen');
    const number = await sent('part', '12');
    for (const [id, quantity] of [
      ['a', '5'],
      ['b', '1'],
      ['c', '6'],
    ] as const) {
      await bringBack(number, quantity, { id });
    }
    expect(await shop.stock('part')).toMatchObject({ onHand: '2', available: '2' });
    await shop.post(`/v1/orders/${number}/returns`, { corrects: 'a', reason: 'never came' });
    await bringBack(number, '5', { id: 'd' });
    expect(await shop.stock('part')).toMatchObject({ onHand: '2', available: '2' });
  });

  it('and are told by their node in its own unit', async () => {
    await receive('told', '10', 'dozen');
    const number = await sent('told', '24');
    await move('told', 'returns', { id: 'r', quantity: '1', reason: 'unopened', order: number });
    expect(await shop.stock('told')).toMatchObject({ onHand: '9' });
    expect(await shop.order(number)).toMatchObject({
      lines: [{ buckets: { shipped: '12', restocked: '12' } }],
    });
  });
});

describe('pieces that come back to a stock of kilograms', () => {
  it('are back in their order, change no stock, and people are told', async () => {
    await receive('rope', '10');
    await receive('rope', '10', 'kg', 'north');
    const number = await sent('rope', '3');
    const { status } = await bringBack(number, '2', { id: 'r', node: 'north' });
    expect(status).toBe(200);
    expect(await shop.order(number)).toMatchObject({
      lines: [{ buckets: { shipped: '1', restocked: '2' } }],
    });
    expect(await shop.stock('rope', 'north')).toMatchObject({ onHand: '10', unit: 'kg' });
    const { body } = await shop.api.get('/v1/attention');
    expect(JSON.stringify(body)).toContain('unit_mismatch');
  });
});

describe('an order whose channel spells the unit in another way', () => {
  it.each(['pcs', 'Stk', 'EACH', ' each '])('is the same order with %s', async (unit) => {
    const body = {
      channel: 'web',
      channelRef: `spelt-${unit}`,
      currency: 'EUR',
      lines: [lineOf('spelt', '1', '1.00', { unit: 'each' })],
    };
    const first = await shop.post('/v1/orders', body);
    const again = await shop.post('/v1/orders', {
      ...body,
      lines: [lineOf('spelt', '1', '1.00', { unit })],
    });
    expect(again).toMatchObject({ status: 201, body: { omsNumber: first.body.omsNumber } });
  });

  it('and may change what else it says', async () => {
    const body = {
      channel: 'web',
      channelRef: 'spelt-new',
      currency: 'EUR',
      lines: [lineOf('spelt', '1', '1.00', { unit: 'each' })],
      policy: { onChange: 'apply' },
    };
    const { body: placed } = await shop.post('/v1/orders', body);
    await shop.post('/v1/orders', {
      ...body,
      notes: 'ring twice',
      lines: [lineOf('spelt', '2', '1.00', { unit: 'pcs' })],
    });
    expect(await shop.order(placed.omsNumber)).toMatchObject({ lines: [{ ordered: '2' }] });
  });
});
