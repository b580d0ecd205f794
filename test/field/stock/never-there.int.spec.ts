/**
 * A dispatch is told of goods that were not there, and is taken back: it ends as if nobody had ever
 * told of it. Nobody passes others in the queue by a mistake, and no node is asked for goods that
 * it does not have.
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

const at = (hour: number): string => daysAgo(11, hour);
const reported = async (number: string, body: object) => {
  const { status, text } = await shop.post(`/v1/orders/${number}/shipments`, body);
  expect([status, text]).toEqual([200, expect.any(String)]);
};
const some = (quantity = '1', line = '1') => ({ lines: [{ line, quantity }] });
type Fact = (number: string) => Promise<void>;
const dispatched =
  (more: object = {}): Fact =>
  async (number) =>
    reported(number, {
      kind: 'dispatch',
      id: 'd',
      at: at(3),
      carrier: 'DHL',
      tracking: 'T',
      ...more,
    });
const takenBack: Fact = async (number) =>
  reported(number, {
    kind: 'scan',
    id: 'v',
    at: at(5),
    status: 'label_created',
    corrects: 'd',
    reason: 'mistake',
  });
interface OrderSeen {
  readonly lines: readonly { readonly buckets: object }[];
  readonly attention: { readonly exceptions: readonly { readonly type: string }[] };
}
const seen = async (number: string) => {
  const { text } = await shop.api.get(`/v1/orders/${number}`);
  const { lines, attention } = JSON.parse(text) as OrderSeen;
  return [
    lines.map(({ buckets }) => buckets),
    attention.exceptions.map(({ type }) => type).filter((type) => type !== 'correction-unmatched'),
  ];
};
const toSend = async (number: string): Promise<readonly object[]> => {
  const { text } = await shop.api.get('/v1/shipments?status=open&limit=200');
  const { rows } = JSON.parse(text) as {
    rows: readonly { readonly omsNumber: string; readonly lines: readonly object[] }[];
  };
  return rows.filter(({ omsNumber }) => omsNumber === number).flatMap(({ lines }) => lines);
};
const stockOf = async (sku: string) => {
  const { onHand, reserved, available, backordered, unavailable } = await shop.stock(sku);
  return [onHand, reserved, available, backordered, unavailable].join(' ');
};

const arrivals = [
  ['d v', dispatched, false],
  ['v d', dispatched, true],
] as const;
const inTurn = async (number: string, fact: Fact, isLastFirst: boolean) => {
  for (const one of isLastFirst ? [takenBack, fact] : [fact, takenBack]) await one(number);
};

describe.each(arrivals)('%s', (name, fact, isLastFirst) => {
  const sku = (id: string): string => `${id}-${name.slice(0, 1)}`;

  it.each([
    ['paid for', onAccount],
    ['unpaid', {}],
  ])('a line that waits, %s', async (how, more) => {
    const goods = sku(how.slice(0, 4));
    const first = await shop.place([lineOf(goods)], onAccount);
    const second = await shop.place([lineOf(goods)], more);
    await inTurn(second, fact(some()), isLastFirst);
    expect(await seen(second)).toEqual([[{ backordered: '1' }], []]);
    expect(await toSend(second)).toEqual([]);
    expect(await stockOf(goods)).toBe('0 0 0 2 0');
    await shop.receive(goods, '1');
    expect(await seen(first)).toEqual([[{ released: '1' }], []]);
    expect(await seen(second)).toEqual([[{ backordered: '1' }], []]);
    await shop.receive(goods, '1');
    expect(await stockOf(goods)).toBe('2 2 0 0 0');
  });

  it('the line waits in its place again: who came later gets nothing first', async () => {
    const goods = sku('place');
    const first = await shop.place([lineOf(goods)], onAccount);
    const later = await shop.place([lineOf(goods)], onAccount);
    await inTurn(first, fact(some()), isLastFirst);
    await shop.receive(goods, '1');
    expect([await seen(first), await seen(later)]).toEqual([
      [[{ released: '1' }], []],
      [[{ backordered: '1' }], []],
    ]);
  });

  it('a dispatch of all, whose second line waits', async () => {
    const [here, away] = [sku('here'), sku('away')];
    await shop.receive(here, '1');
    const number = await shop.place([lineOf(here), lineOf(away)], {
      policy: { releaseOn: 'accepted', releaseWaitSeconds: 0 },
    });
    await inTurn(number, fact(), isLastFirst);
    expect(await seen(number)).toEqual([[{ released: '1' }, { backordered: '1' }], []]);
    expect(await toSend(number)).toMatchObject([{ line: '1', toSend: '1' }]);
    expect([await stockOf(here), await stockOf(away)]).toEqual(['1 1 0 0 0', '0 0 0 1 0']);
  });

  it('a shipment that did not have them: nothing is cancelled', async () => {
    const goods = sku('stray');
    await shop.receive(goods, '1');
    const number = await shop.place([lineOf(goods, '2')], {
      policy: { releaseOn: 'accepted', releaseWaitSeconds: 0 },
    });
    await inTurn(number, fact({ ...some('2'), shipment: `${number}-S1` }), isLastFirst);
    expect(await seen(number)).toEqual([[{ backordered: '1', released: '1' }], []]);
    expect(await stockOf(goods)).toBe('1 1 0 1 0');
  });

  it('units that their node did not find rest, and people are told', async () => {
    const goods = sku('lost');
    await shop.receive(goods, '5');
    const number = await shop.place([lineOf(goods, '2')], onAccount);
    await shop.post(`/v1/shipments/${number}-S1/refuse`, { reason: 'not found' });
    await inTurn(number, fact(some('2')), isLastFirst);
    expect(await seen(number)).toEqual([[{ open: '2' }], ['node-refused']]);
    expect(await toSend(number)).toEqual([]);
    expect(await stockOf(goods)).toBe('5 0 3 0 2');
  });
});

it('the correction is taken back as well: they left, and nobody sends them again', async () => {
  const number = await shop.place([lineOf('after-all')], onAccount);
  await dispatched()(number);
  await takenBack(number);
  await reported(number, {
    kind: 'scan',
    id: 'c',
    at: at(6),
    status: 'label_created',
    corrects: 'v',
    reason: 'it left',
  });
  expect(await seen(number)).toEqual([[{ shipped: '1' }], []]);
  expect(await toSend(number)).toEqual([]);
  expect(await stockOf('after-all')).toBe('-1 0 -1 0 0');
});

it('a part of it proves not to have left: that part waits', async () => {
  const number = await shop.place([lineOf('part', '3')], onAccount);
  await dispatched(some('3'))(number);
  await reported(number, {
    kind: 'dispatch',
    id: 'm',
    at: at(4),
    corrects: 'd',
    reason: 'only one',
    ...some(),
  });
  expect(await seen(number)).toEqual([[{ backordered: '2', shipped: '1' }], []]);
  expect(await stockOf('part')).toBe('-1 0 -1 2 0');
});
