import { daysAgo } from '../days.js';
import { lineOf, onAccount, Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

const back = (number: string, body: object) => shop.post(`/v1/orders/${number}/returns`, body);
const exceptionsOf = async (number: string): Promise<unknown> =>
  ((await shop.order(number))['attention'] as { exceptions: readonly object[] }).exceptions;

describe('a parcel with more than was sold in it', () => {
  it('books what is right and asks about the rest, each return once', async () => {
    const number = await shop.sent('plate', '3', '2');
    const lines = [
      { line: '1', quantity: '1' },
      { line: '2', quantity: '3' },
    ];
    await back(number, { id: 'mix', lines });
    expect(await shop.order(number)).toMatchObject({
      lines: [{ buckets: { restocked: '1', shipped: '2' } }, { buckets: { shipped: '2' } }],
    });
    expect(await shop.stock('plate')).toMatchObject({ onHand: '16' });
    expect(await exceptionsOf(number)).toMatchObject([
      { type: 'over-return', line: '2', reason: 'return mix of 3: more came back than has left' },
    ]);
    await shop.post(`/v1/orders/${number}/resolve`, {
      exception: 'over-return',
      line: '2',
      reason: 'two were ours',
    });
    await back(number, { id: 'again', lines: [{ line: '2', quantity: '4' }] });
    expect(await exceptionsOf(number)).toMatchObject([
      { type: 'over-return', reason: 'return again of 4: more came back than has left' },
    ]);
    expect((await back(number, { id: 'mix', lines })).status).toBe(200);
    expect(await shop.stock('plate')).toMatchObject({ onHand: '16' });
  });

  it('says so where the order has no such line', async () => {
    const number = await shop.sent('bowl', '1');
    await back(number, { id: 'r', lines: [{ line: '9', quantity: '1' }] });
    expect(await exceptionsOf(number)).toMatchObject([
      { reason: 'return r of 1: the order has no line 9' },
    ]);
  });
});

describe('a return that is booked on an order whose goods have not left', () => {
  it('is shown, and books nothing of goods that leave later', async () => {
    await shop.receive('fork', '5');
    const number = await shop.place([lineOf('fork', '2')], onAccount);
    await back(number, { id: 'oops', lines: [{ line: '1', quantity: '1' }] });
    expect(await exceptionsOf(number)).toMatchObject([{ type: 'return-waiting', line: '1' }]);
    await shop.post(`/v1/shipments/${number}-S1/dispatch`, { carrier: 'dhl', tracking: 'T-f' });
    expect(await shop.order(number)).toMatchObject({ lines: [{ buckets: { shipped: '2' } }] });
    expect(await shop.stock('fork')).toMatchObject({ onHand: '3' });
  });

  it('can be taken back', async () => {
    await shop.receive('spoon', '5');
    const number = await shop.place([lineOf('spoon', '2')], onAccount);
    await back(number, { id: 'oops', lines: [{ line: '1', quantity: '1' }] });
    const { status } = await back(number, { corrects: 'oops', reason: 'wrong order' });
    expect(status).toBe(200);
    expect(await exceptionsOf(number)).toEqual([]);
    const { status: unknown, body } = await back(number, { corrects: 'no', reason: 'x' });
    expect([unknown, body.code]).toEqual([422, 'return_not_found']);
  });

  it('is booked where it came back after they had left, whichever is told first', async () => {
    await shop.receive('knife', '5');
    const number = await shop.place([lineOf('knife', '2')], onAccount);
    await back(number, { id: 'r', at: daysAgo(11, 10), lines: [{ line: '1', quantity: '1' }] });
    await shop.post(`/v1/orders/${number}/shipments`, {
      kind: 'dispatch',
      id: 'd',
      at: daysAgo(12, 10),
      tracking: 'T-k',
    });
    expect(await shop.order(number)).toMatchObject({
      lines: [{ buckets: { shipped: '1', restocked: '1' } }],
      attention: { exceptions: [] },
    });
  });
});

describe('a return that never was', () => {
  it('is undone in the order and in the stock', async () => {
    const number = await shop.sent('glass', '2');
    await back(number, { id: 'r', lines: [{ line: '1', quantity: '2' }] });
    expect(await shop.stock('glass')).toMatchObject({ onHand: '20' });
    await back(number, { corrects: 'r', reason: 'another order' });
    expect(await shop.stock('glass')).toMatchObject({ onHand: '18' });
    expect(await shop.order(number)).toMatchObject({ lines: [{ buckets: { shipped: '2' } }] });
    const { body } = await shop.api.get(`/v1/orders/${number}/timeline`);
    expect(JSON.stringify(body)).toContain('another order');
  });
});

describe('a return of goods of which a part had left', () => {
  it('takes nothing of the part that leaves later', async () => {
    await shop.receive('tray', '10');
    const number = await shop.place([lineOf('tray', '5')], onAccount);
    const dispatch = (body: object) => shop.post(`/v1/shipments/${number}-S1/dispatch`, body);
    await dispatch({ lines: [{ line: '1', quantity: '2' }] });
    await back(number, { id: 'three', lines: [{ line: '1', quantity: '3' }] });
    expect(await exceptionsOf(number)).toMatchObject([{ type: 'return-waiting', line: '1' }]);
    await dispatch({});
    expect(await shop.order(number)).toMatchObject({ lines: [{ buckets: { shipped: '5' } }] });
    expect(await shop.stock('tray')).toMatchObject({ onHand: '5' });
    await back(number, {
      id: 'two',
      at: new Date().toISOString(),
      lines: [{ line: '1', quantity: '4' }],
    });
    expect(await shop.order(number)).toMatchObject({
      lines: [{ buckets: { shipped: '1', restocked: '4' } }],
    });
  });
});

describe('a dispatch that never was, though its goods came back', () => {
  const neverLeft = (number: string) =>
    shop.post(`/v1/shipments/${number}-S1/scans`, {
      id: 'void',
      status: 'label_created',
      at: daysAgo(1, 1),
      corrects: `${number}-S1/dispatch`,
      reason: 'never left',
    });

  it('is told; where the return is taken back, its units are with the node again', async () => {
    const number = await shop.sent('vase', '3');
    await back(number, { id: 'r', lines: [{ line: '1', quantity: '2' }] });
    await neverLeft(number);
    expect(await exceptionsOf(number)).toMatchObject([{ type: 'return-unmatched', line: '1' }]);
    await back(number, { corrects: 'r', reason: 'another order' });
    expect(await shop.order(number)).toMatchObject({
      fulfilment: 'reserved',
      lines: [{ buckets: { released: '3' } }],
      shipments: [{ status: 'planned' }],
    });
    expect(await shop.stock('vase')).toMatchObject({ onHand: '20', reserved: '3' });
    expect(await exceptionsOf(number)).toEqual([]);
  });

  it('ends where its dispatch is told again, as of before they came back', async () => {
    const number = await shop.sent('pot', '2');
    await back(number, { id: 'r', lines: [{ line: '1', quantity: '2' }] });
    await neverLeft(number);
    expect(await exceptionsOf(number)).toMatchObject([{ type: 'return-unmatched' }]);
    await shop.post(`/v1/shipments/${number}-S1/dispatch`, { id: 'again', at: daysAgo(2) });
    expect(await exceptionsOf(number)).toEqual([]);
    expect(await shop.order(number)).toMatchObject({ lines: [{ buckets: { restocked: '2' } }] });
    expect(await shop.stock('pot')).toMatchObject({ onHand: '20' });
  });

  it('and was cancelled meanwhile: its units are free once the return is taken back', async () => {
    const number = await shop.sent('jar', '2');
    await back(number, { id: 'r', lines: [{ line: '1', quantity: '1' }] });
    await neverLeft(number);
    await shop.post(`/v1/orders/${number}/cancel`, { reason: 'lost interest' });
    await back(number, { corrects: 'r', reason: 'another order' });
    const { lines } = await shop.order(number);
    expect(lines).toMatchObject([{ buckets: { cancelled: '1', released: '1' } }]);
    expect(await exceptionsOf(number)).toEqual([]);
  });
});

describe('a customer who brings it to another shop', () => {
  it('has returned it, and the shop has it', async () => {
    const number = await shop.sent('mug', '2');
    await back(number, { id: 'r', node: 'store-2', lines: [{ line: '1', quantity: '1' }] });
    expect(await shop.stock('mug', 'store-2')).toMatchObject({ onHand: '1' });
    expect(await shop.stock('mug')).toMatchObject({ onHand: '18' });
  });

  it('by SKU at the till: the order knows, and the stock has it once', async () => {
    const number = await shop.sent('cup', '2');
    await shop.post('/v1/stock/store-2/cup/returns', {
      id: 'till',
      quantity: '1',
      reason: 'in store',
      order: number,
    });
    expect(await shop.order(number)).toMatchObject({
      lines: [{ buckets: { shipped: '1', restocked: '1' } }],
      fulfilment: 'partially_returned',
    });
    expect(await shop.stock('cup', 'store-2')).toMatchObject({ onHand: '1' });
    expect(await shop.stock('cup')).toMatchObject({ onHand: '18' });
  });
});
