/**
 * What one caller can make grow: facts by the thousand about one number, one order, one shipment,
 * one SKU, with the longest names there are. No partition halts, no document grows beyond a bound,
 * others are served, and what is not taken is listed.
 */
import { daysAgo } from '../days.js';
import { atOnce } from '../reported/at-once.js';
import { lineOf, onAccount, Shop } from '../shop.js';

jest.setTimeout(900_000);

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

const at = daysAgo(1, 8);
/** As long as a name may be, of characters of four bytes. */
const long = (name: string, chars: number): string =>
  name + '🎁'.repeat(Math.floor((chars - name.length) / 2));

/** Posts them, so many at a time, and counts the answers by status and code. */
const posted = async (
  count: number,
  send: (nth: number) => readonly [path: string, body: object],
): Promise<Record<string, number>> => {
  const answers: Record<string, number> = {};
  await atOnce(50, count, async (nth) => {
    const [path, body] = send(nth);
    const { status, body: said } = await shop.api.post(path, body, { prefer: 'wait=30' });
    const code = said.code === undefined ? '' : ` ${String(said.code)}`;
    const name = `${status}${code}`;
    answers[name] = (answers[name] ?? 0) + 1;
  });
  return answers;
};

const settled = async (): Promise<void> => {
  for (let tries = 0; tries < 30; tries += 1) {
    const { body } = await shop.api.get('/v1/settled?wait=10');
    if (body.settled === true) return;
  }
  throw new Error((await shop.api.get('/v1/settled')).text);
};

const healthy = async (): Promise<void> => {
  await settled();
  expect((await shop.api.get('/health')).body).toMatchObject({ status: 'ok', halted: [] });
  await shop.receive('OTHER', '1');
  const number = await shop.place([lineOf('OTHER')], onAccount);
  expect(await shop.order(number)).toMatchObject({ lifecycle: 'in_fulfilment' });
};

/** Lines that no order has, as long as they may be. */
const madeUp = (tag: string, count: number) =>
  Array.from({ length: count }, (_, nth) => ({
    line: `${tag}${nth}`.padEnd(64, '漢'),
    quantity: '1',
  }));

test('parcels of lines that nobody ordered are told as far as a message holds them', async () => {
  await shop.receive('A', '5');
  const number = await shop.place([lineOf('A', '5')], onAccount);
  const answers = await posted(6, (nth) => [
    `/v1/orders/${number}/shipments`,
    {
      kind: 'dispatch',
      id: `d${nth}`,
      at,
      shipment: `${number}-S1`,
      lines: madeUp(`${nth}-`, 900),
    },
  ]);
  expect(answers).toEqual({ 200: 1, '409 parcels_too_large': 5 });
  expect(
    await posted(1, () => [
      `/v1/orders/${number}/shipments`,
      {
        kind: 'dispatch',
        id: 'mend',
        corrects: 'd0',
        reason: 'other lines',
        at,
        shipment: `${number}-S1`,
        lines: madeUp('m', 1_900),
      },
    ]),
  ).toEqual({ '409 parcels_too_large': 1 });
  expect(
    await posted(1, () => [
      `/v1/orders/${number}/shipments`,
      { kind: 'dispatch', id: 'whole', at, shipment: `${number}-S1` },
    ]),
  ).toEqual({ 200: 1 });
  await settled();
  const { fulfilment, attention } = await shop.order(number);
  expect([fulfilment, attention]).toEqual([
    'shipped',
    expect.objectContaining({
      exceptions: expect.arrayContaining([expect.objectContaining({ type: 'over-dispatch' })]),
    }),
  ]);
  const {
    body: { rows },
  } = await shop.api.get('/v1/rejected');
  expect(rows).toContainEqual(
    expect.objectContaining({ omsNumber: number, code: 'parcels_too_large' }),
  );
  await healthy();
});

test('a return of lines that nobody ordered asks about some of them', async () => {
  await shop.receive('B', '5');
  const number = await shop.place([lineOf('B', '5')], onAccount);
  const answers = await posted(4, (nth) => [
    `/v1/orders/${number}/returns`,
    { id: `r${nth}`, lines: madeUp(`${nth}-`, nth === 3 ? 1_999 : 500) },
  ]);
  expect(answers).toEqual({ 200: 3, '409 facts_too_many': 1 });
  await healthy();
  const { attention } = await shop.order(number);
  expect(attention).toMatchObject({
    exceptions: {
      length: 61,
      0: { type: 'over-return', reason: expect.stringMatching(/^1440 more lines of returns/) },
    },
  });
});

/** Facts of an order as long as they may be: where they are posted, and what. */
const longFacts = (
  lines: readonly { readonly line: string }[],
): readonly (readonly [path: string, body: object])[] => {
  const detail = '漢'.repeat(1_000);
  const halves = lines.map(({ line }) => ({ line, quantity: '1' }));
  return [
    ['shipments', { kind: 'scan', id: long('l', 512), status: 'label_created', at }],
    ['hold', { hold: 'h', reason: detail }],
    [
      'shipments',
      {
        kind: 'dispatch',
        id: long('d', 512),
        at,
        reason: detail,
        tracking: long('t', 128),
        carrier: long('c', 64),
      },
    ],
    [
      'shipments',
      {
        kind: 'scan',
        id: long('s', 512),
        status: 'in_transit',
        at,
        detail,
        location: '漢'.repeat(256),
        lines: halves,
      },
    ],
    [
      'shipments',
      {
        kind: 'scan',
        id: long('x', 512),
        status: 'delivered',
        at,
        detail,
        tracking: long('t', 128),
      },
    ],
    ['returns', { id: long('r', 512), lines: halves }],
  ];
};

test('facts of an order of 150 nodes, in the longest words', async () => {
  const nodes = 150;
  const lines = Array.from({ length: nodes }, (_, nth) => ({
    ...lineOf('W', '2'),
    line: `${nth}`.padEnd(32, '漢'),
    node: `n${nth}`,
  }));
  await posted(nodes, (nth) => [`/v1/stock/n${nth}/W/receipts`, { quantity: '2' }]);
  await settled();
  const number = await shop.place(lines, onAccount);
  for (const [path, body] of longFacts(lines)) {
    const { status, text } = await shop.api.post(`/v1/orders/${number}/${path}`, body, {
      prefer: 'wait=60',
    });
    expect([status, text]).toEqual([200, expect.anything()]);
    await settled();
  }
  const order = await shop.api.get(`/v1/orders/${number}`);
  const timeline = await shop.api.get(`/v1/orders/${number}/timeline`);
  expect(order.body).toMatchObject({ fulfilment: 'partially_returned' });
  expect(order.text.length).toBeLessThan(1_000_000);
  expect(timeline.text.length).toBeLessThan(2_000_000);
  await healthy();
});
