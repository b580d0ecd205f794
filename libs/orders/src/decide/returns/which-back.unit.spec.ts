/** Which units returns mean, whatever was told first: each flow in any order, and twice. */
import fc from 'fast-check';
import type { OrderCommand, ScanFact } from '#orders';
import { line, number, payment, place } from '../../../test/orders.js';
import { choices, reported as toldTo } from '../../../test/permuted.js';
import type { End } from '../../../test/permuted.js';

const at = (hour: number): string => `2026-01-06T${String(hour).padStart(2, '0')}:00:00Z`;
const shipment = `${number}-S1`;
const paid = place({ lines: [line('1', '3', { node: 'south', sku: 'B' })] });
const pays = payment('captured', 3000);

const leaves = (id: string, hour: number, quantity: string): OrderCommand => ({
  type: 'order.record-dispatch',
  data: {
    scope: { shipment, lines: [{ line: '1', quantity }] },
    fact: { kind: 'dispatch', id, at: at(hour), carrier: 'DHL', tracking: `T-${id}` },
  },
});
const says = (id: string, hour: number, status: ScanFact['status']): OrderCommand => ({
  type: 'order.record-scan',
  data: {
    scope: {},
    fact: { kind: 'scan', id: `${id} ${hour}`, at: at(hour), status, tracking: `T-${id}` },
  },
});
const comesBack = (hour: number, quantity: string, more: object = {}): OrderCommand => ({
  type: 'order.record-return',
  data: {
    id: `r ${hour}`,
    disposition: 'restocked',
    lines: [{ line: '1', quantity }],
    at: at(hour),
    ...more,
  },
});
const home = 'returned_to_sender';

interface Flow {
  readonly facts: readonly OrderCommand[];
  readonly ends: object;
  onHand: string;
}
const flows: Readonly<Record<string, Flow>> = {
  'one parcel comes back and is booked, the other one arrives': {
    facts: [
      leaves('d1', 3, '1'),
      leaves('d2', 4, '2'),
      says('d1', 5, home),
      comesBack(6, '1'),
      says('d2', 7, 'delivered'),
    ],
    ends: { delivered: '2', restocked: '1' },
    onHand: '1',
  },
  'one arrives, the customer returns it, the other one comes back later': {
    facts: [
      leaves('d1', 3, '1'),
      leaves('d2', 4, '2'),
      says('d1', 5, 'delivered'),
      comesBack(6, '1'),
      says('d2', 7, home),
    ],
    ends: { restocked: '1', return_to_sender: '2' },
    onHand: '1',
  },
  'one comes back without a word of it, the other one arrives later': {
    facts: [
      leaves('d1', 3, '1'),
      leaves('d2', 4, '2'),
      comesBack(6, '1'),
      says('d2', 7, 'delivered'),
    ],
    ends: { delivered: '2', restocked: '1' },
    onHand: '1',
  },
  'one comes back, is booked and goes on, the other one arrives': {
    facts: [
      leaves('d1', 3, '1'),
      leaves('d2', 4, '2'),
      says('d1', 5, home),
      comesBack(6, '1'),
      says('d2', 7, 'delivered'),
      says('d1', 9, 'in_transit'),
    ],
    ends: { shipped: '1', delivered: '2' },
    onHand: '0',
  },
  'one comes back, is booked and goes on while the rest is with the node': {
    facts: [
      leaves('d1', 3, '2'),
      says('d1', 5, home),
      comesBack(6, '2'),
      says('d1', 7, 'in_transit'),
    ],
    ends: { shipped: '2', released: '1' },
    onHand: '1',
  },
  'one comes back, is scrapped and goes on all the same': {
    facts: [
      leaves('d1', 3, '2'),
      says('d1', 5, home),
      comesBack(6, '2', { disposition: 'scrapped' }),
      says('d1', 7, 'in_transit'),
    ],
    ends: { shipped: '2', released: '1' },
    onHand: '1',
  },
  'one comes back, is put aside and goes on, but for a unit': {
    facts: [
      leaves('d1', 3, '2'),
      leaves('d2', 3, '1'),
      says('d1', 5, home),
      says('d2', 5, home),
      comesBack(6, '3', { disposition: 'quarantined' }),
      says('d1', 7, 'in_transit'),
    ],
    ends: { shipped: '2', quarantined: '1' },
    onHand: '1',
  },
  'a part is booked here, a part elsewhere, and all goes on': {
    facts: [
      leaves('d1', 3, '3'),
      says('d1', 5, home),
      comesBack(6, '2', { node: 'east' }),
      comesBack(7, '1'),
      says('d1', 8, 'in_transit'),
    ],
    ends: { shipped: '3' },
    onHand: '0',
  },
  'a part is booked elsewhere and goes on, and its customer sends one back': {
    facts: [
      leaves('d1', 3, '2'),
      says('d1', 5, home),
      comesBack(6, '2', { node: 'east' }),
      says('d1', 8, 'delivered'),
      comesBack(9, '1'),
    ],
    ends: { delivered: '1', restocked: '1', released: '1' },
    onHand: '2',
  },
};

const reported = (facts: readonly OrderCommand[], turns: readonly number[]): End =>
  toldTo([paid, pays, ...facts], turns, (world) => {
    world.receive('south', 'B', '3');
  });

describe('the same facts in any order end in the same order, and move the stock once', () => {
  it.each(Object.entries(flows))('%s', (_, { facts, ends, onHand }) => {
    const { row: canonical } = reported(facts, [3]);
    expect(canonical?.lines).toMatchObject([{ buckets: ends }]);
    fc.assert(
      fc.property(
        fc
          .boolean()
          .chain((twice) =>
            fc.shuffledSubarray(twice ? [...facts, ...facts] : [...facts], {
              minLength: twice ? 2 * facts.length : facts.length,
            }),
          ),
        choices,
        (shuffled, turns) => {
          const { row, world } = reported(shuffled, turns);
          expect(row).toEqual(canonical);
          expect(world.onHand('south', 'B')).toBe(onHand);
          expect(world.onHand('east', 'B')).toBe('0');
        },
      ),
      { numRuns: 200 },
    );
  });
});
