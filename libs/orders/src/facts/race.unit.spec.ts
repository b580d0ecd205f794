import { order } from '#orders';
import type { OrderCommand, OrderRow } from '#orders';
import { claim, line, number, payment, place } from '../../test/orders.js';
import { World } from '../../test/world.js';

const S1 = `${number}-S1`;
const cancel: OrderCommand = { type: 'order.cancel', data: { reason: 'changed my mind' } };
const lines = [line('1', '2', { sku: 'A' })];
const dispatched: OrderCommand = {
  type: 'order.record-dispatch',
  data: { scope: {}, fact: { kind: 'dispatch', id: 'd1', at: '2026-01-06T10:00:00Z' } },
};

const released = (stock = '2'): World => {
  const world = new World();
  world.receive('main', 'A', stock);
  world.tell(place({ lines }));
  world.tell(payment());
  world.settle();
  return world;
};
const buckets = (row: OrderRow | undefined): object | undefined => row?.lines[0]?.buckets;

describe('a cancel against our own node', () => {
  it.each(Array.from({ length: 32 }, (_, n) => n))(
    'ends cancelled and restocked, or shipped and the cancel refused, never both (%i)',
    (seed) => {
      const world = released();
      const turns = [seed & 3, (seed >> 2) & 3, (seed >> 3) & 3];
      let reported = (seed & 16) === 0 && world.tell(cancel);
      for (const turn of turns) if ((seed >> turn) % 2 === 1) world.turn(turn);
      world.dispatch(S1);
      for (const turn of turns) world.turn(turn);
      if ((seed & 16) !== 0) reported = world.tell(cancel);
      world.settle(turns);
      const row = world.row();
      const listed = row?.attention.exceptions.map(({ type }) => type);
      // A client whose cancel comes behind the news of the dispatch is refused at once.
      const stopped = [{ cancelled: '2' }, '2', []];
      const left = [{ shipped: '2' }, '0', reported ? ['cancel-refused'] : []];
      expect([buckets(row), world.onHand('main', 'A'), listed]).toEqual(
        row?.lifecycle === 'cancelled' ? stopped : left,
      );
      expect(world.held('main', 'A', '1')).toEqual({ reserved: '0', backordered: '0' });
    },
  );

  it('cancels before the hand-over and refuses after it', () => {
    const early = released();
    early.tell(cancel);
    early.settle();
    early.dispatch(S1);
    early.settle();
    expect(early.row()).toMatchObject({
      lifecycle: 'cancelled',
      shipments: [{ status: 'cancelled' }],
    });
    const late = released();
    late.dispatch(S1);
    late.settle();
    expect(late.tell(cancel)).toBe(false);
    expect(late.row()).toMatchObject({ lifecycle: 'in_fulfilment', attention: { exceptions: [] } });
  });
});

describe("somebody else's dispatch after a cancel", () => {
  it('has happened all the same: the stock is issued and people are told', () => {
    const world = released();
    world.tell(cancel);
    world.settle();
    world.tell(dispatched);
    world.settle();
    expect(world.row()).toMatchObject({
      lifecycle: 'in_fulfilment',
      fulfilment: 'shipped',
      attention: { exceptions: [{ type: 'shipped-after-cancel' }] },
    });
    expect(world.onHand('main', 'A')).toBe('0');
  });

  it('that comes before the cancel is answered counts as well', () => {
    const world = released();
    world.tell(cancel);
    world.tell(dispatched);
    world.settle();
    expect(buckets(world.row())).toEqual({ shipped: '2' });
    expect(world.onHand('main', 'A')).toBe('0');
  });
});

describe("a channel's cancel", () => {
  const fromChannel: OrderCommand = { type: 'order.cancel', data: { claim, reason: 'canceled' } };

  it('after the hand-over of everything is refused, listed, and the order stands', () => {
    const world = released();
    world.tell(dispatched);
    expect(world.tell(fromChannel)).toBe(true);
    world.settle();
    world.tell(fromChannel);
    world.settle();
    expect(world.row()).toMatchObject({
      lifecycle: 'in_fulfilment',
      attention: {
        exceptions: [
          { type: 'cancel-refused', reason: expect.stringMatching(/^not cancelled: 2 of line 1;/) },
        ],
      },
      lines: [{ buckets: { shipped: '2' } }],
    });
  });

  it('that comes before its order cancels it when it comes', () => {
    const world = new World();
    world.receive('main', 'A', '2');
    world.tell(fromChannel);
    expect(world.row()).toBeUndefined();
    world.tell(place({ lines }));
    world.settle();
    expect(world.row()).toMatchObject({ lifecycle: 'cancelled', attention: { exceptions: [] } });
    expect(world.held('main', 'A', '1')).toEqual({ reserved: '0', backordered: '0' });
  });

  it('of a partly shipped order takes what it can and lists the rest', () => {
    const world = new World();
    world.receive('main', 'A', '1');
    world.tell(place({ lines }));
    world.tell(payment());
    world.settle();
    world.dispatch(S1);
    world.settle();
    world.tell(fromChannel);
    world.settle();
    expect(buckets(world.row())).toEqual({ cancelled: '1', shipped: '1' });
    expect(world.row()?.attention.exceptions.map(({ type }) => type)).toEqual(['cancel-refused']);
  });
});

describe('a shortage', () => {
  it('is filled by a receipt and goes in a shipment of its own', () => {
    const world = released('1');
    expect(buckets(world.row())).toEqual({ backordered: '1', released: '1' });
    world.receive('main', 'A', '5', 'second');
    world.settle();
    expect(buckets(world.row())).toEqual({ released: '2' });
    expect(world.row()?.shipments.map(({ id }) => id)).toEqual([S1, `${number}-S2`]);
    expect(world.held('main', 'A', '1')).toEqual({ reserved: '2', backordered: '0' });
  });
});

describe("a message in another tenant's name", () => {
  const { history } = released();
  const answered = (command: OrderCommand, tenant: string) => {
    const state = history.reduce((now, event) => order.evolve(now, event), order.initial);
    return order.decide(command, state, { now: 0, key: number, tenant });
  };

  it.each([cancel, dispatched, payment('refunded')])('finds no order: $type', (command) => {
    expect(answered(command, 'other')).toMatchObject({ refused: { code: 'order_not_found' } });
    expect(answered(command, 'acme')).not.toHaveProperty('refused');
  });

  it('that claims the number for its own reference goes on to the next one', () => {
    const foreign: OrderCommand = {
      type: 'order.cancel',
      data: { claim: { ...claim, tenant: 'other' }, reason: 'x' },
    };
    expect(answered(foreign, 'other')).toMatchObject([{ type: 'number.collided' }]);
  });
});
