/**
 * A customer brings it to a shop, whose till books it by SKU with the number of the order. What was
 * typed wrong there is taken back by what the till calls it, and the till's goods are as before.
 */
import { lineOf, onAccount, Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

const atTill = (sku: string, body: object) =>
  shop.post(`/v1/stock/till/${sku}/returns`, { reason: 'in store', ...body });
const tell = async (number: string, sku: string, id: string, quantity: string) => {
  const { status, text } = await atTill(sku, { id, quantity, order: number });
  expect([status, text]).toEqual([200, expect.any(String)]);
};
const takeBack = async (number: string, corrects: string, status = 200) => {
  const answer = await shop.post(`/v1/orders/${number}/returns`, { corrects, reason: 'mistyped' });
  expect([answer.status, answer.text]).toEqual([status, expect.any(String)]);
  return answer.body;
};
const exceptionsOf = async (number: string): Promise<readonly object[]> =>
  ((await shop.order(number))['attention'] as { exceptions: readonly object[] }).exceptions;
const buckets = async (number: string): Promise<readonly unknown[]> =>
  ((await shop.order(number))['lines'] as readonly { buckets: unknown }[]).map(
    (line) => line.buckets,
  );

it('is taken back by what the till calls it, once', async () => {
  const number = await shop.sent('lamp', '2');
  await tell(number, 'lamp', 't1', '1');
  expect(await buckets(number)).toEqual([{ shipped: '1', restocked: '1' }]);
  await takeBack(number, 't1');
  expect(await buckets(number)).toEqual([{ shipped: '2' }]);
  expect(await shop.stock('lamp', 'till')).toMatchObject({ onHand: '0', available: '0' });
  await takeBack(number, 't1');
  await tell(number, 'lamp', 't1', '1');
  expect(await shop.stock('lamp', 'till')).toMatchObject({ onHand: '0' });
  expect(await buckets(number)).toEqual([{ shipped: '2' }]);
  const { text } = await shop.api.get(`/v1/orders/${number}/timeline`);
  expect(text).toContain('"toldAs":"t1"');
});

it('more than had left: none of it stays at the till', async () => {
  const number = await shop.sent('desk', '1');
  await tell(number, 'desk', 'ten', '10');
  expect(await exceptionsOf(number)).toMatchObject([
    { type: 'over-return', reason: 'return ten of 10: more came back than has left' },
  ]);
  expect(await shop.stock('desk', 'till')).toMatchObject({ onHand: '10' });
  await takeBack(number, 'ten');
  expect(await exceptionsOf(number)).toEqual([]);
  expect(await shop.stock('desk', 'till')).toMatchObject({ onHand: '0', available: '0' });
  await tell(number, 'desk', 'one', '1');
  expect(await buckets(number)).toEqual([{ restocked: '1' }]);
  expect(await shop.stock('desk', 'till')).toMatchObject({ onHand: '1' });
});

it('sold meanwhile: the till is short of what never came', async () => {
  const number = await shop.sent('sofa', '1');
  await tell(number, 'sofa', 'ten', '10');
  await shop.place([lineOf('sofa', '8', '1.00', { node: 'till' })], onAccount);
  await takeBack(number, 'ten');
  expect(await shop.stock('sofa', 'till')).toMatchObject({
    onHand: '0',
    reserved: '8',
    available: '-8',
  });
  const { text } = await shop.api.get('/v1/attention?limit=200');
  expect(text).toContain('"kind":"shortfall"');
});

it('a part of it is booked: that and the rest are taken back', async () => {
  await shop.receive('book', '20');
  const number = await shop.place([lineOf('book', '1'), lineOf('book', '2')], onAccount);
  await shop.post(`/v1/shipments/${number}-S1/dispatch`, { lines: [{ line: '1', quantity: '1' }] });
  await tell(number, 'book', 'three', '3');
  expect(await buckets(number)).toEqual([{ restocked: '1' }, { released: '2' }]);
  expect(await exceptionsOf(number)).toMatchObject([
    { type: 'return-waiting', line: '2', reason: expect.stringContaining('return three of 2:') },
  ]);
  await takeBack(number, 'three');
  expect(await buckets(number)).toEqual([{ shipped: '1' }, { released: '2' }]);
  expect(await shop.stock('book', 'till')).toMatchObject({ onHand: '0', available: '0' });
});

it('can be taken back at the till as well', async () => {
  const number = await shop.sent('rug', '2');
  await tell(number, 'rug', 'r', '1');
  const back = (more: object) => atTill('rug', { corrects: 'r', reason: 'mistyped', ...more });
  const wrong = await back({});
  expect([wrong.status, wrong.text]).toEqual([400, expect.stringContaining('order')]);
  const other = await shop.sent('mat', '1');
  expect((await back({ order: other })).body).toMatchObject({
    code: 'return_not_found',
    detail: 'no return r was told',
  });
  for (let times = 0; times < 2; times += 1) {
    const { status } = await back({ order: number });
    expect(status).toBe(200);
    expect(await buckets(number)).toEqual([{ shipped: '2' }]);
    expect(await shop.stock('rug', 'till')).toMatchObject({ onHand: '0' });
  }
});

it('one receipt with two SKUs: each is taken back where it was told', async () => {
  await shop.receive('cap', '5');
  await shop.receive('tie', '5');
  const number = await shop.place([lineOf('cap'), lineOf('tie')], onAccount);
  await shop.post(`/v1/shipments/${number}-S1/dispatch`, {});
  await tell(number, 'cap', 'receipt-7', '1');
  await tell(number, 'tie', 'receipt-7', '1');
  expect(await takeBack(number, 'receipt-7', 409)).toMatchObject({ code: 'return_ambiguous' });
  await atTill('tie', { corrects: 'receipt-7', order: number });
  expect(await buckets(number)).toEqual([{ restocked: '1' }, { shipped: '1' }]);
  expect(await shop.stock('tie', 'till')).toMatchObject({ onHand: '0' });
  expect(await shop.stock('cap', 'till')).toMatchObject({ onHand: '1' });
});
