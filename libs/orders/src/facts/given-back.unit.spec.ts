import fc from 'fast-check';
import type { OrderCommand, OrderRow } from '#orders';
import { claim, line, payment, place } from '../../test/orders.js';
import { choices, reported } from '../../test/permuted.js';

const at = (hour: number): string => `2026-01-06T${String(hour).padStart(2, '0')}:00:00Z`;
const dispatch = (id: string, hour: number, scope: object = {}): OrderCommand => ({
  type: 'order.record-dispatch',
  data: { scope, fact: { kind: 'dispatch', id, at: at(hour), tracking: `T-${id}` } },
});
const scan = (id: string, hour: number, more: object = {}, scope: object = {}): OrderCommand => ({
  type: 'order.record-scan',
  data: { scope, fact: { kind: 'scan', id, at: at(hour), status: 'delivered', ...more } },
});
const takesBack = (id: string, corrects: string): OrderCommand =>
  scan(id, 20, { status: 'label_created', corrects, reason: 'of another order' });
const some = (lineId: string, quantity: string) => ({ lines: [{ line: lineId, quantity }] });

/** Goods of two nodes, for which nobody has paid. */
const unpaid = place({
  lines: [line('1', '3', { node: 'north', sku: 'A' }), line('2', '2', { node: 'south', sku: 'B' })],
});
const pays = payment('captured', 5000);
const open = (world: { receive(node: string, sku: string, quantity: string): void }): void => {
  world.receive('north', 'A', '3');
  world.receive('south', 'B', '2');
};

type Flow = readonly [facts: readonly OrderCommand[], units: readonly object[]];
const flows: Readonly<Record<string, Flow>> = {
  'a dispatch never happened': [
    [unpaid, dispatch('d1', 3), takesBack('c1', 'd1')],
    [{ reserved: '3' }, { reserved: '2' }],
  ],
  'a dispatch of one node never happened, and it is paid': [
    [unpaid, dispatch('d1', 3, { node: 'south' }), takesBack('c1', 'd1'), pays],
    [{ released: '3' }, { released: '2' }],
  ],
  'a dispatch happened after all': [
    [unpaid, dispatch('d1', 3), takesBack('c1', 'd1'), takesBack('c2', 'c1')],
    [{ shipped: '3' }, { shipped: '2' }],
  ],
  'all is delivered, and only a part of it had left': [
    [unpaid, scan('s1', 9), dispatch('d1', 3, some('1', '1'))],
    [{ delivered: '1', reserved: '2' }, { reserved: '2' }],
  ],
  'all is delivered, and only a part of it had left; it is paid': [
    [unpaid, scan('s1', 9), dispatch('d1', 3, some('1', '1')), pays],
    [{ delivered: '1', released: '2' }, { released: '2' }],
  ],
  'all is delivered, and the part that had left had not': [
    [unpaid, scan('s1', 9), dispatch('d1', 3, some('1', '1')), takesBack('c1', 'd1')],
    [{ delivered: '3' }, { delivered: '2' }],
  ],
  'two parts leave one by one, and one of them had not': [
    [
      unpaid,
      dispatch('d1', 3, some('1', '1')),
      dispatch('d2', 4, some('1', '2')),
      takesBack('c1', 'd2'),
    ],
    [{ shipped: '1', reserved: '2' }, { reserved: '2' }],
  ],
  'a scan of one node was of another order': [
    [
      unpaid,
      scan('s1', 5, {}, { node: 'north' }),
      takesBack('c1', 's1'),
      dispatch('d1', 8, { node: 'south' }),
    ],
    [{ reserved: '3' }, { shipped: '2' }],
  ],
};

const unitsIn = (row: OrderRow | undefined) => row?.lines.map(({ buckets }) => buckets);

describe('facts of goods that nobody has paid', () => {
  it.each(Object.entries(flows))('%s', (_, [facts, units]) => {
    const canonical = reported(facts, [3], open).row;
    expect(unitsIn(canonical)).toEqual(units);
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...facts], { minLength: facts.length }),
        choices,
        (shuffled, turns) => {
          const { row, world } = reported(shuffled, turns, open);
          expect(row).toEqual(canonical);
          const planned = world.shipping.shipments.filter(({ opened }) => opened);
          const asked = planned.flatMap(({ lines }) => lines).map((each) => Number(each.quantity));
          const left =
            row?.shipments
              .flatMap(({ parcels }) => parcels.flatMap(({ contents }) => contents))
              .map((each) => Number(each.quantity)) ?? [];
          expect(asked.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(
            left.reduce((sum, one) => sum + one, 0),
          );
        },
      ),
      { numRuns: 150 },
    );
  });

  it('a cancel between them is answered: all is cancelled, or people are told', () => {
    const outcomes = new Set<string>();
    fc.assert(
      fc.property(choices, (turns) => {
        const { row, world } = reported(
          [
            unpaid,
            scan('s1', 3),
            takesBack('c1', 's1'),
            { type: 'order.cancel', data: { claim, id: 'k', reason: 'customer' } },
          ],
          turns,
          open,
        );
        const [exception] = row?.attention.exceptions.map(({ type }) => type) ?? [];
        const units =
          exception === undefined
            ? [{ cancelled: '3' }, { cancelled: '2' }]
            : [{ reserved: '3' }, { reserved: '2' }];
        outcomes.add(exception ?? 'cancelled');
        expect([row?.shipments, unitsIn(row)]).toEqual([[], units]);
        const free = exception === undefined ? ['3', '2'] : ['0', '0'];
        expect([world.available('north', 'A'), world.available('south', 'B')]).toEqual(free);
      }),
      { numRuns: 200 },
    );
    expect(['cancel-refused', 'cancelled']).toEqual(expect.arrayContaining([...outcomes]));
  });
});
