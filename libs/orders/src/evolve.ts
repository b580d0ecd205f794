import type { EventOf, OrderEvent } from './events.js';
import { endOfDay, instant, invariant, isDay, remembering } from '#kernel';
import type { Claim } from './message/body.js';
import { stillReported, withReported } from './attention/concerns.js';
import type { FactKept } from './events/facts.js';
import { owned, withEarly } from './evolve/early.js';
import { conflicted, edited } from './evolve/edits.js';
import { resolvedAs } from './evolve/exceptions.js';
import { expired, withPayment, withoutPayment } from './evolve/payments.js';
import { placed } from './evolve/placed.js';
import { factKey, factsSettledBy, seenBy, stillKept, withKept, withSeen } from './state/facts.js';
import { onAccount } from './money/money.js';
import { evolveUnits } from './evolve/units.js';
import type { OrderState, Placed } from './state.js';
import { allCancelled, isComplete, isWhole } from './status/status.js';
import { withUnderHold } from './facts/under-hold.js';

/** What may happen to a number before its order comes. */
type Early = EventOf<'order.placed' | 'number.collided' | 'fact.kept' | 'payment.recorded'>;

/** The first message with a reference claims the number, also where it comes before its order. */
const claimed = <S extends OrderState>(state: S, claim: Claim | undefined): S => {
  if (claim === undefined || state.claim !== undefined) return state;
  const { tenant, channel, channelRef } = claim;
  const own = state.stage === 'awaited' ? { ...state, ...owned(state, tenant) } : state;
  return { ...own, claim: { tenant, channel, channelRef } };
};

const without = <V>(record: Readonly<Record<string, V>>, key: string): Record<string, V> =>
  Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));

/** Until when the promise is kept: the end of a day in UTC, or the instant. */
const promiseEnd = (promise: string): number =>
  isDay(promise) ? endOfDay(promise) : instant(promise);

const withPromise = (state: Placed, promise: string): Placed => ({
  ...state,
  promise: { at: promiseEnd(promise), atRisk: false, missed: false },
});

const promised = (state: Placed, change: { atRisk: true } | { missed: true }): Placed =>
  state.promise === undefined ? state : { ...state, promise: { ...state.promise, ...change } };

const evolvePlaced = (state: Placed, event: Exclude<OrderEvent, Early>): Placed => {
  switch (event.type) {
    case 'order.accepted':
      return { ...state, stage: 'accepted' };
    case 'order.rejected':
      return { ...state, stage: 'rejected' };
    case 'order.expired':
      return { ...state, stage: 'expired' };
    case 'order.cancelled':
      return { ...state, stage: 'cancelled' };
    case 'order.completed':
      return { ...state, completed: true };
    case 'order.place-conflicted':
      return conflicted(state, event.data);
    case 'order.edited':
      return edited(state, event);
    case 'change.dismissed':
      return { ...state, pending: undefined };
    case 'order.released-anyway':
      return onAccount(state, event.data.reason);
    case 'release.scheduled': {
      const { node, at } = event.data;
      return { ...state, waits: { ...state.waits, [node]: instant(at) } };
    }
    case 'release.due':
      return { ...state, waits: without(state.waits, event.data.node) };
    case 'order.held':
      return { ...state, holds: { ...state.holds, [event.data.hold]: event.data.reason } };
    case 'hold.released':
      return { ...state, holds: without(state.holds, event.data.hold) };
    case 'payment.corrected':
      return withoutPayment(state, event.data);
    case 'payment.expired':
      return expired(state, event.data);
    case 'payment.overdue':
      return { ...state, overdue: instant(event.data.deadline) };
    case 'promise.made':
      return withPromise(state, event.data.promise);
    case 'promise.at-risk':
      return promised(state, { atRisk: true });
    case 'promise.missed':
      return promised(state, { missed: true });
    case 'exception.raised':
      return {
        ...state,
        told: withReported(state, event.data),
        exceptions: [...state.exceptions, { line: undefined, ...event.data }],
      };
    case 'exception.resolved':
      return resolvedAs(state, event);
    case 'concerns.recorded':
      return { ...state, concerns: event.data.concerns };
    case 'fact.applied':
      return state;
    default:
      return evolveUnits(state, event);
  }
};

const withReportedAt = <S extends OrderState>(state: S, { fact, at }: FactKept['data']): S =>
  at === undefined
    ? state
    : { ...state, toldAt: { ...state.toldAt, [factKey(fact)]: instant(at) } };

/** Facts that an event settles are known from then on and wait no more. */
const settled = <S extends OrderState>(state: S, event: OrderEvent): S => {
  const keys = factsSettledBy(event);
  if (keys.length === 0) return state;
  return {
    ...state,
    kept: stillKept(state.kept, keys),
    seen: withSeen(state.seen, seenBy(event, keys)),
  };
};

/** What is wrong no more is forgotten. */
const stillWrong = (before: Placed, after: Placed): Placed =>
  before.concerns === after.concerns ? after : { ...after, told: stillReported(after) };

const touchesUnits = ({ data }: OrderEvent): boolean => 'moves' in data || 'shipments' in data;

/** What follows from where the units stand: an end that units have left behind is none. */
const reconsidered = (state: Placed): Placed => {
  const isRevived = state.stage === 'cancelled' && state.lines.length > 0 && !allCancelled(state);
  const isUndone = state.completed && !isComplete(state);
  if (!isRevived && !isUndone) return state;
  return { ...state, stage: isRevived ? 'accepted' : state.stage, completed: false };
};

interface Folded {
  readonly before: OrderState;
  readonly after: OrderState;
}

/** What an event made of which state, for as long as the event lives. */
const folded = remembering<OrderEvent, Folded>();

/**
 * Folds one event; a state that breaks an invariant of the model (ARCHITECTURE.md §8) is a `Bug`.
 * The decision that made an event has folded it already, the writer folds it again, and so does a
 * view beside them: of one state and one event they are given one result.
 */
export const evolve = (state: OrderState, event: OrderEvent): OrderState => {
  const known = folded.get(event);
  if (known !== undefined && known.before === state) return known.after;
  const after = evolved(state, event);
  folded.set(event, { before: state, after });
  return after;
};

const evolved = (state: OrderState, event: OrderEvent): OrderState => {
  switch (event.type) {
    case 'number.collided':
      return state;
    case 'fact.kept': {
      const { fact, tenant } = event.data;
      const reported = withReportedAt(state, event.data);
      if (tenant !== undefined && reported.stage === 'awaited')
        return withEarly(reported, tenant, fact);
      return claimed({ ...reported, kept: withKept(reported.kept, fact) }, fact.data.claim);
    }
    case 'payment.recorded':
      return claimed(settled(withPayment(state, event.data), event), event.data.claim);
    case 'order.placed':
      invariant(state.stage === 'awaited', 'an order is placed once');
      return placed(state, event.data);
    default: {
      invariant(state.stage !== 'awaited', () => `${event.type} before its order`);
      const next = stillWrong(
        state,
        settled(withUnderHold(state, evolvePlaced(state, event)), event),
      );
      if (!touchesUnits(event)) return next;
      invariant(isWhole(next), () => `units of ${next.number} got lost at ${event.type}`);
      return reconsidered(next);
    }
  }
};
