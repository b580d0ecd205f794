/** §7: a body that is refused costs no more than one that is taken: others are served meanwhile. */
import { lineOf, Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

const many = (count: number): object =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`k${at}`, 1]));
const order = (channelRef: string, more: object = {}): object => ({
  channel: 'web',
  channelRef,
  currency: 'EUR',
  lines: [lineOf('A', '1')],
  ...more,
});
/** In no order of Unicode: to sort them takes the square of their number. */
const marks = `a${'\u0301\u0316'.repeat(200_000)}`;
const spaces = `é${' '.repeat(400_000)}é`;

/** A guard against hangs: each of these took 8 to 68 s of everybody's time. */
const hangMs = 4_000;

it.each([
  ['60,000 unknown fields', order('h-1', many(60_000))],
  ['60,000 unknown fields of an address', order('h-2', { shipTo: many(60_000) })],
  ['60,000 unknown fields of a line', order('h-3', { lines: [many(60_000)] })],
  ['a name of 400,000 marks', order(marks)],
  ['a name with 400,000 spaces', order(spaces)],
  ['words of 400,000 marks', order('h-4', { notes: marks })],
])('%s are refused, and nobody waits for it', async (_, body) => {
  const refused = shop.post('/v1/orders', body);
  const began = performance.now();
  expect((await shop.api.get('/health')).status).toBe(200);
  const { status, text } = await refused;
  expect(performance.now() - began).toBeLessThan(hangMs);
  expect(status).toBe(400);
  expect(text.length).toBeLessThan(20_000);
});

it('each row of a stream likewise', async () => {
  const rows = [order('h-5', many(60_000)), order(marks), order('h-6')]
    .map((row) => `${JSON.stringify(row)}\n`)
    .join('');
  const began = performance.now();
  const answer = await fetch(`${shop.address}/v1/orders/bulk`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: rows,
  });
  const reported = (await answer.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect(performance.now() - began).toBeLessThan(hangMs);
  const refused = { error: expect.objectContaining({ code: 'schema_invalid' }) };
  expect(reported).toMatchObject([refused, refused, { token: expect.any(String) }]);
});
