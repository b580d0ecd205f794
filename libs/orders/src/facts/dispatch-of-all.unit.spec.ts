/** "All of the order left" means the same whenever it comes, beside dispatches of parts of it. */
import fc from 'fast-check';
import type { OrderCommand, OrderRow } from '#orders';
import { line, number, place } from '../../test/orders.js';
import { reported } from '../../test/permuted.js';

const S1 = `${number}-S1`;
const S2 = `${number}-S2`;
const at = (hour: number): string => `2026-01-06T${String(hour).padStart(2, '0')}:00:00Z`;
const dispatch = (
  id: string,
  hour: number,
  scope: object = {},
  more: object = { tracking: `T-${id}` },
): OrderCommand => ({
  type: 'order.record-dispatch',
  data: { scope, fact: { kind: 'dispatch', id, at: at(hour), ...more } },
});
type Word = 'delivered' | 'in_transit' | 'label_created' | 'returned_to_sender';
const scan = (
  id: string,
  hour: number,
  status: Word,
  more: object = {},
  scope: object = {},
): OrderCommand => ({
  type: 'order.record-scan',
  data: { scope, fact: { kind: 'scan', id, at: at(hour), status, ...more } },
});
const never = (corrects: string): OrderCommand =>
  scan(`no ${corrects}`, 20, 'label_created', { corrects, reason: 'of another order' });
const mends = (corrects: string, tracking: string): OrderCommand =>
  dispatch(`fix ${corrects}`, 20, {}, { corrects, tracking, reason: 'mistyped' });
const home = 'returned_to_sender';
const numbered = (tracking: string): object => ({ tracking });
const south = { lines: [{ line: '2', quantity: '3' }] };

const lines = [
  line('1', '2', { node: 'north', sku: 'A' }),
  line('2', '3', { node: 'south', sku: 'B' }),
];
const onAccount = place({ lines, policy: { releaseOn: 'accepted' } });

const ended = (facts: readonly OrderCommand[], turns: readonly number[]): OrderRow => {
  const { row } = reported(facts, turns, (world) => {
    world.receive('north', 'A', '2');
    world.receive('south', 'B', '3');
    world.tell(onAccount);
    world.settle();
  });
  if (row === undefined) throw new Error('no order was placed');
  return row;
};

/** Where the units of both lines are, what left of both shipments with what, and what is wrong. */
const shown = ({ lines: each, shipments, attention }: OrderRow) => [
  each
    .map(({ buckets }) =>
      Object.entries(buckets)
        .map(([name, units]) => `${units} ${name}`)
        .join(', '),
    )
    .join('; '),
  ...shipments.map(({ parcels }) =>
    parcels
      .map(({ id, contents, tracking = '-' }) =>
        `${id} ${tracking} ${contents.map(({ quantity }) => quantity).join('+')}`.trim(),
      )
      .join(', '),
  ),
  ...attention.exceptions.map(({ type }) => type),
];

const stories: readonly (readonly [string, readonly OrderCommand[], readonly string[]])[] = [
  [
    'a part left before, and all that is left of it with the rest',
    [dispatch('d1', 3, south), dispatch('d2', 5)],
    ['2 shipped; 3 shipped', 'd2 T-d2 2', 'd1 T-d1 3'],
  ],
  [
    'that part never left by itself',
    [dispatch('d1', 3, south), dispatch('d2', 5), never('d1')],
    ['2 shipped; 3 shipped', 'd2 T-d2 2', 'd2 T-d2 3'],
  ],
  [
    'that shipment never left by itself, and scans of all reach it',
    [
      dispatch('d1', 3, { shipment: S2 }),
      dispatch('d2', 5),
      never('d1'),
      scan('s1', 9, 'delivered', numbered('T-d2')),
    ],
    ['2 delivered; 3 delivered', 'd2 T-d2 2', 'd2 T-d2 3'],
  ],
  [
    'scans of its id and number speak of what it holds',
    [
      dispatch('d1', 3, { shipment: S2 }),
      dispatch('d2', 5, {}, {}),
      scan('s1', 9, 'in_transit', { parcel: 'd2' }),
      scan('s2', 10, 'delivered', { parcel: 'd2' }),
    ],
    ['2 delivered; 3 shipped', 'd2 - 2', 'd1 T-d1 3'],
  ],
  [
    'its number is mended, and is none of the other parcel',
    [
      dispatch('d1', 3, { shipment: S2 }, {}),
      dispatch('d2', 5),
      mends('d2', 'RIGHT'),
      scan('s1', 9, 'delivered', numbered('RIGHT')),
    ],
    ['2 delivered; 3 shipped', 'd2 RIGHT 2', 'd1 - 3'],
  ],
  [
    'only lines of it left: those, each with its shipment',
    [
      dispatch('d1', 3),
      dispatch(
        'fix',
        20,
        {},
        { corrects: 'd1', reason: 'a part', lines: [{ line: '1', quantity: '2' }] },
      ),
    ],
    ['2 shipped; 3 released', 'd1 T-d1 2', ''],
  ],
  [
    'lines of both left, and what was left of one of them later',
    [
      dispatch('d1', 3),
      dispatch(
        'fix',
        20,
        {},
        {
          corrects: 'd1',
          reason: 'parts',
          lines: [
            { line: '1', quantity: '2' },
            { line: '2', quantity: '1' },
          ],
        },
      ),
      dispatch('d2', 6),
    ],
    ['2 shipped; 3 shipped', 'd1 T-d1 2', 'd1 T-d1 1, d2 T-d2 2'],
  ],
  [
    'it never left, and the part did',
    [dispatch('d1', 3, south), dispatch('d2', 5), never('d2')],
    ['2 released; 3 shipped', '', 'd1 T-d1 3'],
  ],
  [
    'twice under two numbers: people are told once',
    [dispatch('d1', 3), dispatch('d2', 5)],
    ['2 shipped; 3 shipped', 'd1 T-d1 2, d2 T-d2', 'd1 T-d1 3, d2 T-d2', 'dispatch-without-units'],
  ],
  [
    'the first of two never left',
    [dispatch('d1', 3), dispatch('d2', 5), never('d1')],
    ['2 shipped; 3 shipped', 'd2 T-d2 2', 'd2 T-d2 3'],
  ],
  [
    'all had left without a number, which is told later',
    [
      dispatch('d1', 3, { shipment: S1 }, {}),
      dispatch('d2', 4, { shipment: S2 }, {}),
      dispatch('d3', 5),
      scan('s1', 9, 'delivered', { parcel: 'd3' }),
    ],
    ['2 delivered; 3 delivered', 'd1 T-d3 2', 'd2 T-d3 3'],
  ],
  [
    'what came back stays there where something else left',
    [dispatch('d1', 3, { shipment: S2 }), scan('s1', 5, home, numbered('T-d1')), dispatch('d2', 8)],
    ['2 shipped; 3 return_to_sender', 'd2 T-d2 2', 'd1 T-d1 3'],
  ],
  [
    'what came back goes again where nothing else was there',
    [
      dispatch('d1', 3, { shipment: S1 }),
      dispatch('d2', 4, { shipment: S2 }),
      scan('s1', 6, home, numbered('T-d2')),
      dispatch('d3', 8),
      scan('s2', 9, 'delivered', numbered('T-d3')),
    ],
    ['2 shipped; 3 delivered', 'd1 T-d1 2', 'd2 T-d2, d3 T-d3 3'],
  ],
  [
    'all came back and goes again',
    [dispatch('d1', 3), scan('s1', 6, home), dispatch('d2', 8)],
    ['2 shipped; 3 shipped', 'd1 T-d1, d2 T-d2 2', 'd1 T-d1, d2 T-d2 3'],
  ],
];

const turns = fc.array(fc.nat(11), { minLength: 5, maxLength: 30 });
const inAnyOrder = (facts: readonly OrderCommand[]) =>
  fc.shuffledSubarray([...facts], { minLength: facts.length });

describe('all of the order left', () => {
  it.each(stories)('%s', (_, facts, expected) => {
    const canonical = ended(facts, [3]);
    expect(shown(canonical)).toEqual(expected);
    fc.assert(
      fc.property(inAnyOrder(facts), turns, (shuffled, choices) => {
        expect(ended(shuffled, choices)).toEqual(canonical);
      }),
      { numRuns: 100 },
    );
    fc.assert(
      fc.property(inAnyOrder([...facts, ...facts]), turns, (twice, choices) => {
        expect(ended(twice, choices)).toEqual(canonical);
      }),
      { numRuns: 30 },
    );
  });
});
