import { instant, instantText } from '#kernel';
import type { OrderEvent } from '../../events.js';
import { goesOnAccount, secured, isUnpaid, restOf } from '../../money/money.js';
import type { Placed } from '../../state.js';
import type { PaymentSums } from '../../state/payments.js';
import { loose } from '../../state/buckets.js';
import { holdsAny } from '../../state/tally.js';
import { isClosed, isComplete, isAtHome } from '../../status/status.js';
import { looseMoves } from '../moves.js';
import { nothing } from '../outcome.js';
import { releaseRequests } from '../stock-requests.js';

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
