/**
 * A dispatch that was booked twice and is taken back (reports of Magento, OpenBoxes): people are
 * told as long as the books differ and no longer, whatever comes first.
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
const units = (quantity: string, line = '1') => [{ line, quantity }];

/** All orders in which they may come. */
const ordersOf = <T>(list: readonly T[]): readonly (readonly T[])[] =>
  list.length < 2
    ? [list]
    : list.flatMap((one, place) =>
        ordersOf(list.toSpliced(place, 1)).map((rest) => [one, ...rest]),
      );

type Body = Awaited<ReturnType<Shop['order']>>;
const story = ({ lines, attention }: Body) => ({
  buckets: (lines as readonly Body[]).map(({ buckets }) => buckets as object),
  exceptions: (Object(attention).exceptions as readonly Body[]).map(({ type }) => type as string),
});

interface Facts {
  readonly first: object;
  readonly second: object;
  readonly correction: object;
}
const facts = ({ first, second, correction }: Facts): readonly object[] => [
  { kind: 'dispatch', id: 'A', at: at(1), tracking: 'TA', ...first },
  { kind: 'dispatch', id: 'B', at: at(2), tracking: 'TB', ...second },
  { id: 'C', at: at(3), corrects: 'B', reason: 'booked twice', ...correction },
];
const neverLeft = { kind: 'scan', status: 'label_created' };

let skus = 0;
/** Four of one SKU in two shipments, and one more that stays with its node. */
const ordered = async (): Promise<string> => {
  skus += 1;
  const sku = `twice-${skus}`;
  await shop.receive(sku, '2');
  const number = await shop.place([lineOf(sku, '4'), lineOf(`${sku}-x`)], onAccount);
  await shop.receive(sku, '2');
  await shop.receive(`${sku}-x`, '1');
  return number;
};
const tell = async (number: string, body: object): Promise<Body> => {
  const { status } = await shop.post(`/v1/orders/${number}/shipments`, body);
  expect(status).toBe(200);
  return shop.order(number);
};

const cases: readonly (readonly [string, Facts, readonly object[]])[] = [
  [
    'by its lines',
    { first: { lines: units('4') }, second: { lines: units('4') }, correction: neverLeft },
    [{ shipped: '4' }, { released: '1' }],
  ],
  [
    'a part of it',
    { first: { lines: units('4') }, second: { lines: units('1') }, correction: neverLeft },
    [{ shipped: '4' }, { released: '1' }],
  ],
];

it.each(cases)(
  '%s: all orders of arrival end alike, with nothing to tell',
  async (_name, reported, buckets) => {
    for (const arrival of ordersOf(facts(reported))) {
      const number = await ordered();
      for (const fact of arrival) await tell(number, fact);
      const { buckets: found, exceptions } = story(await shop.order(number));
      expect({ arrival, found, exceptions }).toEqual({ arrival, found: buckets, exceptions: [] });
    }
  },
);

it('is told again where another one is booked after it has ended', async () => {
  const number = await ordered();
  const again = {
    first: { lines: units('4') },
    second: { lines: units('4') },
    correction: neverLeft,
  };
  const seen: (readonly string[])[] = [];
  const more = { kind: 'dispatch', id: 'D', at: at(4), lines: units('4') };
  for (const fact of [
    ...facts(again),
    more,
    { ...neverLeft, id: 'E', at: at(5), corrects: 'D', reason: 'booked twice' },
  ])
    seen.push(story(await tell(number, fact)).exceptions);
  const both = ['left-twice', 'over-dispatch'];
  expect(seen).toEqual([[], both, [], both, []]);
});
