import { refuse } from '#kernel';
import type { HoldOrder, ReleaseHold, ResolveException } from '../commands.js';
import { standing } from '../state.js';
import type { Placed } from '../state.js';
import { isClosed } from '../status.js';
import { nothing } from './answer.js';
import type { Answer } from './answer.js';

const has = (holds: Placed['holds'], hold: string): boolean => Object.hasOwn(holds, hold);

/** Overlays the stage: what stood before goes on standing. */
export const holdOrder = (state: Placed, { data }: HoldOrder): Answer => {
  if (has(state.holds, data.hold)) return nothing;
  if (isClosed(state)) return refuse('order_closed', 'a closed order cannot be held');
  return [{ type: 'order.held', data }];
};

export const releaseHold = (state: Placed, { data }: ReleaseHold): Answer =>
  (has(state.holds, data.hold)
    ? [{ type: 'hold.released', data }]
    : refuse('hold_not_found', `no hold ${data.hold} stands`, 'hold'));

export const resolveException = (state: Placed, { data }: ResolveException): Answer =>
  (standing(state, data.exception, data.line) === undefined
    ? refuse('exception_not_found', `no exception ${data.exception} stands`, 'exception')
    : [{ type: 'exception.resolved', data }]);
