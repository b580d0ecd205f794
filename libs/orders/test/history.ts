import { given, isRefusal } from '#kernel';
import type { OrderCommand } from '../src/commands.js';
import type { OrderEvent } from '../src/events.js';
import { order } from '../src/order.js';
import type { OrderState, Placed } from '../src/state.js';
import { number } from './orders.js';

export const placedState = (state: OrderState): Placed => {
  if (state.stage === 'awaited') throw new Error('the order has not come');
  return state;
};

export const buckets = (state: OrderState): readonly object[] =>
  placedState(state).lines.map((one) => one.buckets);

export const typesOf = (
  history: readonly OrderEvent[],
  command: OrderCommand,
  now?: number,
): string[] => {
  const said = given(order, history)
    .when(command, now === undefined ? {} : { now })
    .answer();
  return isRefusal(said) ? [said.refused.code] : said.map(({ type }) => type);
};

export const hold = (name: string): OrderCommand => ({
  type: 'order.hold',
  data: { hold: name, reason: 'look' },
});

export const due = (name: string, at: string): OrderCommand => ({
  type: 'order.deadline-reached',
  data: { name, at },
});

export const names = (history: readonly OrderEvent[]) =>
  order.deadlines?.(given(order, history).state()).map(({ name }) => name);

export const S1 = `${number}-S1`;
