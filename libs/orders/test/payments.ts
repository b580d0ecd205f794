import { given } from '#kernel';
import type { OrderCommand } from '../src/commands.js';
import type { OrderEvent } from '../src/events.js';
import type { OrderPolicy } from '../src/index.js';
import { order } from '../src/order.js';
import type { Placed } from '../src/state.js';
import { placed, reservedEvent, acceptedEvent, number } from './orders.js';

export const deadline = '2026-01-06T10:00:00Z';

export const timed = (policy: Partial<OrderPolicy> = {}): OrderEvent =>
  placed({ policy: { timers: true, paymentDeadline: deadline, ...policy } });

export const accepted = (policy: Partial<OrderPolicy> = {}): readonly OrderEvent[] => [
  timed(policy),
  reservedEvent('1', '2'),
  acceptedEvent,
];

export const paid = (
  status: 'authorized' | 'captured' | 'refunded' | 'voided',
  amount: number,
  expiresAt?: string,
): OrderEvent => ({
  type: 'payment.recorded',
  data: {
    id: `${status}-${amount}`,
    payment: 'P',
    status,
    amount,
    ...(expiresAt !== undefined && { expiresAt }),
  },
});

export const reached = (name: string, at: string): OrderCommand => ({
  type: 'order.deadline-reached',
  data: { name, at },
});

export const passed = reached('payment', deadline);
const after = Date.parse('2026-01-06T10:00:01Z');

export const eventsOf = (
  history: readonly OrderEvent[],
  command: OrderCommand,
  now = after,
): readonly OrderEvent[] => {
  const said = order.decide(command, given(order, history).state(), { now, key: number });
  if ('refused' in said) throw new Error(said.refused.code);
  return said;
};

export const typesOf = (
  history: readonly OrderEvent[],
  command: OrderCommand,
  now = after,
): readonly string[] =>
  eventsOf(history, command, now).map((event) => {
    if (event.type === 'exception.raised') return `+${event.data.exception}`;
    return event.type === 'exception.resolved' ? `-${event.data.exception}` : event.type;
  });

export const stateOf = (history: readonly OrderEvent[]): Placed => {
  const state = given(order, history).state();
  if (state.stage === 'awaited') throw new Error('the order has not come');
  return state;
};

export const names = (history: readonly OrderEvent[]): readonly string[] =>
  (order.deadlines?.(given(order, history).state()) ?? []).map(({ name }) => name);
