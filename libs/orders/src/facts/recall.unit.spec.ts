import type { OrderCommand } from '#orders';
import { line, number, payment, place } from '../../test/orders.js';
import { World } from '../../test/world.js';

const S1 = `${number}-S1`;
const at = (hour: number): string => `2026-01-06T${String(hour).padStart(2, '0')}:00:00Z`;
const scan = (
  id: string,
  status: 'in_transit' | 'delivered' | 'label_created',
  corrects?: string,
): OrderCommand => ({
  type: 'order.record-scan',
  data: {
    scope: { shipment: S1 },
    fact: {
      kind: 'scan',
      id,
      at: at(9),
      status,
      ...(corrects !== undefined && { corrects, reason: 'no' }),
    },
  },
});
const takenBack = scan('c1', 'label_created', 's1');
const cancel: OrderCommand = { type: 'order.cancel', data: { reason: 'changed my mind' } };
const refusal: OrderCommand = {
  type: 'order.record-refusal',
  data: { id: 'f1', reason: 'broken' },
};
const lines = [line('1', '2', { sku: 'A' })];

const released = (stock = '5'): World => {
  const world = new World();
  world.receive('main', 'A', stock);
  world.tell(place({ lines }));
  world.tell(payment());
  world.settle();
  return world;
};
const reported = (world: World, ...commands: readonly OrderCommand[]): World => {
  for (const command of commands) {
    world.tell(command);
    world.settle();
  }
  return world;
};
const story = (world: World) => ({
  buckets: world.row()?.lines[0]?.buckets,
  shipment: world.row()?.shipments[0]?.status,
  exceptions: world.row()?.attention.exceptions.map(({ type }) => type),
  onHand: world.onHand('main', 'A'),
  ...world.held('main', 'A', '1'),
});
const withNode = {
  buckets: { released: '2' },
  shipment: 'planned',
  exceptions: [],
  onHand: '5',
  reserved: '2',
  backordered: '0',
};

describe('a correction says that a parcel never left', () => {
  it.each(['in_transit', 'delivered'] as const)(
    'after %s: its units are with the node, and in stock for this order',
    (status) => {
      const world = reported(released(), scan('s1', status), takenBack);
      expect(story(world)).toEqual(withNode);
      expect(world.row()?.lifecycle).toBe('in_fulfilment');
    },
  );

  it('can be cancelled again', () => {
    expect(story(reported(released(), scan('s1', 'in_transit'), takenBack, cancel))).toEqual({
      ...withNode,
      buckets: { cancelled: '2' },
      shipment: 'cancelled',
      reserved: '0',
    });
  });

  it('can be refused by its node again: the units rest, and people are told', () => {
    expect(story(reported(released(), scan('s1', 'in_transit'), takenBack, refusal))).toEqual({
      ...withNode,
      buckets: { open: '2' },
      shipment: 'refused',
      exceptions: ['node-refused'],
      reserved: '0',
    });
  });

  it('can leave after all, and is issued once', () => {
    const world = reported(
      released(),
      scan('s1', 'in_transit'),
      takenBack,
      scan('s2', 'in_transit'),
    );
    expect(story(world)).toEqual({
      ...withNode,
      buckets: { shipped: '2' },
      shipment: 'in_transit',
      onHand: '3',
      reserved: '0',
    });
  });

  it('before the scan that it takes back: nothing ever left', () => {
    const world = reported(released(), takenBack, scan('s1', 'in_transit'), cancel);
    expect(story(world)).toMatchObject({ buckets: { cancelled: '2' }, onHand: '5', reserved: '0' });
  });

  it.each(['dispatch first', 'correction first'])(
    'of a dispatch, %s: its units are cancelled, or leave with another',
    (order) => {
      const wholly = (id: string): OrderCommand => ({
        type: 'order.record-dispatch',
        data: { scope: {}, fact: { kind: 'dispatch', id, at: at(9) } },
      });
      const facts = [wholly('d1'), scan('c1', 'label_created', 'd1')];
      const both = (): World =>
        reported(released(), ...(order === 'dispatch first' ? facts : facts.toReversed()));
      expect(story(reported(both(), cancel))).toEqual({
        ...withNode,
        buckets: { cancelled: '2' },
        shipment: 'cancelled',
        reserved: '0',
      });
      expect(story(reported(both(), wholly('d2')))).toEqual({
        ...withNode,
        buckets: { shipped: '2' },
        shipment: 'dispatched',
        onHand: '3',
        reserved: '0',
      });
    },
  );

  it('nobody in the queue gets what never left', () => {
    const world = reported(released('2'), scan('s1', 'in_transit'));
    world.queue('main', 'A', '1');
    reported(world, takenBack);
    expect(story(world)).toEqual({ ...withNode, onHand: '2' });
    expect(world.available('main', 'A')).toBe('0');
  });

  it.each(Array.from({ length: 8 }, (_, seed) => seed))(
    'while a cancel is under way: it ends stopped, or with the node and listed (%i)',
    (seed) => {
      const world = released();
      world.tell(scan('s1', 'in_transit'));
      if ((seed & 1) === 1) world.turn(0);
      world.tell(takenBack);
      if ((seed & 2) === 2) world.turn(seed);
      world.tell(cancel);
      world.settle([seed, 1, 2]);
      const { buckets, reserved } = story(world);
      const isStopped = world.row()?.lifecycle === 'cancelled';
      expect([buckets, reserved]).toEqual(
        isStopped ? [{ cancelled: '2' }, '0'] : [{ released: '2' }, '2'],
      );
      expect(reported(world, cancel).row()?.lifecycle).toBe('cancelled');
    },
  );

  it('of units that had been cancelled before: they are cancelled again', () => {
    const world = reported(released(), cancel, scan('s1', 'in_transit'));
    expect(story(world)).toMatchObject({ buckets: { shipped: '2' }, onHand: '3' });
    expect(story(reported(world, takenBack))).toEqual({
      ...withNode,
      buckets: { cancelled: '2' },
      shipment: 'cancelled',
      exceptions: [],
      reserved: '0',
    });
  });

  it('of units that the node had refused before: they rest again, as they did', () => {
    const world = reported(released(), refusal, scan('s1', 'in_transit'), takenBack);
    expect(story(world)).toEqual({
      ...withNode,
      buckets: { open: '2' },
      shipment: 'refused',
      exceptions: ['node-refused'],
      reserved: '0',
    });
    expect(world.available('main', 'A')).toBe(reported(released(), refusal).available('main', 'A'));
  });
});

describe('an exception that a channel raises', () => {
  const raised = (id?: string): OrderCommand => ({
    type: 'order.raise-exception',
    data: { ...(id !== undefined && { id }), exception: 'damaged', reason: 'photo' },
  });
  const resolved: OrderCommand = {
    type: 'order.resolve',
    data: { exception: 'damaged', reason: 'replaced' },
  };
  const listed = (...commands: readonly OrderCommand[]): number | undefined =>
    reported(released(), ...commands).row()?.attention.exceptions.length;

  it.each([
    ['stands once, however often it is raised', [raised('1'), raised('2'), raised()], 1],
    [
      'is raised anew under a new id after it was resolved',
      [raised('1'), resolved, raised('2')],
      1,
    ],
    [
      'is not raised anew under an id that came before',
      [raised('1'), raised('2'), resolved, raised('1'), raised('2')],
      0,
    ],
    ['is raised once for ever without an id', [raised(), resolved, raised()], 0],
  ] as const)('%s', (_, commands, count) => {
    expect(listed(...commands)).toBe(count);
  });
});

describe('more units than totals hold', () => {
  const most = '9007199254.740991';

  it('follow their parcels all the same, and people are told to count', () => {
    const world = new World();
    world.receive('main', 'A', most);
    world.tell(place({ lines: [line('1', most, { sku: 'A', unitPrice: '0' })] }));
    world.settle();
    reported(world, payment(), scan('s1', 'in_transit'), takenBack);
    expect(story(world)).toMatchObject({
      buckets: { released: most },
      shipment: 'planned',
      exceptions: ['stock-uncounted'],
    });
    reported(world, scan('s2', 'delivered'));
    expect(story(world)).toMatchObject({ buckets: { delivered: most } });
  });
});

describe('units that left though the stock has none of them', () => {
  const gone: OrderCommand = {
    type: 'order.record-dispatch',
    data: { scope: {}, fact: { kind: 'dispatch', id: 'd', at: at(9) } },
  };
  const short = (onShortage: 'refuse' | 'backorder'): World => {
    const world = new World();
    world.receive('main', 'A', '1');
    world.tell(place({ lines: [line('1', '3', { sku: 'A', onShortage })] }));
    world.settle();
    return world;
  };

  it.each(['refuse', 'backorder'] as const)('%s: are kept for it before they leave', (how) => {
    const world = short(how);
    world.tell(payment());
    world.settle();
    world.tell(gone);
    world.settle();
    expect(world.onHand('main', 'A')).toBe(how === 'refuse' ? '0' : '-2');
    expect(world.held('main', 'A', '1')).toEqual({ reserved: '0', backordered: '0' });
  });
});
