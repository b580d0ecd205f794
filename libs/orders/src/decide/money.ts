import { instant, instantText } from '#kernel';
import { left } from '../buckets.js';
import type { OrderEvent } from '../events.js';
import {
  creditOf, hasLapsed, isUnpaid, lackOf, moneyOf, netOf, restOf, secured, toleranceOf,
} from '../money.js';
import type { Bucket } from '../quantities.js';
import { standing } from '../state.js';
import type { OrderState, PaymentSums, Placed } from '../state.js';
import { isAtHome, isClosed, isComplete } from '../status.js';
import { holdsAny } from '../tally.js';
import { looseMoves, nothing, raise, releaseRequests } from './answer.js';

/** It waits for money, none of its goods is on its way, and the money is not there. */
export const mayExpire = (state: Placed): boolean =>
  state.terms.policy.releaseOn !== 'accepted' && state.releasedAnyway === undefined
  && !secured(state) && isAtHome(state)
  && !isClosed(state) && !isComplete(state);

/** The deadline that the order has now passed while a part was paid. */
export const isOverdue = ({ overdue, terms: { policy: { paymentDeadline } } }: Placed): boolean =>
  overdue !== undefined && paymentDeadline !== undefined && overdue === instant(paymentDeadline);

const expiry = (state: Placed): readonly OrderEvent[] => {
  const moves = looseMoves(state.lines);
  const over: OrderEvent = { type: 'order.expired', data: {} };
  if (moves.length === 0) return [over];
  const requests = releaseRequests(state.lines, moves, 'cancelled');
  return [over, { type: 'line.cancelled', data: { reason: 'expired', moves, requests } }];
};

/** Of a part that was paid people decide; where nothing was, the order ends. */
export const deadlinePassed = (state: Placed, deadline: string): readonly OrderEvent[] =>
  (isUnpaid(state) ? expiry(state) : [{ type: 'payment.overdue', data: { deadline } }]);

/** The part that kept an order past its deadline went back. */
export const lapsed = (state: Placed): readonly OrderEvent[] =>
  (isOverdue(state) && mayExpire(state) && isUnpaid(state) ? expiry(state) : nothing);

const isOpen = (sums: PaymentSums): sums is PaymentSums & { readonly expiresAt: number } =>
  sums.expiresAt !== undefined && sums.expired !== true && restOf(sums) > 0;

/** When the next authorization ends of which something is open; undefined: none ever does. */
export const nextExpiry = ({ payments, terms: { policy: { timers } } }: Placed) => {
  if (!timers) return undefined;
  const ends = Object.values(payments).filter(isOpen).map(({ expiresAt }) => expiresAt);
  return ends.length === 0 ? undefined : Math.min(...ends);
};

/** Authorizations that have ended: known before anything is decided that leans on them. */
export const expiredPayments = (state: Placed, now: number): readonly OrderEvent[] => {
  if ((nextExpiry(state) ?? Number.POSITIVE_INFINITY) > now) return nothing;
  return Object.entries(state.payments).flatMap(([payment, sums]): OrderEvent[] =>
    (isOpen(sums) && sums.expiresAt <= now
      ? [{ type: 'payment.expired', data: { payment, expiresAt: instantText(sums.expiresAt) } }]
      : []));
};

const sumOver = ({ payments }: Placed, of: (sums: PaymentSums) => number): number =>
  Object.values(payments).reduce((sum, sums) => sum + of(sums), 0);

const everCaptured = (state: Placed): number =>
  sumOver(state, ({ captured = 0 }) => Math.max(0, captured));

const withNode = ['released', 'cancel_pending'] as const;
const here: readonly Bucket[] = ['open', 'backordered', 'reserved', ...withNode];
const sent: readonly Bucket[] = [...withNode, ...left];
/** Units that nobody has given up: what they cost is the customer's to pay. */
const kept: readonly Bucket[] = [...here, ...left, 'missing'];

const missingPart = (state: Placed): number =>
  (isOverdue(state) && mayExpire(state) && !isUnpaid(state) ? lackOf(state) : 0);

/** By how much the captures are above what was to be paid; nothing within the tolerance. */
const above = (state: Placed, due: number): number =>
  Math.max(0, netOf(moneyOf(state)) - due - toleranceOf(state));

/** Refunded though it was never captured. */
const neverCaptured = (state: Placed): number =>
  sumOver(state, ({ captured = 0, refunded = 0 }) =>
    Math.max(0, refunded - Math.max(0, captured)));

/** Refunded though no unit was given up for it, while goods are to go or have gone. */
const givenAway = (state: Placed): number => {
  const refunded = sumOver(state, ({ captured = 0, refunded: back = 0 }) =>
    Math.min(back, Math.max(0, captured)));
  if (refunded === 0 || !holdsAny(state.lines, kept)) return 0;
  const tooMuch = Math.max(0, everCaptured(state) - state.total);
  return Math.max(0, refunded - tooMuch - Math.max(0, creditOf(state)));
};

/** Goods are out, and the money for them was never there, or is there no more. */
const uncovered = (state: Placed): number => {
  if (secured(state) || !holdsAny(state.lines, sent)) return 0;
  const { owed, open } = moneyOf(state);
  const waits = state.terms.policy.releaseOn === 'paid' && state.releasedAnyway === undefined;
  const isLost = Object.values(state.payments).some((sums) =>
    sums.voided !== undefined || hasLapsed(sums));
  if (!waits && !isLost) return 0;
  return Math.max(0, owed - toleranceOf(state) - everCaptured(state) - open);
};

interface Disagreement {
  readonly reason: string;
  /** Minor units by which the books disagree; 0: they agree, and the exception ends. */
  readonly by: (state: Placed) => number;
  /** Whether there is more to tell than before; where absent: the books disagree by more. */
  readonly isNew?: (state: Placed, before: OrderState) => boolean;
  /** Whether it begins only now; one that stands ends by the books alone. Absent: at any time. */
  readonly begins?: (state: Placed) => boolean;
}

/** What people are told about the money of an order, by exception. */
const disagreements: Readonly<Record<string, Disagreement>> = {
  'paid-in-part': {
    reason: 'only a part of what is owed was paid by the deadline: take the rest, or cancel',
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
    isNew: (state, before) => before.stage !== 'awaited' && isClosed(before)
      && everCaptured(state) > everCaptured(before),
  },
  'refunded-above-captured': {
    reason: 'a payment has more refunds than captures: ask its provider',
    by: neverCaptured,
  },
  'refunded-above-credit': {
    reason: 'more was refunded than units were cancelled or came back, and goods were still to '
      + 'go: stop them, take the money again, or resolve this where it was goodwill',
    by: givenAway,
    // After that it is goodwill.
    begins: ({ lines }) => holdsAny(lines, here),
  },
  'released-unpaid': {
    reason: 'goods are with a node or gone, and no captured or authorized money covers them: '
      + 'stop them, or take the money',
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
  const byBefore = ({ by, begins }: Disagreement): number =>
    (before.stage === 'awaited' || begins?.(before) === false ? 0 : by(before));
  for (const [exception, one] of Object.entries(disagreements)) {
    const { reason, by, isNew, begins } = one;
    const begun = standing(state, exception) === undefined && (begins?.(state) ?? true);
    const amount = begun ? by(state) : 0;
    if (amount === 0) continue;
    if (isNew?.(state, before) ?? amount > byBefore(one)) return raise(state, exception, reason);
  }
  return nothing;
};
