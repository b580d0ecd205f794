import { invariant, millionths, never } from '#kernel';
import type { Quantity } from '#kernel';
import { countedInAfter } from './counting/counted-in.js';
import type { BackorderFilled, StockEvent } from './events.js';
import { exchangeOf, totalsReported } from './counting/exchange.js';
import { movementContent, seenKey } from './ids.js';
import type { Movement } from './ids.js';
import { notFoundAfter, withFound } from './counting/not-found.js';
import {
  filledBy,
  isAsAsked,
  passedBy,
  requested,
  reservationAt,
  takenOn,
  unqueued,
  waitingAgain,
} from './state/reservation.js';
import type { Reservation } from './state/reservation.js';
import { queueKey, reservationKey } from './state.js';
import type { StockItem, StockPart, StockState } from './state.js';
import { totalsAfter } from './counting/totals.js';
import type { StockTotals } from './counting/totals.js';

type PartChanges = Map<string, StockPart | null>;

/** The entries of this reservation as they are now, and those of its places that are gone. */
const put = (
  changes: PartChanges,
  order: string,
  line: string,
  before: Reservation,
  after: Reservation,
): void => {
  changes.set(reservationKey(order, line), after);
  if (before.queue === after.queue) return;
  for (const { sequence } of before.queue) {
    const stays = after.queue.some((place) => place.sequence === sequence);
    if (!stays) changes.set(queueKey(sequence), null);
  }
  for (const { sequence } of after.queue) {
    const stood = before.queue.some((place) => place.sequence === sequence);
    if (!stood) changes.set(queueKey(sequence), { kind: 'queue-entry', order, line });
  }
};

const fillChanges = (
  { fills, hasLeft = false, found = '0' }: BackorderFilled['data'],
  { parts, root }: StockState,
): PartChanges => {
  const changes: PartChanges = new Map();
  for (const { order, line, quantity } of fills) {
    const key = reservationKey(order, line);
    const known = changes.get(key);
    const before = known?.kind === 'reservation' ? known : reservationAt(parts, key);
    const units = millionths(quantity);
    // Units that left are those of one line alone.
    put(
      changes,
      order,
      line,
      before,
      hasLeft
        ? {
            ...passedBy(before, units),
            notFound: withFound(before, millionths(found), root.counts),
          }
        : filledBy(before, units),
    );
  }
  return changes;
};

type RequestEvent = Extract<StockEvent, { readonly data: { readonly request: object } }>;

const reservationAfter = (
  held: Reservation,
  event: RequestEvent,
  { root }: StockState,
): Reservation => {
  const { request, countedIn, answer } = event.data;
  const exchange = exchangeOf(root, request.unit);
  const isForeign =
    exchange === undefined ||
    (held.isForeign && !isAsAsked(held, exchange)) ||
    answer?.reason !== undefined;
  const next = { ...requested(held, totalsReported(request, countedIn, exchange)), isForeign };
  const quantity = millionths(event.data.quantity);
  switch (event.type) {
    case 'stock.reserved':
      return { ...next, reserved: held.reserved + quantity };
    case 'stock.backordered':
      return { ...next, queue: [...held.queue, { sequence: root.queued + 1, quantity }] };
    case 'stock.refused': {
      if (answer?.reason === undefined) {
        const refused = held.refused + (exchange?.inLineUnit(quantity) ?? 0);
        // What has left is refused only where it can't be counted.
        return { ...next, refused, isForeign: isForeign || request.hasLeft === true };
      }
      // All that it asks for by this, so that none of it is asked for a second time.
      const refused = Math.max(held.refused, millionths(answer.refused));
      return { ...next, refused, asked: Math.max(next.asked, refused) };
    }
    case 'stock.recalled': {
      const isWhole =
        exchange !== undefined && quantity === takenOn(next, exchange) - takenOn(held, exchange);
      return { ...next, reserved: held.reserved + quantity, isForeign: isForeign || !isWhole };
    }
    case 'stock.released': {
      const left = leftOf(next, event.data);
      return waitingAgain(left, millionths(event.data.queued ?? '0'));
    }
    case 'stock.issued':
      return leftOf(next, event.data);
    default:
      return never(event);
  }
};

/** Without units that go back or leave. */
const leftOf = (
  held: Reservation,
  {
    fromReserved,
    fromBackordered,
  }: { readonly fromReserved: string; readonly fromBackordered: string },
): Reservation => ({
  ...unqueued(held, millionths(fromBackordered)),
  reserved: held.reserved - millionths(fromReserved),
});

const requestChanges = (event: RequestEvent, state: StockState): PartChanges => {
  const { order, line } = event.data;
  const changes: PartChanges = new Map();
  const held = reservationAt(state.parts, reservationKey(order, line));
  const after = reservationAfter(held, event, state);
  const next = { ...after, notFound: notFoundAfter(held, event, state.root, after.reserved) };
  invariant(next.reserved >= 0, 'a reservation below zero');
  put(changes, order, line, held, next);
  return changes;
};

const seenNow = (movement: Movement, rows: readonly { readonly id: string }[]): PartChanges =>
  new Map(
    rows.map((row) => [seenKey(movement, row.id), { kind: 'seen', content: movementContent(row) }]),
  );

const partChanges = (event: StockEvent, state: StockState): PartChanges => {
  switch (event.type) {
    case 'stock.received':
      return seenNow('receipt', event.data.receipts);
    case 'stock.adjusted':
      return seenNow('adjustment', [event.data]);
    case 'stock.counted':
      return seenNow('count', [event.data]);
    case 'stock.returned':
      return seenNow('return', [event.data]);
    case 'stock.reserved':
    case 'stock.backordered':
    case 'stock.refused':
    case 'stock.released':
    case 'stock.issued':
    case 'stock.recalled':
      return requestChanges(event, state);
    case 'stock.backorder-filled':
      return fillChanges(event.data, state);
    case 'stock.shortfall':
      return new Map();
    default:
      return never(event);
  }
};

/**
 * The invariants of a ledger (ARCHITECTURE.md §8); one that breaks them is our bug: its partition
 * halts.
 */
const assertInvariants = (totals: StockTotals, shortfall: Quantity): void => {
  const { onHand, available, reserved, unavailable, missing, backordered } = totals;
  invariant(onHand === available + reserved + unavailable, 'on hand is not what the parts sum to');
  invariant(reserved >= 0 && unavailable >= 0 && backordered >= 0, 'units below zero');
  invariant(missing >= 0 && missing <= unavailable, 'more units not found than cannot be sold');
  invariant(available >= -shortfall, 'oversold: available below zero without a shortfall');
};

/** One event folded in. Throws a `Bug` where the result would break an invariant. */
export const evolve = (state: StockState, event: StockEvent): StockState => {
  const { root, parts } = state;
  const totals = totalsAfter(root, event);
  assertInvariants(totals, root.shortfall);
  const announced = event.type === 'stock.shortfall' ? millionths(event.data.quantity) : 0;
  const item: StockItem = {
    onHand: totals.onHand,
    available: totals.available,
    reserved: totals.reserved,
    unavailable: totals.unavailable,
    missing: totals.missing,
    backordered: totals.backordered,
    shortfall: Math.max(0, -totals.available) + announced,
    ...countedInAfter(root, event),
    counts: event.type === 'stock.counted' ? root.counts + 1 : root.counts,
    queued: event.type === 'stock.backordered' ? root.queued + 1 : root.queued,
  };
  return { root: item, parts: parts.with(partChanges(event, state)) };
};
