import { refuse, asProse } from '#kernel';
import type { HoldOrder, ReleaseHold } from '../commands.js';
import type { Placed } from '../state.js';
import { isClosed } from '../status/status.js';
import { nothing } from './outcome.js';
import type { Outcome } from './outcome.js';

const holdsMax = 100;
const has = (holds: Placed['holds'], hold: string): boolean => Object.hasOwn(holds, hold);

/** Overlays the stage: what stood before goes on standing. */
export const holdOrder = (state: Placed, { data }: HoldOrder): Outcome => {
  const reason = has(state.holds, data.hold) ? state.holds[data.hold] : undefined;
  if (reason === data.reason) return nothing;
  if (reason !== undefined) {
    return refuse(
      'id_conflict',
      asProse(
        `the hold ${data.hold} stands with the reason ` +
          `${JSON.stringify(reason)}: release it first, or set another one`,
      ),
      'reason',
    );
  }
  if (isClosed(state)) return refuse('order_closed', 'a closed order cannot be held');
  if (Object.keys(state.holds).length >= holdsMax) {
    return refuse('too_many_holds', `${holdsMax} holds stand: release one first`, 'hold');
  }
  return [{ type: 'order.held', data }];
};

export const releaseHold = (state: Placed, { data }: ReleaseHold): Outcome =>
  has(state.holds, data.hold)
    ? [{ type: 'hold.released', data }]
    : refuse('hold_not_found', `no hold ${data.hold} stands`, 'hold');
