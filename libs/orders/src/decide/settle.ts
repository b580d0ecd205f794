import { invariant, sumOfBytes } from '#kernel';
import type { Moment } from '#kernel';
import { carried, sumOf } from '../state/buckets.js';
import { isConcerned } from '../attention/concerns.js';
import type { OrderEvent } from '../events.js';
import { exceptionKey, isSeen } from '../state/facts.js';
import { lineOf } from '../state.js';
import type { OrderState, Placed } from '../state.js';
import type { Line } from '../state/line.js';
import type { OrderException } from '../state/exceptions.js';
import { allCancelled, isComplete, lifecycleOf } from '../status/status.js';
import { holdsAny, tallyOf } from '../state/tally.js';
import { tellConcerns } from './concerns.js';
import { nothing } from './outcome.js';
import { looseMoves } from './moves.js';
import { raise } from './exceptions.js';
import { releaseRequests } from './stock-requests.js';
import { doubtfulReturns, isInDoubt } from './returns/doubts.js';
import { booksAgree, moneyExceptions } from './payments/money-exceptions.js';
import { expiredPayments, lapsed } from './payments/deadlines.js';
import { isHoldKept, shippedUnderHold } from './shipments/shipped-under-hold.js';
import { keptFact } from './facts/waiting-facts.js';
import { isOut } from './shipments/follow.js';
import { isCorrectionWaiting, paymentsUnmatched } from './payments/correct-payment.js';
import { releaseByPolicy } from './releases/release.js';
import { mayRelease } from './releases/readiness.js';
import { folded } from './in-turn.js';
import { isUnmatched, returnsUnmatched } from './returns/unmatched.js';
import { arrivedLater, hasArrivedLater } from './returns/arrived-later.js';
import { withoutStock } from './without-stock.js';
import { withdrawn } from './shipments/withdraw.js';

/**
 * No stock answers for it: it stays `received`, with an exception raised once, unless its policy
 * says that it is complete as it is.
 */
const withoutLines = (state: Placed): readonly OrderEvent[] => {
  if (state.terms.policy.onEmpty === 'complete') return [{ type: 'order.accepted', data: {} }];
  return isSeen(state.seen, exceptionKey('no-lines'))
    ? nothing
    : raise(state, 'no-lines', 'the order came without lines');
};

const isShort = ({ lines }: Placed): boolean =>
  tallyOf(lines).refused > 0 || holdsAny(lines, ['backordered']);

/** All or nothing: any shortage rejects the order and frees what it holds. */
const rejected = (state: Placed): readonly OrderEvent[] => {
  const moves = looseMoves(state.lines);
  const reason = 'all-or-nothing';
  const requests = releaseRequests(state.lines, moves, 'cancelled');
  return [
    { type: 'order.rejected', data: { reason } },
    { type: 'line.cancelled', data: { reason, moves, requests } },
  ];
};

/** Once every line is answered by the stock. */
const acceptance = (state: Placed): readonly OrderEvent[] => {
  if (state.stage !== 'received' || tallyOf(state.lines).awaiting > 0) return nothing;
  if (state.lines.length === 0) return withoutLines(state);
  if (allCancelled(state)) {
    return isShort(state)
      ? [{ type: 'order.rejected', data: { reason: 'out-of-stock' } }]
      : [{ type: 'order.cancelled', data: { reason: state.cancelReason ?? 'cancelled' } }];
  }
  if (state.terms.policy.allOrNothing && isShort(state)) return rejected(state);
  return [{ type: 'order.accepted', data: {} }];
};

/**
 * Whether what the exception complained of is no longer so. Others stay until people resolve them.
 */
const hasEnded = (state: Placed, open: OrderException): boolean => {
  const { exception, line: id } = open;
  const line = id === undefined ? undefined : lineOf(state, id);
  switch (exception) {
    case 'node-refused':
    case 'refusal-unclear':
      return line !== undefined && line.resting === 0;
    case 'stock-refused':
      return (line?.buckets.open ?? 0) === 0;
    case 'no-lines':
      return state.stage === 'cancelled' || state.lines.length > 0;
    case 'order-changed':
      return state.pending === undefined;
    case 'old-address':
      return !goesToOldAddress(state);
    case 'delivery-unconfirmed':
      return isComplete(state);
    case 'shipped-after-cancel':
      return !state.lines.some(isOutAfterCancel);
    case 'shipped-under-hold':
      return isHoldKept(state);
    case 'left-twice':
      return line === undefined || !isOut(state, line.line);
    case 'payment-unmatched':
      return !isCorrectionWaiting(state);
    case 'over-return':
    case 'return-waiting':
      return !isInDoubt(state, exception, id);
    case 'return-unmatched':
      return !isUnmatched(state, id);
    case 'return-then-arrived':
      return !hasArrivedLater(state, id);
    case 'shipment-unknown':
    case 'over-dispatch':
    case 'fact-unmatched':
    case 'parcel-unmatched':
    case 'correction-unmatched':
    case 'dispatch-without-units':
    case 'departure-scanned':
    case 'scan-unknown':
      return !isConcerned(state, open);
    default:
      return booksAgree(state, exception) ?? false;
  }
};

/** Units left after they were cancelled, and some of the line are not back yet. */
const isOutAfterCancel = ({ revived, buckets }: Line): boolean =>
  revived > 0 && sumOf(buckets, carried) > 0;

/** Whether a node still has units that it got before the address changed. */
const goesToOldAddress = ({ shipments, releasedTo }: Placed): boolean =>
  shipments.some(
    ({ shipment, units }) =>
      Object.hasOwn(releasedTo, shipment) &&
      Object.values(units).some(
        ({ released = 0, cancel_pending: pending = 0 }) => released + pending > 0,
      ),
  );

const endedExceptions = (state: Placed): readonly OrderEvent[] =>
  state.exceptions
    .filter((open) => hasEnded(state, open))
    .map(({ exception, line }): OrderEvent => ({
      type: 'exception.resolved',
      data: { exception, ...(line !== undefined && { line }), reason: 'condition-ended' },
    }));

const conclusion = (state: Placed): readonly OrderEvent[] => {
  if (state.stage !== 'accepted') return nothing;
  if (allCancelled(state)) {
    return [{ type: 'order.cancelled', data: { reason: state.cancelReason ?? 'out-of-stock' } }];
  }
  return !state.completed && lifecycleOf(state) === 'completed'
    ? [{ type: 'order.completed', data: {} }]
    : nothing;
};

/** What an answer was given to: a moment, and the state before it; and the bytes that followed. */
interface Asked {
  readonly now: number;
  readonly before: OrderState;
  readonly bytes: number;
}

type Step = (state: Placed, asked: Asked) => readonly OrderEvent[];

/** Nothing could go to its node before: what is ready does not wait for more. */
const isFirst = ({ before }: Asked): boolean => before.stage === 'awaited' || !mayRelease(before);

const steps: readonly Step[] = [
  (state, { now }) => expiredPayments(state, now),
  withoutStock,
  acceptance,
  withdrawn,
  (state, { bytes }) => keptFact(state, bytes),
  lapsed,
  (state, asked) => releaseByPolicy(state, asked.now, isFirst(asked)),
  (state, { before }) => doubtfulReturns(state, before),
  paymentsUnmatched,
  (state, { before }) => returnsUnmatched(state, before),
  (state, { before }) => arrivedLater(state, before),
  tellConcerns,
  endedExceptions,
  conclusion,
  (state, { before }) => shippedUnderHold(state, before),
  (state, { before }) => moneyExceptions(state, before),
];

const following = (state: Placed, asked: Asked): readonly OrderEvent[] => {
  for (const step of steps) {
    const events = step(state, asked);
    if (events.length > 0) return events;
  }
  return nothing;
};

/** More rounds than an order could need: each takes it a step on or settles one kept fact. */
const roundsMax = 1_000;

/** An answer with all that follows from it by the order's own rules. */
export const settled = (
  answer: readonly OrderEvent[],
  before: OrderState,
  { now }: Pick<Moment, 'now'>,
): readonly OrderEvent[] => {
  let state = folded(before, answer);
  let events = answer;
  if (state.stage === 'awaited') return events;
  const most = roundsMax + 4 * state.kept.length;
  let bytes = 0;
  for (let round = 0; state.stage !== 'awaited'; round += 1) {
    const more = following(state, { now, before, bytes });
    if (more.length === 0) break;
    invariant(round < most, `order ${state.number} does not settle`);
    events = [...events, ...more];
    // Only facts that wait ask how much has followed.
    if (state.kept.length > 0) bytes += sumOfBytes(more);
    state = folded(state, more);
  }
  return events;
};
