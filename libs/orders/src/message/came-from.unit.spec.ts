/** Goods that were not there are told to have left, and that is taken back. */
import fc from 'fast-check';
import type { OrderCommand } from '#orders';
import { line, number, payment, place } from '../../test/orders.js';
import { choices, reported } from '../../test/permuted.js';
import { World } from '../../test/world.js';

const at = (hour: number): string => `2026-01-06T${String(hour).padStart(2, '0')}:00:00Z`;
const dispatch = (id: string, more: object = {}, scope: object = {}): OrderCommand => ({
  type: 'order.record-dispatch',
  data: { scope, fact: { kind: 'dispatch', id, at: at(3), ...more } },
});
const takesBack = (id: string, corrects: string): OrderCommand => ({
  type: 'order.record-scan',
  data: {
    scope: {},
    fact: { kind: 'scan', id, at: at(9), status: 'label_created', corrects, reason: 'other order' },
  },
});
const lines = (quantity: string, id = '1') => ({ lines: [{ line: id, quantity }] });
const placed = (quantity: string) => place({ lines: [line('1', quantity, { sku: 'A' })] });
const refused: OrderCommand = {
  type: 'order.record-refusal',
  data: { id: 'f', reason: 'not found', ...lines('2') },
};

interface Story {
  readonly stock: string;
  readonly first: readonly OrderCommand[];
  readonly facts: readonly OrderCommand[];
  readonly units: object;
  readonly exceptions: string[];
}
const paid = payment('captured', 5000);
const two = placed('2');
const stories: Readonly<Record<string, Story>> = {
  'of a line that waits': {
    stock: '0',
    first: [two, paid],
    exceptions: [],
    facts: [dispatch('d'), takesBack('v', 'd')],
    units: { backordered: '2' },
  },
  'of some of a line that waits, unpaid': {
    stock: '0',
    first: [two],
    exceptions: [],
    facts: [dispatch('d', lines('1')), takesBack('v', 'd')],
    units: { backordered: '2' },
  },
  'of all, and a part waits': {
    stock: '1',
    first: [two, paid],
    exceptions: [],
    facts: [dispatch('d'), takesBack('v', 'd')],
    units: { backordered: '1', released: '1' },
  },
  'of more than its shipment has': {
    stock: '1',
    first: [two, paid],
    exceptions: [],
    facts: [dispatch('d', lines('2'), { shipment: `${number}-S1` }), takesBack('v', 'd')],
    units: { backordered: '1', released: '1' },
  },
  'of what its node had not found': {
    stock: '5',
    first: [two, paid, refused],
    exceptions: ['node-refused'],
    facts: [dispatch('d', lines('2')), takesBack('v', 'd')],
    units: { open: '2' },
  },
  'and it had left after all': {
    stock: '0',
    first: [two, paid],
    exceptions: [],
    facts: [dispatch('d', lines('2')), takesBack('v', 'd'), takesBack('c', 'v')],
    units: { shipped: '2' },
  },
};

/** A dispatch of goods that are not there, which comes after its correction, opens nothing. */
const isInTurn = (facts: readonly OrderCommand[]): boolean => facts.length > 2;

describe('a dispatch that is taken back, in all orders of arrival', () => {
  it.each(Object.entries(stories))('%s', (_, { stock, first, facts, units, exceptions }) => {
    const open = (world: World): void => {
      if (stock !== '0') world.receive('main', 'A', stock);
      for (const command of first) {
        world.tell(command);
        world.settle();
      }
    };
    const story = ({ world, row }: ReturnType<typeof reported>) => ({
      units: row?.lines[0]?.buckets,
      held: world.held('main', 'A', '1'),
      onHand: world.onHand('main', 'A'),
      available: world.available('main', 'A'),
      exceptions: row?.attention.exceptions
        .map(({ type }) => type)
        .filter((type) => type !== 'correction-unmatched'),
    });
    const end = story(reported(facts, [3], open));
    expect(end).toMatchObject({ units, exceptions });
    fc.assert(
      fc.property(
        isInTurn(facts)
          ? fc.constant([...facts])
          : fc.shuffledSubarray([...facts], { minLength: facts.length }),
        choices,
        (shuffled, turns) => {
          expect(story(reported(shuffled, turns, open))).toEqual(end);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the queue', () => {
  const waiting = (): World => {
    const world = new World();
    world.tell(placed('1'));
    world.tell(paid);
    world.settle();
    return world;
  };
  const tell = (world: World, ...commands: readonly OrderCommand[]): void => {
    for (const command of commands) {
      world.tell(command);
      world.settle();
    }
  };

  it('is as it was: who waited first gets the goods first', () => {
    const world = waiting();
    world.queue('main', 'A', '1');
    tell(world, dispatch('d'), takesBack('v', 'd'));
    world.receive('main', 'A', '1');
    world.settle();
    expect(world.row()?.lines[0]?.buckets).toEqual({ released: '1' });
  });

  it('nobody passes it by a mistake', () => {
    const world = new World();
    world.queue('main', 'A', '1');
    tell(world, placed('1'), paid, dispatch('d'), takesBack('v', 'd'));
    world.receive('main', 'A', '1');
    world.settle();
    expect(world.row()?.lines[0]?.buckets).toEqual({ backordered: '1' });
    world.receive('main', 'A', '1', 'second');
    world.settle();
    expect(world.row()?.lines[0]?.buckets).toEqual({ released: '1' });
  });

  it('goods that came meanwhile are theirs at once', () => {
    const world = waiting();
    tell(world, dispatch('d'));
    world.receive('main', 'A', '1');
    tell(world, takesBack('v', 'd'));
    expect(world.row()?.lines[0]?.buckets).toEqual({ released: '1' });
    expect([world.onHand('main', 'A'), world.available('main', 'A')]).toEqual(['1', '0']);
  });

  it('other goods of the node do not take them along', () => {
    const world = new World();
    tell(
      world,
      place({ lines: [line('1', '1', { sku: 'A' }), line('2', '1', { sku: 'B' })] }),
      payment('captured', 5000),
      dispatch('d', lines('1')),
    );
    world.receive('main', 'B', '1');
    world.settle();
    tell(world, takesBack('v', 'd'));
    expect(world.row()?.lines.map(({ buckets }) => buckets)).toEqual([
      { backordered: '1' },
      { released: '1' },
    ]);
  });
});
