/**
 * A node says that it will not send what its order does not ask of it: a line that is none, another
 * node's, more than there is, or what has left. Nothing is booked of that, and somebody is told.
 */
import { daysAgo } from '../days.js';
import { lineOf, onAccount, Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

const ordered = async (sku: string, quantity = '2'): Promise<string> => {
  await shop.receive(sku, '9');
  return shop.place([lineOf(sku, quantity)], onAccount);
};
const refused = async (number: string, body: object) => {
  const { status, text } = await shop.post(`/v1/orders/${number}/refusals`, {
    reason: 'not found',
    ...body,
  });
  expect([status, text]).toEqual([200, expect.any(String)]);
};
const fact = (number: string, body: object) => shop.post(`/v1/orders/${number}/shipments`, body);
const dispatched = (number: string, more: object = {}) =>
  fact(number, { kind: 'dispatch', id: 'd', at: daysAgo(11, 3), ...more });
const takenBack = (number: string) =>
  fact(number, {
    kind: 'scan',
    id: 'v',
    at: daysAgo(11, 4),
    status: 'label_created',
    corrects: 'd',
    reason: 'never left',
  });
interface OrderException {
  readonly type: string;
  readonly reason: string;
}
const exceptionsOf = async (number: string): Promise<readonly OrderException[]> =>
  ((await shop.order(number))['attention'] as { exceptions: readonly OrderException[] }).exceptions;
const buckets = async (number: string): Promise<unknown> =>
  ((await shop.order(number))['lines'] as readonly { buckets: unknown }[])[0]?.buckets;
const reported = (reason: string) => [
  { type: 'refusal-unmatched', reason: expect.stringContaining(reason) as string },
];

it.each([
  [
    'an unknown line',
    { lines: [{ line: '9', quantity: '1' }] },
    'refusal a (not found) of 1 of line 9: the order has no line 9',
  ],
  ['an unknown node', { node: 'mian' }, 'refusal a (not found) of all: nothing goes from mian'],
  [
    'a line of another node',
    { node: 'two', lines: [{ line: '1', quantity: '1' }] },
    'refusal a (not found) of 1 of line 1: line 1 goes from main',
  ],
])('%s is told, and nothing is booked', async (name, body, reason) => {
  const number = await ordered(name.replaceAll(' ', '-'));
  await refused(number, { id: 'a', ...body });
  await refused(number, { id: 'a', ...body });
  expect(await exceptionsOf(number)).toMatchObject(reported(reason));
  expect(await buckets(number)).toEqual({ released: '2' });
  const { status } = await shop.post(`/v1/orders/${number}/resolve`, {
    exception: 'refusal-unmatched',
    reason: 'a typing error',
  });
  expect(status).toBe(200);
  expect(await exceptionsOf(number)).toEqual([]);
});

it('more than there is: what there is is booked, and the rest is told', async () => {
  const number = await ordered('bolt');
  await refused(number, { id: 'a', lines: [{ line: '1', quantity: '5' }] });
  expect(await buckets(number)).toEqual({ open: '2' });
  expect(await exceptionsOf(number)).toMatchObject([
    { type: 'node-refused' },
    ...reported('refusal a (not found) of 3 of line 1: no more of it is with its node'),
  ]);
});

it('each is told, also where people are asked about another already', async () => {
  const number = await ordered('nut');
  await refused(number, { id: 'a', lines: [{ line: '8', quantity: '1' }] });
  await refused(number, { id: 'b', lines: [{ line: '9', quantity: '1' }] });
  const [only, ...others] = await exceptionsOf(number);
  expect([only?.reason, others]).toEqual([expect.stringMatching(/^refusal b .*refusal a /u), []]);
});

it('goods that have left are told; refused twice or given up is no news', async () => {
  const number = await ordered('screw');
  await dispatched(number);
  await refused(number, { id: 'a' });
  expect(await exceptionsOf(number)).toMatchObject(
    reported('of all: nothing of it is with its node'),
  );
  const twice = await ordered('nail');
  await refused(twice, { id: 'a' });
  await refused(twice, { id: 'b' });
  expect((await exceptionsOf(twice)).map(({ type }) => type)).toEqual(['node-refused']);
  const cancelled = await ordered('pin');
  await shop.post(`/v1/orders/${cancelled}/cancel`, { reason: 'customer' });
  await refused(cancelled, { id: 'a', reason: 'closed' });
  expect(await exceptionsOf(cancelled)).toEqual([]);
  await refused(cancelled, { id: 'b', reason: 'not found' });
  expect(await exceptionsOf(cancelled)).toMatchObject(reported('refusal b'));
});

const facts = {
  r: (number: string) => refused(number, { id: 'a' }),
  d: (number: string) => dispatched(number),
  v: (number: string) => takenBack(number),
};
it.each(['rvd', 'drv', 'dvr', 'vrd', 'vdr', 'rdv'] as const)(
  'a refusal, a dispatch and its correction, as %s: the refusal stands or is told',
  async (order) => {
    const number = await ordered(`o-${order}`);
    for (const letter of order) await facts[letter as keyof typeof facts](number);
    const types = (await exceptionsOf(number))
      .map(({ type }) => type)
      .filter((type) => type.includes('refus'));
    expect([order, await buckets(number), types]).toEqual(
      order === 'drv'
        ? [order, { released: '2' }, ['refusal-unmatched']]
        : [order, { open: '2' }, ['node-refused']],
    );
  },
);
