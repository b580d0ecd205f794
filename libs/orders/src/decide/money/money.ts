import { instant, instantText } from '#kernel';
import { left, loose } from '../../units/buckets.js';
import type { OrderEvent } from '../../events.js';
import {
  creditOf,
  goesOnAccount,
  hasLapsed,
  isUnpaid,
  lackOf,
  lackOfSent,
  moneyOf,
  netOf,
  onAccountOf,
  restOf,
  secured,
  toleranceOf,
} from '../../money/money.js';
import type { Bucket } from '../../message/quantities.js';
import { openException } from '../../state.js';
import type { OrderState, PaymentSums, Placed } from '../../state.js';
import { isAtHome, isClosed, isComplete } from '../../views/status.js';
import { holdsAny } from '../../units/tally.js';
import { looseMoves, nothing, raise, releaseRequests } from '../answer.js';

/** It waits for money, and the money is not there. */
const waitsForMoney = (state: Placed): boolean =>
  state.terms.policy.releaseOn !== 'accepted' &&
  !goesOnAccount(state) &&
  !secured(state) &&
  !isClosed(state) &&
  !isComplete(state);

/** Its payment deadline says something of it: not all of it is with a node or gone. */
export const heedsDeadline = (state: Placed): boolean =>
  waitsForMoney(state) && (isAtHome(state) || holdsAny(state.lines, loose));

/**
 * It ends at its deadline: none of its goods is on its way, and nothing of it is paid. Where people
 * once let it go without its money they decide of what was added, too.
 */
const mayExpire = (state: Placed): boolean =>
  waitsForMoney(state) && isAtHome(state) && isUnpaid(state) && state.releasedAnyway === undefined;

/** The deadline that the order has now passed while a part was paid, or had gone. */
export const isOverdue = ({
  overdue,
  terms: {
    policy: { paymentDeadline },
  },
}: Placed): boolean =>
  overdue !== undefined && paymentDeadline !== undefined && overdue === instant(paymentDeadline);

const expiry = (state: Placed): readonly OrderEvent[] => {
  const moves = looseMoves(state.lines);
  const over: OrderEvent = { type: 'order.expired', data: {} };
  if (moves.length === 0) return [over];
  const requests = releaseRequests(state.lines, moves, 'cancelled');
  return [over, { type: 'line.cancelled', data: { reason: 'expired', moves, requests } }];
};

/** Where a part was paid, or has gone, people decide; else the order ends. */
export const deadlinePassed = (state: Placed, deadline: string): readonly OrderEvent[] =>
  mayExpire(state) ? expiry(state) : [{ type: 'payment.overdue', data: { deadline } }];

/** The part that kept an order past its deadline went back, or came back. */
export const lapsed = (state: Placed): readonly OrderEvent[] =>
  isOverdue(state) && mayExpire(state) ? expiry(state) : nothing;

const isOpen = (sums: PaymentSums): sums is PaymentSums & { readonly expiresAt: number } =>
  sums.expiresAt !== undefined && sums.expired !== true && restOf(sums) > 0;

/** When the next authorization ends of which something is open; undefined: none ever does. */
export const nextExpiry = ({
  payments,
  terms: {
    policy: { timers },
  },
}: Placed) => {
  if (!timers) return undefined;
  const ends = Object.values(payments)
    .filter(isOpen)
    .map(({ expiresAt }) => expiresAt);
  return ends.length === 0 ? undefined : Math.min(...ends);
};

/** Authorizations that have ended: known before anything is decided that leans on them. */
export const expiredPayments = (state: Placed, now: number): readonly OrderEvent[] => {
  if ((nextExpiry(state) ?? Number.POSITIVE_INFINITY) > now) return nothing;
  return Object.entries(state.payments).flatMap(([payment, sums]): OrderEvent[] =>
    isOpen(sums) && sums.expiresAt <= now
      ? [{ type: 'payment.expired', data: { payment, expiresAt: instantText(sums.expiresAt) } }]
      : [],
  );
};

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
export const moneyTroubles = (state: Placed, before: OrderState): readonly OrderEvent[] => {
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
