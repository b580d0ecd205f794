import { given } from '#kernel';
import { lifecycleOf, order, slaOf } from '#orders';
import type { OrderEvent } from '#orders';
import { placedState, typesOf, due, names } from '../../test/history.js';
import { acceptedEvent, payment, placed, reservedEvent } from '../../test/orders.js';

describe('deadlines', () => {
  const timed = {
    promise: '2026-01-08',
    policy: { timers: true, paymentDeadline: '2026-01-06T10:00:00Z' },
  };
  const waiting = [
    placed(timed),
    { type: 'promise.made', data: { promise: '2026-01-08' } },
    reservedEvent('1', '2'),
    acceptedEvent,
  ] satisfies OrderEvent[];
  const later = Date.parse('2026-02-01T00:00:00Z');
  const over = due('payment', '2026-01-06T10:00:00Z');

  it('expire an unpaid order and free its stock', () => {
    expect(names(waiting)).toEqual(['payment', 'promise-warning', 'promise']);
    expect(typesOf(waiting, over, later)).toEqual(['order.expired', 'line.cancelled']);
    const state = given(order, waiting).when(over, { now: later }).state();
    expect(order.deadlines?.(state)).toEqual([]);
    expect(lifecycleOf(placedState(state))).toBe('expired');
  });

  it('mean nothing when early, when paid, or when nobody set them', () => {
    expect(typesOf(waiting, over)).toEqual([]);
    const paid = [
      ...waiting,
      { type: 'payment.recorded', data: payment().data },
    ] satisfies OrderEvent[];
    expect(typesOf(paid, over, later)).toEqual([]);
    expect(names(paid)).toEqual(['promise-warning', 'promise']);
    expect(names([placed({ ...timed, policy: { ...timed.policy, timers: false } })])).toEqual([]);
  });

  it('warn a day before the promise, and say when it is broken', () => {
    const warned = given(order, waiting)
      .when(due('promise-warning', '2026-01-07T23:59:59.999Z'), { now: later })
      .then([{ type: 'promise.at-risk', data: {} }]);
    expect(slaOf(placedState(warned.state()))).toBe('at_risk');
    const missed = warned
      .when(due('promise', '2026-01-08T23:59:59.999Z'), { now: later })
      .then([{ type: 'promise.missed', data: {} }])
      .when(due('promise', '2026-01-08T23:59:59.999Z'), { now: later })
      .thenNothing();
    expect(slaOf(placedState(missed.state()))).toBe('late');
  });
});
