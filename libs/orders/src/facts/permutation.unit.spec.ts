import { lines, paid, pays, dispatch, north, at } from '../../test/flow-facts.js';
import fc from 'fast-check';
import { left } from '#orders';
import type { OrderCommand } from '#orders';
import { body } from '../../test/orders.js';
import { choices, reported as toldTo } from '../../test/permuted.js';
import type { End } from '../../test/permuted.js';
import { flows } from '../../test/flows.js';

const reported = (facts: readonly OrderCommand[], turns: readonly number[]): End =>
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
    const canonical = reported(facts, [3]).row;
    expect(canonical).toBeDefined();
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...facts], { minLength: facts.length }),
        choices,
        (shuffled, turns) => {
          const end = reported(shuffled, turns);
          expect(end.row).toEqual(canonical);
          expectStock(end);
        },
      ),
      { numRuns: 150 },
    );
  });

  it.each(Object.entries(flows))('%s, each of them told twice', (_, facts) => {
    const canonical = reported(facts, [3]).row;
    fc.assert(
      fc.property(
        fc.shuffledSubarray([...facts, ...facts], { minLength: 2 * facts.length }),
        choices,
        (shuffled, turns) => {
          const end = reported(shuffled, turns);
          expect(end.row).toEqual(canonical);
          expectStock(end);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('ends with what really happened', () => {
    const { row } = reported(
      flows['two nodes dispatch, all is delivered, some comes back'] ?? [],
      [2],
    );
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
    const { row, world } = reported([paid, pays(), dispatch('d1', 8, north)], [1]);
    expect(row?.lines.map(({ buckets }) => buckets)).toEqual([
      { shipped: '2' },
      { released: '3' },
      { shipped: '1' },
    ]);
    expect(world.onHand('north', 'A')).toBe('0');
    expect(body({ lines }).lines).toHaveLength(3);
  });
});
