import { dayMs, instant } from '#kernel';
import type { Deadline, Moment } from '#kernel';
import type { DeadlineReached } from '../commands.js';
import type { OrderEvent } from '../events.js';
import type { OrderState, Placed } from '../state.js';
import { isClosed, isComplete, isPaid } from '../status.js';
import { looseMoves, nothing, releaseRequests } from './answer.js';

/** Unpaid, and nothing has been given to a node: the payment's deadline still matters. */
const mayExpire = (state: Placed): boolean =>
  !isPaid(state) && state.shipments.length === 0 && !isClosed(state) && !isComplete(state);

/** What the order wants to be woken for; an entry leaves when an event has made it pointless. */
export const deadlines = (state: OrderState): readonly Deadline[] => {
  if (state.stage === 'awaited' || !state.terms.policy.timers) return [];
  const due: Deadline[] = [];
  const { paymentDeadline } = state.terms.policy;
  if (paymentDeadline !== undefined && mayExpire(state)) {
    due.push({ name: 'payment', at: instant(paymentDeadline) });
  }
  const { promise } = state;
  if (promise === undefined || promise.missed || isClosed(state) || isComplete(state)) return due;
  if (!promise.atRisk) due.push({ name: 'promise-warning', at: promise.at - dayMs });
  due.push({ name: 'promise', at: promise.at });
  return due;
};

const expired = (state: Placed): readonly OrderEvent[] => {
  const moves = looseMoves(state.lines);
  const over: OrderEvent = { type: 'order.expired', data: {} };
  if (moves.length === 0) return [over];
  const requests = releaseRequests(state.lines, moves, 'cancelled');
  return [over, { type: 'line.cancelled', data: { reason: 'expired', moves, requests } }];
};

/** Level-triggered: one that is early, stale or of another order's time changes nothing. */
export const deadlineReached = (
  state: Placed, { data }: DeadlineReached, { now }: Moment,
): readonly OrderEvent[] => {
  const due = deadlines(state).find(
    ({ name, at }) => name === data.name && at === instant(data.at));
  if (due === undefined || due.at > now) return nothing;
  if (due.name === 'payment') return expired(state);
  return due.name === 'promise'
    ? [{ type: 'promise.missed', data: {} }] : [{ type: 'promise.at-risk', data: {} }];
};
