/** What an order line asks of a ledger, one request after the other. */
import { each, millionths } from '#kernel';
import type { Quantity } from '#kernel';
import type { ReservationAnswer, ReservationRequest, StockEvent } from '../events.js';
import type { Exchange } from '../counting/exchange.js';
import {
  answerOf,
  backorderedOf,
  givenAway,
  requested,
  reservationAt,
} from '../state/reservation.js';
import type { Reservation } from '../state/reservation.js';
import { reservationKey } from '../state.js';
import type { StockState } from '../state.js';

export type Decision = readonly StockEvent[];

export const heldFor = ({ parts }: StockState, { order, line }: ReservationRequest): Reservation =>
  reservationAt(parts, reservationKey(order, line));

/** Where the ledger counts in another unit than the line, the event says in which. */
export const countedIn = (
  { root }: StockState,
  exchange: Exchange | undefined,
): { readonly countedIn?: string } => {
  if (exchange?.isSame === true) return {};
  return { countedIn: exchange?.unit ?? root.unit ?? each };
};

/** What an event of a request says of it beside its quantities. */
export const about = (
  request: ReservationRequest,
  after: Reservation,
  state: StockState,
  exchange: Exchange | undefined,
) => ({
  request,
  ...answerTo(request, after, exchange, state.root.unit ?? each),
  ...countedIn(state, exchange),
});

/** The order hears of a release or an issue only where its own books say otherwise. */
const answerTo = (
  request: ReservationRequest,
  after: Reservation,
  exchange: Exchange | undefined,
  keptIn: string,
): { readonly answer?: ReservationAnswer } => {
  const { expected } = request;
  const answer = answerOf(request.order, request.line, after, exchange);
  if (expected === undefined) return { answer };
  if (exchange === undefined) {
    // Its unit says nothing here: its books are the order's alone, but for what never will come.
    return millionths(expected.backordered) === 0
      ? {}
      : { answer: { ...answer, reason: 'unit-mismatch', keptIn } };
  }
  const agrees =
    millionths(expected.reserved) === exchange.inLineUnit(after.reserved) &&
    millionths(expected.backordered) === exchange.inLineUnit(backorderedOf(after));
  return agrees ? {} : { answer };
};

/** How many units more than before this request gives back or takes out, as the ledger counts. */
export const given = (
  held: Reservation,
  request: ReservationRequest,
  exchange: Exchange | undefined,
): Quantity =>
  exchange === undefined
    ? 0
    : givenAway(requested(held, request), exchange) - givenAway(held, exchange);

/** Units that go back or leave: from the line's places in the queue, and from what it holds. */
export interface Taken {
  readonly fromBackordered: Quantity;
  readonly fromReserved: Quantity;
}

export const takenFrom = (
  held: Reservation,
  wanted: Quantity,
  waitingFirst: Quantity,
  kept: Quantity = 0,
): Taken => {
  const waiting = backorderedOf(held);
  const first = Math.min(wanted, waiting, waitingFirst);
  const fromReserved = Math.min(wanted - first, held.reserved - kept);
  return { fromReserved, fromBackordered: Math.min(wanted - fromReserved, waiting) };
};

/**
 * What the order has taken out of its own backorder with this request, as its books say: units
 * that left from elsewhere, for instance, while those that are reserved lie with their node.
 */
export const takenFromQueue = (
  held: Reservation,
  { expected }: ReservationRequest,
  exchange: Exchange | undefined,
): Quantity => {
  if (expected === undefined || exchange === undefined) return 0;
  return Math.max(0, backorderedOf(held) - exchange.counted(millionths(expected.backordered)));
};
