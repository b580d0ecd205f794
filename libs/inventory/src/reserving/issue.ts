import { millionths, quantityMax, decimal } from '#kernel';
import type { Quantity } from '#kernel';
import { exchangeOf } from '../counting/exchange.js';
import type { Exchange } from '../counting/exchange.js';
import { givenUp } from './given-up.js';
import type { ReservationRequest, StockEvent } from '../events.js';
import type { StockItem, StockState } from '../state.js';
import { shortfallOf } from './following.js';
import { heldFor, given, takenFrom, takenFromQueue, countedIn, about } from './request.js';
import type { Decision } from './request.js';
import { unqueued, requested, takenOn } from '../state/reservation.js';
import type { Reservation } from '../state/reservation.js';

/** What still lies with its node for the line, as its order says, while others of it have left. */
const keptReserved = (
  held: Reservation,
  { expected }: ReservationRequest,
  exchange: Exchange | undefined,
): Quantity =>
  expected === undefined || exchange === undefined
    ? 0
    : Math.min(held.reserved, exchange.counted(millionths(expected.reserved)));

/**
 * How many units can still leave before a total stands at the end of what the ledger counts
 * (−`quantityMax`, nine billion units): beyond it the books stand still, and the fact is kept whole
 * in its request.
 */
const leavingMax = ({ onHand, available }: StockItem, reserved: Quantity): Quantity =>
  Math.max(0, Math.min(onHand, available + reserved) + quantityMax);

/** It has left the building: never refused, whatever the books held. */
export const issue = (request: ReservationRequest, state: StockState): Decision => {
  const { root } = state;
  const held = heldFor(state, request);
  if (request.request <= held.request) return [];
  const exchange = exchangeOf(root, request.unit);
  const all = given(held, request, exchange);
  const wanted = Math.min(all, leavingMax(root, held.reserved));
  const { fromBackordered, fromReserved } = takenFrom(
    held,
    wanted,
    takenFromQueue(held, request, exchange),
    keptReserved(held, request, exchange),
  );
  const fromAvailable = wanted - fromReserved - fromBackordered;
  const waiting = unqueued(requested(held, request), fromBackordered);
  const issuedFrom = { ...waiting, reserved: held.reserved - fromReserved };
  const { after, events } = givenUp(issuedFrom, all - wanted, request, countedIn(state, exchange));
  const { order, line } = request;
  const issued: StockEvent = {
    type: 'stock.issued',
    data: {
      order,
      line,
      quantity: decimal(wanted),
      fromReserved: decimal(fromReserved),
      fromBackordered: decimal(fromBackordered),
      fromAvailable: decimal(fromAvailable),
      ...about(request, after, state, exchange),
    },
  };
  return [...events, ...shortfallOf(root, wanted - fromReserved, 'issued', order), issued];
};

/**
 * It never left: a fact as well. What is asked for anew is what came back, so that nobody in the
 * queue gets it first; its order has it with a node all the while.
 */
export const recall = (request: ReservationRequest, state: StockState): Decision => {
  const { onHand, reserved } = state.root;
  const held = heldFor(state, request);
  if (request.request <= held.request) return [];
  const exchange = exchangeOf(state.root, request.unit);
  const room = quantityMax - Math.max(onHand, reserved);
  const more =
    exchange === undefined
      ? 0
      : takenOn(requested(held, request), exchange) - takenOn(held, exchange);
  const quantity = Math.min(more, room);
  const after = { ...requested(held, request), reserved: held.reserved + quantity };
  const { order, line } = request;
  return [
    {
      type: 'stock.recalled',
      data: { order, line, quantity: decimal(quantity), ...about(request, after, state, exchange) },
    },
  ];
};
