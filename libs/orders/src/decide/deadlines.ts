import { before, dayMs, instant } from '#kernel';
import type { Deadline, Moment } from '#kernel';
import type { DeadlineReached } from '../commands.js';
import type { OrderEvent } from '../events.js';
import type { OrderState, Placed } from '../state.js';
import { isClosed, isComplete } from '../status/status.js';
import { nothing } from './outcome.js';
import {
  deadlinePassed,
  expiredPayments,
  heedsDeadline,
  isOverdue,
  nextExpiry,
} from './payments/deadlines.js';
import { releaseDue } from './releases/release.js';
import { nodeDue, releaseDeadlines } from './releases/readiness.js';

/** What the order wants to be woken for; an entry leaves when an event has made it pointless. */
export const deadlines = (state: OrderState): readonly Deadline[] => {
  if (state.stage === 'awaited' || !state.terms.policy.timers) return [];
  const due: Deadline[] = [...releaseDeadlines(state)];
  const { paymentDeadline } = state.terms.policy;
  if (paymentDeadline !== undefined && heedsDeadline(state) && !isOverdue(state)) {
    due.push({ name: 'payment', at: instant(paymentDeadline) });
  }
  const expiry = nextExpiry(state);
  if (expiry !== undefined) due.push({ name: 'payment-expiry', at: expiry });
  const { promise } = state;
  if (promise === undefined || promise.missed || isClosed(state) || isComplete(state)) return due;
  if (!promise.atRisk) due.push({ name: 'promise-warning', at: before(promise.at, dayMs) });
  due.push({ name: 'promise', at: promise.at });
  return due;
};

/** Level-triggered: one that is early, stale or of another order's time changes nothing. */
export const deadlineReached = (
  state: Placed,
  { data }: DeadlineReached,
  { now }: Moment,
): readonly OrderEvent[] => {
  const due = deadlines(state).find(
    ({ name, at }) => name === data.name && at === instant(data.at),
  );
  if (due === undefined || due.at > now) return nothing;
  const node = nodeDue(due.name);
  if (node !== undefined) return releaseDue(state, node, now);
  switch (due.name) {
    case 'payment':
      return deadlinePassed(state, data.at);
    case 'payment-expiry':
      return expiredPayments(state, now);
    case 'promise':
      return [{ type: 'promise.missed', data: {} }];
    default:
      return [{ type: 'promise.at-risk', data: {} }];
  }
};
