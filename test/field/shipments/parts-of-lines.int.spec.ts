/**
 * One line that stands in several shipments, because its goods came at several times: a dispatch
 * that names a part of it, or one that was mended to it, has the same units whatever comes first.
 */
import { daysAgo } from '../days.js';
import { lineOf, Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(async () => {
  await shop.close();
});

const at = (hour: number): string => daysAgo(1, hour);
const units = (quantity: string, line = '1') => [{ line, quantity }];
const atOnce = { policy: { releaseOn: 'accepted', releaseWaitSeconds: 0 } };

let skus = 0;
/** Four of one SKU: two with the first shipment, two with the second one. */
const ordered = async () => {
  skus += 1;
  const sku = `line-${skus}`;
  await shop.receive(sku, '2');
  const number = await shop.place([lineOf(sku, '4')], atOnce);
  await shop.receive(sku, '2');
  return { sku, number };
};
interface OrderSeen {
  readonly lines: readonly { readonly buckets: object }[];
  readonly shipments: readonly {
    readonly parcels: readonly {
      readonly id: string;
      readonly contents: readonly { readonly quantity: string }[];
    }[];
  }[];
  readonly attention: {
    readonly exceptions: readonly { readonly type: string; readonly reason: string }[];
  };
}
const orderOf = async (number: string): Promise<OrderSeen> => {
  const { text } = await shop.api.get(`/v1/orders/${number}`);
  return JSON.parse(text) as OrderSeen;
};
const story = async (number: string) => {
  const { lines, shipments, attention } = await orderOf(number);
  return {
    buckets: lines.map(({ buckets }) => buckets),
    parcels: shipments.map(({ parcels }) =>
      parcels.map(
        ({ id, contents }) => `${id} ${contents.map(({ quantity }) => quantity).join('+')}`,
      ),
    ),
    exceptions: attention.exceptions.map(({ type }) => type),
  };
};

const part = { kind: 'dispatch', id: 'd0', at: at(3), tracking: 'T0', lines: units('1') };
const all = { kind: 'dispatch', id: 'd1', at: at(4), tracking: 'T1' };
const fix = {
  kind: 'dispatch',
  id: 'c',
  at: at(5),
  corrects: 'd1',
  lines: units('2'),
  reason: 'only two were packed',
};

const orders = ([one, other, last]: readonly [object, object, object]) => [
  [one, other, last],
  [one, last, other],
  [other, one, last],
  [other, last, one],
  [last, one, other],
  [last, other, one],
];

it.each(
  [...orders([part, all, fix]), ...orders([part, { ...all, lines: units('3') }, fix])].map(
    (facts) => [facts],
  ),
)('of four one left, then two that were taken for more', async (facts) => {
  const { sku, number } = await ordered();
  await shop.tell(number, facts);
  expect(await story(number)).toEqual({
    buckets: [{ released: '1', shipped: '3' }],
    parcels: [['d0 1', 'd1 1'], ['d1 1']],
    exceptions: [],
  });
  expect(await shop.stock(sku)).toMatchObject({ onHand: '1', reserved: '1' });
  const { status } = await shop.post(`/v1/shipments/${number}-S2/dispatch`, { tracking: 'REST' });
  expect(status).toBe(200);
  expect(await story(number)).toMatchObject({ buckets: [{ shipped: '4' }], exceptions: [] });
});

it('the first part never left: what left later stands in its place', async () => {
  const { number } = await ordered();
  const never = {
    kind: 'scan',
    id: 'v',
    at: at(6),
    status: 'label_created',
    corrects: 'd0',
    reason: 'of another order',
  };
  await shop.tell(number, [part, { ...all, lines: units('2') }, never]);
  expect(await story(number)).toEqual({
    buckets: [{ released: '2', shipped: '2' }],
    parcels: [['d1 2'], []],
    exceptions: [],
  });
});

it('a dispatch names what stands in another shipment: that is not asked for again', async () => {
  const { sku, number } = await ordered();
  const own = { ...part, shipment: `${number}-S1`, lines: units('3') };
  await shop.tell(number, [own]);
  expect(await story(number)).toEqual({
    buckets: [{ released: '1', shipped: '3' }],
    parcels: [['d0 2'], ['d0 1']],
    exceptions: ['over-dispatch'],
  });
  const { attention } = await orderOf(number);
  expect(attention.exceptions[0]?.reason).toContain('count as units of other shipments');
  expect(await shop.stock(sku)).toMatchObject({ onHand: '1', reserved: '1' });
  const { status } = await shop.post(`/v1/shipments/${number}-S2/dispatch`, { lines: units('2') });
  expect(status).toBe(422);
});

it('our node mends a parcel with units that are there: others are refused', async () => {
  const { number } = await ordered();
  const mend = (lines: object) =>
    shop.post(`/v1/shipments/${number}-S1/dispatch`, {
      corrects: 'p',
      reason: 'miscounted',
      lines,
    });
  await shop.post(`/v1/shipments/${number}-S1/dispatch`, { id: 'p', lines: units('1') });
  for (const [lines, code] of [
    [units('1', '8'), 'line_not_found'],
    [units('3'), 'quantity_exceeded'],
  ] as const) {
    const { status, body } = await mend(lines);
    expect([status, body.code]).toEqual([422, code]);
  }
  expect(await story(number)).toMatchObject({ buckets: [{ released: '3', shipped: '1' }] });
  expect((await mend(units('2'))).status).toBe(200);
  expect(await story(number)).toEqual({
    buckets: [{ released: '2', shipped: '2' }],
    parcels: [['p 2'], []],
    exceptions: [],
  });
});
