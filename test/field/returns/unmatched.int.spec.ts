/**
 * Facts that match nothing are told one by one: what people have dealt with stays so, what comes
 * later is told by its name, and what finds its match ends by itself.
 */
import { daysAgo } from '../days.js';
import { lineOf, onAccount, Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

const at = (hour: number): string => daysAgo(1, hour);

let skus = 0;
const ordered = async (quantity = '2', more: object = onAccount) => {
  skus += 1;
  await shop.receive(`u${skus}`, '9');
  return shop.place([lineOf(`u${skus}`, quantity)], more);
};
const fact = async (number: string, body: object): Promise<void> => {
  const { status, text } = await shop.post(`/v1/orders/${number}/shipments`, body);
  expect([status, text]).toEqual([200, expect.any(String)]);
};
const scan = (number: string, id: string, status: string, more: object = {}) =>
  fact(number, { kind: 'scan', id, at: at(3), status, ...more });
const dispatch = (number: string, id: string, more: object = {}) =>
  fact(number, { kind: 'dispatch', id, at: at(1), ...more });
const takenBack = (number: string, corrects: string, more: object = {}) =>
  scan(number, `no ${corrects}`, 'label_created', { corrects, reason: 'mistyped', ...more });

interface OrderException {
  readonly type: string;
  readonly reason: string;
}
const exceptionsOf = async (number: string): Promise<readonly OrderException[]> => {
  const { attention } = await shop.order(number);
  return (attention as { exceptions: readonly OrderException[] }).exceptions;
};
const types = async (number: string) => (await exceptionsOf(number)).map(({ type }) => type);
const reasonOf = async (number: string, type: string) =>
  (await exceptionsOf(number)).find((one) => one.type === type)?.reason;
const resolve = async (number: string, exception: string): Promise<void> => {
  const { status, text } = await shop.post(`/v1/orders/${number}/resolve`, {
    exception,
    reason: 'seen',
  });
  expect([status, text]).toEqual([200, expect.any(String)]);
};

describe('facts of one kind', () => {
  it('are named all, the last as they happened first', async () => {
    const number = await ordered();
    await scan(number, 'b', 'burnt', { at: at(2) });
    await scan(number, 'a', 'customs hold', { at: at(1) });
    expect(await reasonOf(number, 'scan-unknown')).toBe(
      'scan b says "burnt", a word that nobody ' +
        'knows; scan a says "customs hold", a word that nobody knows',
    );
    for (const id of ['c', 'd', 'e', 'f']) await scan(number, id, `word ${id}`);
    const reason = await reasonOf(number, 'scan-unknown');
    expect(reason).toMatch(/^scan f says "word f".*; and 1 more$/u);
  });

  it('are dealt with as they are named; what comes later is told alone', async () => {
    const number = await ordered();
    await scan(number, 'a', 'customs hold');
    await scan(number, 'b', 'burnt');
    await resolve(number, 'scan-unknown');
    expect(await types(number)).toEqual([]);
    await scan(number, 'c', 'eaten', { at: at(1) });
    expect(await reasonOf(number, 'scan-unknown')).toBe(
      'scan c says "eaten", a word that nobody knows',
    );
    await scan(number, 'a2', 'in_transit', { corrects: 'a', reason: 'typed' });
    expect(await reasonOf(number, 'scan-unknown')).toBe(
      'scan c says "eaten", a word that nobody knows',
    );
    await takenBack(number, 'c');
    expect(await types(number)).toEqual([]);
  });

  it('are told on beyond those that are named', async () => {
    const number = await ordered();
    for (let each = 1; each <= 21; each += 1) await scan(number, `s${each}`, `word ${each}`);
    await resolve(number, 'scan-unknown');
    await scan(number, 's22', 'the last word');
    expect(await types(number)).toEqual(['scan-unknown']);
  }, 60_000);
});

it('the timeline tells the word that nobody knows', async () => {
  const number = await ordered();
  await scan(number, 'a', 'customs hold');
  const { body } = await shop.api.get(`/v1/orders/${number}/timeline`);
  expect(JSON.stringify(body)).toContain('"raw":"customs hold"');
});

const refused = { onShortage: 'refuse' };
const ended: readonly (readonly [string, () => Promise<string>])[] = [
  ['unpaid', () => ordered('2', {})],
  ['backordered', () => shop.place([lineOf('never-there', '2')], onAccount)],
  ['rejected', () => shop.place([lineOf('never-there', '2', '1.00', refused)], onAccount)],
  ['expired', () => ordered('2', { policy: { releaseOn: 'paid', paymentDeadline: daysAgo(1) } })],
  [
    'cancelled',
    async () => {
      const number = await ordered('2', {});
      await shop.post(`/v1/orders/${number}/cancel`, { reason: 'customer' });
      return number;
    },
  ],
];

describe.each(ended)('an order that is %s and has no shipment', (_, placed) => {
  it('tells what matches nothing, until that is taken back', async () => {
    const number = await placed();
    await scan(number, 'w', 'HELD_AT_CUSTOMS');
    await scan(number, 't', 'delivered', { tracking: 'NOWHERE' });
    await scan(number, 'p', 'delivered', { parcel: 'nothing' });
    await scan(number, 'v', 'label_created', { corrects: 'no such', reason: 'r' });
    await dispatch(number, 'l', { lines: [{ line: '7', quantity: '1' }] });
    expect((await types(number)).toSorted()).toEqual([
      'correction-unmatched',
      'fact-unmatched',
      'parcel-unmatched',
      'scan-unknown',
    ]);
    expect(await reasonOf(number, 'scan-unknown')).toContain('"HELD_AT_CUSTOMS"');
    expect(await reasonOf(number, 'parcel-unmatched')).toMatch(/NOWHERE.*nothing/u);
    for (const id of ['w', 't', 'p', 'v', 'l']) await takenBack(number, id);
    expect(await types(number)).toEqual([]);
  }, 60_000);
});

describe('a dispatch that names what the order does not have', () => {
  const orders = (facts: readonly (() => Promise<void>)[]) => [facts, facts.toReversed()];

  it.each([
    ['line', { lines: [{ line: '7', quantity: '1' }] }],
    ['node', { node: 'mian' }],
  ])(
    'by its %s is taken back in either order',
    async (_, scope) => {
      for (const at0 of [0, 1]) {
        const number = await ordered();
        const facts = [() => dispatch(number, 'd', scope), () => takenBack(number, 'd')];
        for (const tell of orders(facts)[at0] ?? []) await tell();
        expect(await types(number)).toEqual([]);
        expect(await shop.order(number)).toMatchObject({ lines: [{ buckets: { released: '2' } }] });
      }
    },
    60_000,
  );

  it.each([
    ['released', onAccount],
    ['unpaid', {}],
  ])(
    'is mended in either order, of an order that is %s',
    async (_, more) => {
      for (const at0 of [0, 1]) {
        const number = await ordered('2', more);
        const facts = [
          () => dispatch(number, 'd', { lines: [{ line: '7', quantity: '1' }], tracking: 'M-7' }),
          () =>
            dispatch(number, 'c', {
              corrects: 'd',
              reason: 'typed',
              lines: [{ line: '1', quantity: '1' }],
            }),
        ];
        for (const tell of orders(facts)[at0] ?? []) await tell();
        expect((await types(number)).filter((type) => type.endsWith('-unmatched'))).toEqual([]);
        expect(await shop.order(number)).toMatchObject({
          lines: [{ buckets: { shipped: '1' } }],
          shipments: [{ parcels: [{ id: 'd', tracking: 'M-7' }] }],
        });
      }
    },
    60_000,
  );
});

it('a dispatch that was taken back before it came is known, whatever its line is', async () => {
  const number = await ordered();
  await shop.post(`/v1/orders/${number}/cancel`, { reason: 'customer' });
  await takenBack(number, 'd');
  expect(await types(number)).toEqual(['correction-unmatched']);
  await dispatch(number, 'd', { lines: [{ line: '1', quantity: '1' }] });
  expect(await types(number)).toEqual([]);
  expect(await shop.order(number)).toMatchObject({ lifecycle: 'cancelled' });
});
