import type { Decider } from '#kernel';
import { decide } from './decide.js';
import { deadlines } from './decide/deadlines.js';
import type { OrderCommand } from './commands.js';
import type { OrderEvent } from './events.js';
import { evolve } from './evolve.js';
import { initial } from './state.js';
import type { OrderState } from './state.js';

/** One order, from the first fact that names its number to the last return. */
export const order: Decider<OrderCommand, OrderEvent, OrderState> = {
  initial,
  decide,
  evolve,
  deadlines,
};

/** Outside every aggregate: no version, not folded. The number belongs to another reference. */
export const standsOutside = ({ type }: OrderEvent): boolean => type === 'number.collided';
