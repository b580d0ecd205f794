/** Parcels that come back and are sent again, drawn at random: in any order they end alike. */
import fc from 'fast-check';
import { left, returned } from '../state/buckets.js';
import type { Bucket, OrderCommand, OrderRow } from '#orders';
import { line, number, place } from '../../test/orders.js';
import { World } from '../../test/world.js';

const at = (hour: number): string => `2026-01-06T${String(hour).padStart(2, '0')}:00:00Z`;
const shipment = `${number}-S1`;
const ordered = 4;
const placed = place({
  lines: [line('1', String(ordered), { node: 'north', sku: 'A' })],
  policy: { releaseOn: 'accepted' },
});

const hours = fc.integer({ min: 1, max: 23 });
const units = fc.integer({ min: 1, max: ordered });
const numbers = fc.constantFrom('OLD', 'NEW', 'THIRD');
const words = fc.constantFrom(
  'in_transit',
  'out_for_delivery',
  'delivered',
  'lost',
  'returned_to_sender',
  'returned_to_sender',
  'delivery_failed',
);

const dispatches = fc
  .record({
    hour: hours,
    tracking: fc.option(numbers, { nil: undefined }),
    units: fc.option(units, { nil: undefined }),
  })
  .map((drawn) => (id: number): OrderCommand => ({
    type: 'order.record-dispatch',
    data: {
      scope: {
        shipment,
        ...(drawn.units !== undefined && { lines: [{ line: '1', quantity: String(drawn.units) }] }),
      },
      fact: {
        kind: 'dispatch',
        id: `d${id}`,
        at: at(drawn.hour),
        ...(drawn.tracking !== undefined && { tracking: drawn.tracking }),
      },
    },
  }));

const scans = fc
  .record({ hour: hours, status: words, tracking: fc.option(numbers, { nil: undefined }) })
  .map((drawn) => (id: number): OrderCommand => ({
    type: 'order.record-scan',
    data: {
      scope: { shipment },
      fact: {
        kind: 'scan',
        id: `s${id}`,
        at: at(drawn.hour),
        status: drawn.status,
        ...(drawn.tracking !== undefined && { tracking: drawn.tracking }),
      },
    },
  }));

const corrections = fc.record({ of: fc.nat(3), isVoid: fc.boolean(), tracking: numbers }).map(
  ({ of, isVoid, tracking }) =>
    (id: number): OrderCommand =>
      isVoid
        ? {
            type: 'order.record-scan',
            data: {
              scope: { shipment },
              fact: {
                kind: 'scan',
                id: `c${id}`,
                at: at(23),
                status: 'label_created',
                corrects: `d${of}`,
                reason: 'never left',
              },
            },
          }
        : {
            type: 'order.record-dispatch',
            data: {
              scope: { shipment },
              fact: {
                kind: 'dispatch',
                id: `c${id}`,
                at: at(23),
                tracking,
                corrects: `d${of}`,
                reason: 'mistyped',
              },
            },
          },
);

const returns = fc.record({ hour: hours, units }).map((drawn) => (id: number): OrderCommand => ({
  type: 'order.record-return',
  data: {
    id: `r${id}`,
    disposition: 'restocked',
    at: at(drawn.hour),
    lines: [{ line: '1', quantity: String(drawn.units) }],
  },
}));

type Draw = (id: number) => OrderCommand;
const drawn = (facts: fc.Arbitrary<Draw>) =>
  fc.array(facts, { minLength: 1, maxLength: 9 }).map((all) => all.map((each, id) => each(id)));

const reported = (facts: readonly OrderCommand[], choices: readonly number[]) => {
  const world = new World();
  world.receive('north', 'A', String(ordered));
  let turn = 0;
  for (const fact of facts) {
    world.tell(fact);
    for (let k = 0; k < (choices[turn % choices.length] ?? 0) % 4; k += 1) {
      world.turn(choices[(turn += 1) % choices.length] ?? 0);
    }
    turn += 1;
  }
  world.settle(choices);
  return world;
};

const sumOf = (row: OrderRow | undefined, names: readonly Bucket[]): number =>
  (row?.lines ?? [])
    .flatMap(({ buckets }) => names.map((name) => Number(buckets[name] ?? 0)))
    .reduce((sum, some) => sum + some, 0);

/** Without what was told on the way: people see what stands now. */
const stateOf = (row: OrderRow | undefined) =>
  row && { lines: row.lines, shipments: row.shipments, fulfilment: row.fulfilment };

const orders = fc.array(fc.nat(11), { minLength: 3, maxLength: 20 });

it.each([
  ['dispatches and scans', drawn(fc.oneof(dispatches, scans))],
  ['with corrections', drawn(fc.oneof(dispatches, scans, scans, corrections))],
] as const)('%s end alike, whatever came first', (_, facts) => {
  fc.assert(
    fc.property(
      facts.chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }), orders),
      ),
      ([all, shuffled, turns]) => {
        const [one, other] = [
          reported([placed, ...all], [3]),
          reported([placed, ...shuffled], turns),
        ];
        expect(stateOf(other.row())).toEqual(stateOf(one.row()));
        expect(other.onHand('north', 'A')).toBe(one.onHand('north', 'A'));
      },
    ),
    { numRuns: 300 },
  );
});

it('with returns as well, no unit is lost or doubled, and the stock holds what is not out', () => {
  fc.assert(
    fc.property(
      drawn(fc.oneof(dispatches, scans, scans, returns, corrections)),
      orders,
      (facts, turns) => {
        const world = reported([placed, ...facts], turns);
        const row = world.row();
        expect(sumOf(row, [...left, ...returned, 'released', 'reserved'])).toBe(ordered);
        expect(world.onHand('north', 'A')).toBe(String(ordered - sumOf(row, left)));
      },
    ),
    { numRuns: 300 },
  );
});
