/**
 * Booked returns whose parcel arrived only afterwards: it went on, or the return was a mistake, or
 * its time. Of what came back to its sender the parcels say that it left again; of other parcels
 * people decide it.
 */
import { asProse, decimal, instantText, listed, remembering } from '#kernel';
import type { OrderEvent } from '../../events.js';
import { exceptionKey, isSeen } from '../../state/facts.js';
import { openException } from '../../state.js';
import type { OrderState, Placed } from '../../state.js';
import { nothing } from '../outcome.js';
import { namedMax, raiseAnew } from '../exceptions.js';
import { whichCameBack } from './which-back.js';

interface Doubt {
  readonly line: string;
  readonly reason: string;
}

const exception = 'return-then-arrived';

const doubtsIn = (state: Placed): readonly Doubt[] =>
  [...whichCameBack(state, undefined)].flatMap(([line, { late }]): readonly Doubt[] => {
    if (late.length === 0) return [];
    const said = late.map(
      ({ id, quantity, at, parcel, arrivedAt }) =>
        `return ${id} of ${decimal(quantity)} came back ${instantText(at)}, and its parcel ` +
        `${parcel} arrived ${instantText(arrivedAt)}`,
    );
    return [
      {
        line,
        reason: asProse(
          `${listed(said, namedMax)}: where it went on, take the return ` +
            'back; where the customer brought it, dismiss this',
        ),
      },
    ];
  });

const remembered = remembering<Placed, readonly Doubt[]>();

/**
 * Asked several times of one state. Replayed history says no times that could be held against each
 * other.
 */
const doubts = (state: Placed): readonly Doubt[] => {
  if (state.returns.length === 0 || !state.terms.policy.timers) return [];
  const known = remembered.get(state);
  if (known !== undefined) return known;
  const found = doubtsIn(state);
  remembered.set(state, found);
  return found;
};

export const hasArrivedLater = (state: Placed, line: string | undefined): boolean =>
  doubts(state).some((one) => one.line === line);

/** What people have dealt with is told again only in other words. */
export const arrivedLater = (state: Placed, before: OrderState): readonly OrderEvent[] => {
  const all = doubts(state);
  if (all.length === 0) return nothing;
  const known = before.stage === 'awaited' ? [] : doubts(before);
  const fresh = all.find(
    ({ line, reason }) =>
      openException(state, exception, line)?.reason !== reason &&
      !(
        isSeen(state.seen, exceptionKey(exception, line)) &&
        known.some((one) => one.line === line && one.reason === reason)
      ),
  );
  return fresh === undefined ? nothing : raiseAnew(state, { exception, ...fresh });
};
