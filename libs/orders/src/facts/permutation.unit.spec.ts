import fc from 'fast-check';
import { left } from '#orders';
import type { OrderCommand } from '#orders';
import { body, claim, line, number, payment, place } from '../../test/orders.js';
import { choices, told as toldTo } from '../../test/permuted.js';
import type { End } from '../../test/permuted.js';

const at = (hour: number): string => `2026-01-06T${String(hour).padStart(2, '0')}:00:00Z`;

const dispatch = (
  id: string,
  hour: number,
  scope: object = {},
  tracking = `T-${id}`,
): OrderCommand => ({
  type: 'order.record-dispatch',
  data: { scope, fact: { kind: 'dispatch', id, at: at(hour), carrier: 'DHL', tracking } },
});
type Scan =
  | 'label_created'
  | 'in_transit'
  | 'out_for_delivery'
  | 'delivery_failed'
  | 'delivered'
  | 'lost'
  | 'returned_to_sender';
const scan = (id: string, hour: number, status: Scan, scope: object = {}): OrderCommand => ({
  type: 'order.record-scan',
  data: { scope, fact: { kind: 'scan', id, at: at(hour), status } },
});
const correction = (
  id: string,
  corrects: string,
  status: Scan,
  scope: object = {},
): OrderCommand => ({
  type: 'order.record-scan',
  data: {
    scope,
    fact: { kind: 'scan', id, at: at(20), status, corrects, reason: 'another parcel' },
  },
});
const S1 = `${number}-S1`;
const S2 = `${number}-S2`;
const part = (lineId: string, quantity: string): object => ({
  shipment: S2,
  lines: [{ line: lineId, quantity }],
});
const tracked = (id: string, hour: number, status: Scan, tracking: string): OrderCommand => ({
  type: 'order.record-scan',
  data: { scope: {}, fact: { kind: 'scan', id, at: at(hour), status, tracking } },
});
const mending = (id: string, corrects: string, tracking: string): OrderCommand => ({
  type: 'order.record-dispatch',
  data: {
    scope: {},
    fact: { kind: 'dispatch', id, at: at(20), tracking, corrects, reason: 'mistyped' },
  },
});
const unknownWord = (id: string, hour: number): OrderCommand => ({
  type: 'order.record-scan',
  data: { scope: {}, fact: { kind: 'scan', id, at: at(hour), status: 'unknown', raw: 'DRONE' } },
});
const refusal = (id: string, node?: string): OrderCommand => ({
  type: 'order.record-refusal',
  data: { id, reason: 'unavailable', ...(node !== undefined && { node }) },
});
const comesBack = (id: string, lineId: string, quantity: string): OrderCommand => ({
  type: 'order.record-return',
  data: { id, disposition: 'restocked', lines: [{ line: lineId, quantity }] },
});
const backAt = (id: string, hour: number, quantity: string): OrderCommand => ({
  type: 'order.record-return',
  data: { id, disposition: 'restocked', lines: [{ line: '2', quantity }], at: at(hour) },
});
const home = 'returned_to_sender';
const unconfirmed: OrderCommand = {
  type: 'order.raise-exception',
  data: { exception: 'delivery-unconfirmed', reason: 'delivered without a date' },
};

const lines = [
  line('1', '2', { node: 'north', sku: 'A' }),
  line('2', '3', { node: 'south', sku: 'B' }),
  line('10', '1', { node: 'north', sku: 'A' }),
];
/** All that they cost. */
const takesBack = (corrects: string): OrderCommand => ({
  type: 'order.correct-payment',
  data: { claim, corrects, reason: 'of another order' },
});
const pays = (amount = 6000): OrderCommand => payment('captured', amount);
const north = { node: 'north' };
const south = { node: 'south' };

const paid = place({ lines, promise: '2026-01-07' });
const replayed = place({ lines, policy: { releaseOn: 'dispatch' } });

/** Facts of one order that really happened together. */
const flows: Readonly<Record<string, readonly OrderCommand[]>> = {
  'two nodes dispatch, all is delivered, some comes back': [
    paid,
    pays(),
    dispatch('d1', 8, north),
    dispatch('d2', 9, south),
    scan('s1', 12, 'delivered'),
    comesBack('r1', '2', '2'),
  ],
  'two nodes dispatch and only one delivers': [
    paid,
    payment('authorized', 6000),
    dispatch('d1', 8, north),
    dispatch('d2', 9, south),
    scan('s1', 12, 'delivered', south),
    comesBack('r1', '2', '1'),
    comesBack('r2', '2', '1'),
  ],
  'a payment of less than nothing comes beside the one that pays': [
    paid,
    payment('captured', -5, 'p-1'),
    pays(6005),
    dispatch('d1', 8, north),
  ],
  'a payment of another order is taken back, and the one that pays is told': [
    paid,
    payment('captured', 9000, 'wrong'),
    takesBack('wrong'),
    pays(),
    dispatch('d1', 8, north),
  ],
  'all that was told of an authorization was wrong': [
    replayed,
    payment('authorized', 6000, 'one'),
    payment('captured', 500, 'two'),
    payment('voided', 100, 'three'),
    takesBack('one'),
    takesBack('two'),
    takesBack('three'),
  ],
  'a payment of nothing pays for nothing': [
    paid,
    payment('captured', 0, 'p-1'),
    payment('authorized', -5, 'p-2'),
  ],
  'nobody tells of a dispatch': [replayed, pays(), scan('s1', 12, 'delivered')],
  'the dispatch is older than the order and the parcel is lost and found': [
    replayed,
    pays(),
    dispatch('d1', 1),
    scan('s1', 5, 'lost'),
    scan('s2', 4, 'in_transit'),
    scan('s3', 6, 'in_transit'),
    scan('s4', 9, 'delivered'),
  ],
  'the parcel is lost and part of it turns up in a return': [
    replayed,
    dispatch('d1', 1),
    scan('s1', 5, 'lost'),
    comesBack('r1', '1', '1'),
  ],
  'one node refuses, the other one delivers': [
    replayed,
    pays(),
    dispatch('d1', 3, north),
    refusal('f1', 'south'),
    scan('s1', 9, 'delivered', north),
  ],
  'all is said to be unavailable though it was dispatched': [
    replayed,
    pays(),
    dispatch('d1', 3),
    refusal('f1'),
  ],
  'a delivery fails and comes back to the sender, and more comes back than ever left': [
    replayed,
    pays(),
    payment('refunded', 500),
    dispatch('d1', 3),
    scan('s1', 5, 'delivery_failed'),
    scan('s2', 7, 'returned_to_sender'),
    comesBack('r1', '10', '1'),
    comesBack('r2', '1', '7'),
  ],
  'a parcel is said to be on its way and is not': [
    paid,
    pays(),
    scan('s1', 5, 'in_transit', north),
    correction('c1', 's1', 'label_created', north),
  ],
  'a parcel is said to be lost and never left, the other one is delivered': [
    paid,
    pays(),
    scan('s1', 5, 'lost', north),
    correction('c1', 's1', 'label_created', north),
    dispatch('d2', 6, south),
    scan('s2', 9, 'delivered', south),
    comesBack('r1', '2', '1'),
  ],
  'all is said to be delivered, is not, and is delivered later': [
    paid,
    pays(),
    dispatch('d1', 3),
    scan('s1', 5, 'delivered'),
    correction('c1', 's1', 'in_transit'),
    scan('s2', 22, 'delivered'),
  ],
  'nobody tells of a dispatch, and the delivery was of another parcel': [
    paid,
    pays(),
    scan('s1', 5, 'delivered'),
    correction('c1', 's1', 'label_created'),
  ],
  'a correction is corrected': [
    paid,
    pays(),
    scan('s1', 5, 'delivered', south),
    correction('c1', 's1', 'label_created', south),
    correction('c2', 'c1', 'in_transit', south),
  ],
  'a scan corrects itself, which says nothing': [
    paid,
    pays(),
    correction('c1', 'c1', 'in_transit', north),
  ],
  'lines are dispatched one by one': [
    replayed,
    dispatch('d1', 3, { lines: [{ line: '2', quantity: '3' }] }),
    dispatch('d2', 4, {
      lines: [
        { line: '1', quantity: '2' },
        { line: '10', quantity: '1' },
      ],
    }),
    scan('s1', 9, 'delivered', { lines: [{ line: '2', quantity: '3' }] }),
    unconfirmed,
  ],
  'three parcels of one line, and a scan of all that covers those that had left': [
    paid,
    pays(),
    dispatch('d1', 3, part('2', '1')),
    dispatch('d2', 5, part('2', '1')),
    scan('s1', 6, 'delivered', south),
    dispatch('d3', 7, part('2', '1')),
  ],
  'a part is dispatched, another is named by its number and lost, the rest stays': [
    paid,
    pays(),
    dispatch('d1', 3, part('2', '1')),
    dispatch('d2', 4, part('2', '1')),
    tracked('s1', 6, 'lost', 'T-d1'),
    tracked('s2', 7, 'in_transit', 'T-d2'),
    tracked('s3', 8, 'in_transit', 'T-d1'),
    comesBack('r1', '2', '1'),
  ],
  'all of a node leaves in one parcel, and later a part of it in another': [
    paid,
    pays(),
    dispatch('d1', 3, { shipment: S2 }),
    dispatch('d2', 5, part('2', '1')),
    tracked('s1', 6, 'delivered', 'T-d2'),
    scan('s2', 4, 'in_transit', south),
  ],
  'a scan of all comes before anybody tells of the part that had left': [
    paid,
    pays(),
    scan('s1', 6, 'in_transit', { shipment: S2 }),
    dispatch('d1', 5, part('2', '2')),
  ],
  'two parcels share a number': [
    paid,
    pays(),
    dispatch('d1', 3, north, 'SAME'),
    dispatch('d2', 9, south, 'SAME'),
    tracked('s1', 5, 'delivered', 'SAME'),
    tracked('s2', 11, 'out_for_delivery', 'SAME'),
  ],
  'a dispatch never happened, and its number was of another parcel': [
    paid,
    pays(),
    dispatch('d1', 3, { shipment: S1 }),
    tracked('s1', 5, 'delivered', 'T-d1'),
    correction('c1', 'd1', 'label_created'),
    dispatch('d2', 8, { shipment: S1 }, 'RIGHT'),
  ],
  'a number was mistyped, mended, and mended again': [
    paid,
    pays(),
    dispatch('d1', 3, south, 'WRONG'),
    mending('m1', 'd1', 'ALMOST'),
    mending('m2', 'm1', 'RIGHT'),
    tracked('s1', 9, 'delivered', 'RIGHT'),
    tracked('s2', 10, 'lost', 'WRONG'),
  ],
  'the correction of a dispatch is taken back': [
    paid,
    pays(),
    dispatch('d1', 3, { shipment: S2 }),
    correction('c1', 'd1', 'label_created', { shipment: S2 }),
    correction('c2', 'c1', 'in_transit', { shipment: S2 }),
  ],
  'a parcel comes back and is sent again': [
    paid,
    pays(),
    dispatch('d1', 3, { shipment: S2 }),
    tracked('s1', 5, home, 'T-d1'),
    dispatch('d2', 8, { shipment: S2 }),
    tracked('s2', 10, 'delivered', 'T-d2'),
  ],
  'a parcel comes back, is booked into stock, and is sent again': [
    paid,
    pays(),
    dispatch('d1', 3, { shipment: S2 }),
    tracked('s1', 5, home, 'T-d1'),
    backAt('r1', 6, '3'),
    dispatch('d2', 8, { shipment: S2 }),
  ],
  'a part comes back, is booked, is sent again by its lines, and the customer returns one': [
    paid,
    pays(),
    dispatch('d1', 3, part('2', '2')),
    dispatch('d2', 4, part('2', '1')),
    tracked('s1', 5, home, 'T-d1'),
    backAt('r1', 6, '2'),
    dispatch('d3', 8, part('2', '2')),
    tracked('s2', 10, 'delivered', 'T-d3'),
    backAt('r2', 12, '1'),
  ],
  'it comes back, is booked, and newer scans tell that it is on its way again': [
    paid,
    pays(),
    dispatch('d1', 3, { shipment: S2 }),
    tracked('s1', 5, home, 'T-d1'),
    backAt('r1', 6, '3'),
    tracked('s2', 8, 'in_transit', 'T-d1'),
  ],
  'it comes back twice and is sent three times': [
    paid,
    pays(),
    dispatch('d1', 2, { shipment: S2 }),
    tracked('s1', 3, home, 'T-d1'),
    dispatch('d2', 5, { shipment: S2 }),
    tracked('s2', 7, home, 'T-d2'),
    dispatch('d3', 9, { shipment: S2 }),
  ],
  'what was sent again never left': [
    paid,
    pays(),
    dispatch('d1', 3, { shipment: S2 }),
    tracked('s1', 5, home, 'T-d1'),
    dispatch('d2', 8, { shipment: S2 }),
    correction('c1', 'd2', 'label_created'),
  ],
  'what was sent again under the number of before, which a scan means then': [
    paid,
    pays(),
    dispatch('d1', 3, part('2', '3'), 'SAME'),
    tracked('s1', 5, home, 'SAME'),
    dispatch('d2', 8, part('2', '3'), 'SAME'),
    tracked('s2', 10, 'out_for_delivery', 'SAME'),
  ],
  'the number of what was sent again is mended': [
    paid,
    pays(),
    dispatch('d1', 3, { shipment: S2 }),
    tracked('s1', 5, home, 'T-d1'),
    dispatch('d2', 8, { shipment: S2 }, 'WRONG'),
    mending('m1', 'd2', 'RIGHT'),
    tracked('s2', 10, 'delivered', 'RIGHT'),
  ],
  'a word that nobody knows, of a parcel that nobody knows': [
    paid,
    pays(),
    dispatch('d1', 3, south),
    unknownWord('s1', 5),
    tracked('s2', 6, 'lost', 'NOBODYS'),
  ],
};

const told = (facts: readonly OrderCommand[], turns: readonly number[]): End =>
  toldTo(facts, turns, (world) => {
    world.receive('north', 'A', '3');
    world.receive('south', 'B', '3');
  });

/** What a node must still have: three came; what left and was not put back is gone. */
const expectStock = ({ row, world }: End): void => {
  for (const [node, sku] of [
    ['north', 'A'],
    ['south', 'B'],
  ] as const) {
    const away = (row?.lines ?? [])
      .filter((one) => one.sku === sku)
      .flatMap((one) =>
        [...left, 'scrapped', 'missing'].map((bucket) => Number(one.buckets[bucket] ?? 0)),
      );
    expect(world.onHand(node, sku)).toBe(String(3 - away.reduce((sum, units) => sum + units, 0)));
  }
};

describe('the same facts in any order end in the same order, and move the stock once', () => {
  it.each(Object.entries(flows))('%s', (_, facts) => {
    const canonical = told(facts, [3]).row;
    expect(canonical).toBeDefined();
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...facts], { minLength: facts.length }),
        choices,
        (shuffled, turns) => {
          const end = told(shuffled, turns);
          expect(end.row).toEqual(canonical);
          expectStock(end);
        },
      ),
      { numRuns: 150 },
    );
  });

  it.each(Object.entries(flows))('%s, each of them told twice', (_, facts) => {
    const canonical = told(facts, [3]).row;
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...facts, ...facts], { minLength: 2 * facts.length }),
        choices,
        (shuffled, turns) => {
          const end = told(shuffled, turns);
          expect(end.row).toEqual(canonical);
          expectStock(end);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('ends with what really happened', () => {
    const { row } = told(flows['two nodes dispatch, all is delivered, some comes back'] ?? [], [2]);
    expect(row).toMatchObject({
      lifecycle: 'completed',
      fulfilment: 'partially_returned',
      payment: 'captured',
      lines: [
        { line: '1', buckets: { delivered: '2' } },
        { line: '2', buckets: { delivered: '1', restocked: '2' } },
        { line: '10', buckets: { delivered: '1' } },
      ],
      shipments: [
        { node: 'north', status: 'delivered', dispatchedAt: at(8), deliveredAt: at(12) },
        { node: 'south', status: 'delivered', dispatchedAt: at(9), deliveredAt: at(12) },
      ],
    });
  });

  it('two lines on one SKU hold and ship their own units', () => {
    const { row, world } = told([paid, pays(), dispatch('d1', 8, north)], [1]);
    expect(row?.lines.map(({ buckets }) => buckets)).toEqual([
      { shipped: '2' },
      { released: '3' },
      { shipped: '1' },
    ]);
    expect(world.onHand('north', 'A')).toBe('0');
    expect(body({ lines }).lines).toHaveLength(3);
  });
});
