import { refuse } from '#kernel';
import type { ReleaseAnyway } from '../../commands.js';
import { goesOnAccount } from '../../money/money.js';
import type { Placed } from '../../state.js';
import { isClosed, isComplete } from '../../status/status.js';
import { nothing } from '../outcome.js';
import type { Outcome } from '../outcome.js';

/**
 * Ships on account: what is owed now is waited for no more. What an edit adds later waits, until
 * that is said again. Holds stand in its way as before.
 */
export const releaseAnyway = (state: Placed, { data }: ReleaseAnyway): Outcome => {
  if (isClosed(state)) return refuse('order_closed', 'a closed order releases nothing');
  if (state.lines.length > 0 && isComplete(state)) {
    return refuse('order_closed', 'every unit is delivered or came back');
  }
  return goesOnAccount(state) ? nothing : [{ type: 'order.released-anyway', data }];
};
