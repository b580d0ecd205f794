import type { EventOf } from '../events.js';
import { reportedAnew, withDismissed } from '../attention/concerns.js';
import { openException } from '../state.js';
import type { Placed } from '../state.js';

/** Who closes the exception of a changed order turns the change down. */
export const resolvedAs = (state: Placed, { data }: EventOf<'exception.resolved'>): Placed => {
  const gone = openException(state, data.exception, data.line);
  const exceptions = state.exceptions.filter((one) => one !== gone);
  const pending = data.exception === 'order-changed' ? undefined : state.pending;
  if (data.reason === reportedAnew) return { ...state, exceptions, pending };
  // What left under a hold and is dealt with is told no more with what leaves later.
  const underHold = data.exception === 'shipped-under-hold' ? undefined : state.underHold;
  return { ...state, exceptions, pending, underHold, told: withDismissed(state, data) };
};
