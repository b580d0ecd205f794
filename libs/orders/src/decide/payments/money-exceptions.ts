import { left, loose } from '../../state/buckets.js';
import type { OrderEvent } from '../../events.js';
import {
  creditOf,
  hasLapsed,
  lackOf,
  lackOfSent,
  moneyOf,
  netOf,
  onAccountOf,
  toleranceOf,
} from '../../money/money.js';
import type { Bucket } from '../../message/quantities.js';
import { openException } from '../../state.js';
import type { OrderState, Placed } from '../../state.js';
import type { PaymentSums } from '../../state/payments.js';
import { isClosed } from '../../status/status.js';
import { holdsAny } from '../../state/tally.js';
import { nothing } from '../outcome.js';
import { raise } from '../exceptions.js';
import { isOverdue, heedsDeadline } from './deadlines.js';

const sumOver = ({ payments }: Placed, of: (sums: PaymentSums) => number): number =>
  Object.values(payments).reduce((sum, sums) => sum + of(sums), 0);

const everCaptured = (state: Placed): number =>
  sumOver(state, ({ captured = 0 }) => Math.max(0, captured));

/** Units that are still to leave. */
const here: readonly Bucket[] = [...loose, 'released', 'cancel_pending'];

/** Units that nobody has given up: what they cost is the customer's to pay. */
const kept: readonly Bucket[] = [...here, ...left, 'missing'];

const missingPart = (state: Placed): number =>
  isOverdue(state) && heedsDeadline(state) ? lackOf(state) : 0;

/** By how much the captures are above what was to be paid; nothing within the tolerance. */
const above = (state: Placed, due: number): number =>
  Math.max(0, netOf(moneyOf(state)) - due - toleranceOf(state));

/** Refunded though it was never captured. */
const neverCaptured = (state: Placed): number =>
  sumOver(state, ({ captured = 0, refunded = 0 }) => Math.max(0, refunded - Math.max(0, captured)));

/** What went back of what was captured. */
const wentBack = (state: Placed): number =>
  sumOver(state, ({ captured = 0, refunded = 0 }) =>
    Math.min(Math.max(0, refunded), Math.max(0, captured)),
  );

/** Goods are out that should have waited for money, or whose money was lost, by so much. */
const unpaidSent = (state: Placed): number => {
  const lack = lackOfSent(state);
  if (lack === 0) return 0;
  const isLost = Object.values(state.payments).some(
    (sums) => sums.voided !== undefined || hasLapsed(sums),
  );
  if (isLost) return lack;
  return state.terms.policy.releaseOn === 'paid' ? Math.max(0, lack - onAccountOf(state)) : 0;
};

/**
 * Refunded though no unit was given up for it, while goods are to go or have gone; and refunded
 * for units that were never paid, so that goods are out for less than they cost.
 */
const givenAway = (state: Placed): number => {
  const refunded = wentBack(state);
  if (refunded === 0 || !holdsAny(state.lines, kept)) return 0;
  const tooMuch = Math.max(0, everCaptured(state) - state.total);
  const unexplained = refunded - tooMuch - Math.max(0, creditOf(state));
  return Math.max(0, unexplained, Math.min(refunded, unpaidSent(state)));
};

/** Goods are out, and the money for them was never there, or was voided, or has ended. */
const uncovered = (state: Placed): number => Math.max(0, unpaidSent(state) - wentBack(state));

/** Goods are still to go, or have gone for less than they cost: what goes back is no goodwill. */
const isAtStake = (state: Placed): boolean => holdsAny(state.lines, here) || unpaidSent(state) > 0;

/** Also where what explained a refund is gone: units that were given up are wanted again. */
const isGivenNow = (state: Placed, before: OrderState): boolean => {
  if (before.stage === 'awaited') return isAtStake(state);
  const isUnexplained = creditOf(state) < creditOf(before);
  const known = isUnexplained || isAtStake(before) ? givenAway(before) : 0;
  return (isUnexplained || isAtStake(state)) && givenAway(state) > known;
};

interface Disagreement {
  readonly reason: string;
  /** Minor units by which the books disagree; 0: they agree, and the exception ends. */
  readonly by: (state: Placed) => number;
  /** Whether there is more to tell than before; where absent: the books disagree by more. */
  readonly isNew?: (state: Placed, before: OrderState) => boolean;
}

/** What people are told about the money of an order, by exception. */
const disagreements: Readonly<Record<string, Disagreement>> = {
  'paid-in-part': {
    reason: 'less than what is owed was paid by the deadline: take the rest, or cancel what waits',
    by: missingPart,
  },
  'refund-due': {
    reason: 'more was captured than is owed: refund what is too much',
    by: (state) => above(state, moneyOf(state).owed),
  },
  'paid-too-much': {
    reason: 'more was captured than the order costs: it may have been paid twice',
    by: (state) => above(state, Math.max(0, state.total)),
  },
  'captured-after-close': {
    reason: 'money was captured after the order had ended: refund it',
    by: (state) => (isClosed(state) ? above(state, moneyOf(state).owed) : 0),
    isNew: (state, before) =>
      before.stage !== 'awaited' && isClosed(before) && everCaptured(state) > everCaptured(before),
  },
  'refunded-above-captured': {
    reason: 'a payment has more refunds than captures: ask its provider',
    by: neverCaptured,
  },
  'refunded-above-credit': {
    reason:
      'more was refunded than paid units were cancelled or came back: stop the goods, take ' +
      'the money again, or resolve this where it was goodwill',
    by: givenAway,
    isNew: isGivenNow,
  },
  'released-unpaid': {
    reason:
      'goods are with a node or gone, and no captured or authorized money covers them: ' +
      'stop them, or take the money',
    by: uncovered,
  },
};

/** Whether an exception about money has ended; undefined: it is about something else. */
export const booksAgree = (state: Placed, exception: string): boolean | undefined => {
  if (!Object.hasOwn(disagreements, exception)) return undefined;
  return (disagreements[exception]?.by(state) ?? 0) === 0;
};

/**
 * Told where the books disagree by more than before the message: what people have closed stays
 * closed until there is more to tell. Replayed history is nobody's to mend.
 */
export const moneyExceptions = (state: Placed, before: OrderState): readonly OrderEvent[] => {
  if (!state.terms.policy.timers) return nothing;
  for (const [exception, { reason, by, isNew }] of Object.entries(disagreements)) {
    if (openException(state, exception) !== undefined) continue;
    const amount = by(state);
    if (amount === 0) continue;
    const known = before.stage === 'awaited' ? 0 : by(before);
    if (isNew?.(state, before) ?? amount > known) return raise(state, exception, reason);
  }
  return nothing;
};
