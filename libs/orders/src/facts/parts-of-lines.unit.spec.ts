/** Parts of one line that stands in several shipments: all orders of arrival end alike. */
import fc from 'fast-check';
import type { OrderCommand, OrderRow } from '#orders';
import { line, number, place } from '../../test/orders.js';
import { reported } from '../../test/permuted.js';

const at = (hour: number): string => `2026-01-06T${String(hour).padStart(2, '0')}:00:00Z`;
const ones = (quantity: number): object => ({ lines: [{ line: '1', quantity: String(quantity) }] });
const dispatch = (
  id: string,
  hour: number,
  more: object = {},
  scope: object = {},
): OrderCommand => ({
  type: 'order.record-dispatch',
  data: { scope, fact: { kind: 'dispatch', id, at: at(hour), tracking: `T-${id}`, ...more } },
});
const mends = (id: string, corrects: string, quantity: number): OrderCommand => ({
  type: 'order.record-dispatch',
  data: {
    scope: {},
    fact: { kind: 'dispatch', id, at: at(20), corrects, reason: 'miscounted', ...ones(quantity) },
  },
});
const never = (id: string, corrects: string): OrderCommand => ({
  type: 'order.record-scan',
  data: {
    scope: {},
    fact: { kind: 'scan', id, at: at(21), status: 'label_created', corrects, reason: 'never left' },
  },
});
const of = (shipment: number): object => ({ shipment: `${number}-S${shipment}` });

/** So many units of one line, in as many shipments as receipts. */
const ended = (
  receipts: readonly number[],
  facts: readonly OrderCommand[],
  turns: readonly number[],
) => {
  const all = receipts.reduce((sum, one) => sum + one, 0);
  const { row, world } = reported(facts, turns, (opened) => {
    opened.tell(
      place({ lines: [line('1', String(all), { sku: 'A' })], policy: { releaseOn: 'accepted' } }),
    );
    opened.settle();
    for (const [index, quantity] of receipts.entries()) {
      opened.receive('main', 'A', String(quantity), `receipt-${index}`);
      opened.settle();
    }
  });
  if (row === undefined) throw new Error('no order was placed');
  expect(row.shipments).toHaveLength(receipts.length);
  return { row, onHand: world.onHand('main', 'A') };
};

const shown = ({ row, onHand }: { readonly row: OrderRow; readonly onHand: string }) => [
  Object.entries(row.lines[0]?.buckets ?? {})
    .map(([name, units]) => `${units} ${name}`)
    .join(', '),
  ...row.shipments.map(({ parcels }) =>
    parcels
      .map(({ id, contents }) => `${id} ${contents.map(({ quantity }) => quantity).join('+')}`)
      .join(', '),
  ),
  `${onHand} on hand`,
  ...row.attention.exceptions.map(({ type }) => type),
];

type Story = readonly [string, readonly number[], readonly OrderCommand[], readonly string[]];
const stories: readonly Story[] = [
  [
    'a part, and a dispatch of all that held two',
    [2, 2],
    [dispatch('d0', 3, ones(1)), dispatch('d1', 4), mends('c', 'd1', 2)],
    ['1 released, 3 shipped', 'd0 1, d1 1', 'd1 1', '1 on hand'],
  ],
  [
    'a part, and one of three that were two',
    [2, 2],
    [dispatch('d0', 3, ones(1)), dispatch('d1', 4, ones(3)), mends('c', 'd1', 2)],
    ['1 released, 3 shipped', 'd0 1, d1 1', 'd1 1', '1 on hand'],
  ],
  [
    'two parts',
    [2, 2],
    [dispatch('d0', 3, ones(1)), dispatch('d1', 4, ones(2))],
    ['1 released, 3 shipped', 'd0 1, d1 1', 'd1 1', '1 on hand'],
  ],
  [
    'two parts, one of which never left',
    [2, 2],
    [dispatch('d0', 3, ones(2)), dispatch('d1', 4, ones(1)), never('v', 'd0')],
    ['3 released, 1 shipped', 'd1 1', '', '3 on hand'],
  ],
  [
    'all of a shipment, and a part that is of the other one',
    [2, 2],
    [dispatch('d0', 3, ones(1)), dispatch('d1', 4, {}, of(1))],
    ['1 released, 3 shipped', 'd1 2', 'd0 1', '1 on hand'],
  ],
  [
    'one was two, and takes what the other shipment has',
    [2, 2],
    [dispatch('d0', 3, ones(1)), dispatch('d1', 4, ones(2)), mends('c', 'd0', 2)],
    ['4 shipped', 'd0 2', 'd1 2', '0 on hand'],
  ],
  [
    'more than there is',
    [1, 1, 1],
    [dispatch('d0', 3, ones(2)), dispatch('d1', 4, ones(2))],
    ['3 shipped', 'd0 1, d1 1', 'd0 1', 'd1 1', '0 on hand', 'left-twice', 'over-dispatch'],
  ],
];

const turns = fc.array(fc.nat(11), { minLength: 5, maxLength: 30 });
const inAnyOrder = (facts: readonly OrderCommand[]) =>
  fc.shuffledSubarray([...facts], { minLength: facts.length });

describe('parts of one line over several shipments', () => {
  it.each(stories)('%s', (_, receipts, facts, expected) => {
    const canonical = ended(receipts, facts, [3]);
    expect(shown(canonical)).toEqual(expected);
    fc.assert(
      fc.property(inAnyOrder(facts), turns, (shuffled, choices) => {
        expect(ended(receipts, shuffled, choices)).toEqual(canonical);
      }),
      { numRuns: 60 },
    );
  });

  const drawn = fc.record({
    receipts: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 2, maxLength: 3 }),
    dispatches: fc.array(
      fc.record({
        units: fc.option(fc.integer({ min: 1, max: 4 })),
        hour: fc.integer({ min: 1, max: 5 }),
        mend: fc.option(fc.integer({ min: 1, max: 4 })),
        isVoid: fc.boolean(),
        shipment: fc.option(fc.integer({ min: 1, max: 2 }), { freq: 3 }),
      }),
      { minLength: 1, maxLength: 4 },
    ),
  });

  it('random facts end alike in any order, and never count a unit twice', () => {
    fc.assert(
      fc.property(
        drawn,
        fc.infiniteStream(fc.nat(1000)),
        turns,
        ({ receipts, dispatches }, picks, choices) => {
          const facts = dispatches.flatMap(({ units, hour, mend, isVoid, shipment }, index) => [
            dispatch(
              `d${index}`,
              hour,
              units === null ? {} : ones(units),
              shipment === null ? {} : of(shipment),
            ),
            ...(mend === null ? [] : [mends(`c${index}`, `d${index}`, mend)]),
            ...(isVoid ? [never(`v${index}`, `d${index}`)] : []),
          ]);
          const canonical = ended(receipts, facts, [3]);
          const shuffled: OrderCommand[] = [];
          for (const fact of facts) {
            shuffled.splice((picks.next().value ?? 0) % (shuffled.length + 1), 0, fact);
          }
          const end = ended(receipts, shuffled, choices);
          expect(shown(end)).toEqual(shown(canonical));
          expect(end).toEqual(canonical);
        },
      ),
      { numRuns: 300 },
    );
  });
});
