/**
 * A store tells that all of an order left, beside what a node told of its part (the "mark as
 * shipped" of many shops): whatever comes first, goods that left are packed by nobody again.
 */
import { daysAgo } from '../days.js';
import { lineOf, onAccount, Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(async () => {
  await shop.close();
});

const at = (hour: number): string => daysAgo(1, hour);

let skus = 0;
/** One line at each of two nodes. */
const ordered = async () => {
  skus += 1;
  const [one, other] = [`all-${skus}`, `rest-${skus}`] as const;
  await shop.receive(one, '2');
  await shop.receive(other, '1', 'outlet');
  const number = await shop.place(
    [lineOf(one, '2'), lineOf(other, '1', '10.00', { node: 'outlet' })],
    onAccount,
  );
  return { one, other, number };
};
interface OrderSeen {
  readonly lines: readonly { readonly buckets: object }[];
  readonly shipments: readonly { readonly status: string; readonly tracking?: string }[];
  readonly attention: { readonly exceptions: readonly { readonly type: string }[] };
}
const story = async (number: string) => {
  const { text } = await shop.api.get(`/v1/orders/${number}`);
  const { lines, shipments, attention } = JSON.parse(text) as OrderSeen;
  return {
    buckets: lines.map(({ buckets }) => buckets),
    shipments: shipments.map(({ status, tracking = '-' }) => `${status} ${tracking}`),
    exceptions: attention.exceptions.map(({ type }) => type),
  };
};

const part = {
  kind: 'dispatch',
  id: 'part',
  at: at(1),
  tracking: 'PART',
  lines: [{ line: '1', quantity: '2' }],
};
const all = { kind: 'dispatch', id: 'all', at: at(3), tracking: 'ALL' };
const arrived = { kind: 'scan', id: 'arrived', at: at(9), status: 'delivered', tracking: 'ALL' };
const never = {
  kind: 'scan',
  id: 'never',
  at: at(9),
  status: 'label_created',
  corrects: 'part',
  reason: 'of another order',
};

it.each([[[part, all, arrived]], [[arrived, all, part]], [[all, arrived, part]]])(
  'a node sends its part, the rest of the order follows under another number',
  async (facts) => {
    const { number } = await ordered();
    await shop.tell(number, facts);
    expect(await story(number)).toEqual({
      buckets: [{ shipped: '2' }, { delivered: '1' }],
      shipments: ['dispatched PART', 'delivered ALL'],
      exceptions: [],
    });
  },
);

it.each([
  [[part, all, never, arrived]],
  [[never, all, arrived, part]],
  [[arrived, part, never, all]],
])(
  'the part never left by itself: it left with all of the order, and arrived with it',
  async (facts) => {
    const { one, other, number } = await ordered();
    await shop.tell(number, facts);
    expect(await story(number)).toEqual({
      buckets: [{ delivered: '2' }, { delivered: '1' }],
      shipments: ['delivered ALL', 'delivered ALL'],
      exceptions: [],
    });
    expect(await shop.stock(one)).toMatchObject({ onHand: '0', reserved: '0' });
    expect(await shop.stock(other, 'outlet')).toMatchObject({ onHand: '0', reserved: '0' });
  },
);

it('all of it left under two numbers: people hear of it once, whatever comes first', async () => {
  const again = { ...all, id: 'again', at: at(4), tracking: 'OTHER' };
  for (const facts of [
    [all, again],
    [again, all],
  ]) {
    const { number } = await ordered();
    await shop.tell(number, facts);
    expect(await story(number)).toEqual({
      buckets: [{ shipped: '2' }, { shipped: '1' }],
      shipments: ['dispatched ALL', 'dispatched ALL'],
      exceptions: ['dispatch-without-units'],
    });
  }
});

it('of all that was said to have left only a part did: the rest can still be packed', async () => {
  const { number } = await ordered();
  const fix = {
    kind: 'dispatch',
    id: 'fix',
    at: at(5),
    corrects: 'all',
    reason: 'one node was late',
    lines: [{ line: '1', quantity: '2' }],
  };
  await shop.tell(number, [all, fix]);
  expect(await story(number)).toEqual({
    buckets: [{ shipped: '2' }, { released: '1' }],
    shipments: ['dispatched ALL', 'planned -'],
    exceptions: [],
  });
  const { status } = await shop.post(`/v1/shipments/${number}-S2/dispatch`, { tracking: 'LATE' });
  expect(status).toBe(200);
  expect(await story(number)).toMatchObject({
    buckets: [{ shipped: '2' }, { shipped: '1' }],
    exceptions: [],
  });
});
