/** What an order line asks of a ledger, one request after the other. */
import { decimal, each, millionths, quantityMax } from '#kernel';
import type { Quantity } from '#kernel';
import { givenTo, inLineUnit, nothingMoved } from './counted-in.js';
import type { ReservationAnswer, ReservationRequest, StockEvent } from './events.js';
import { shortfallOf, withFills } from './following.js';
import { givenUp } from './given-up.js';
import { answerOf, backorderedOf, requested, reservationAt, unqueued } from './reservation.js';
import type { Reservation } from './reservation.js';
import { reservationKey } from './state.js';
import type { StockItem, StockState } from './state.js';

type Answer = readonly StockEvent[];

const heldFor = ({ parts }: StockState, { order, line }: ReservationRequest): Reservation =>
  reservationAt(parts, reservationKey(order, line));

/** How much this request raises a total. */
const raised = (total: string, known: Quantity): Quantity => Math.max(0, millionths(total) - known);

/** Nobody overtakes: what the queue waits for is not free, even where its fill is still to come. */
export const reserve = (request: ReservationRequest, state: StockState): Answer => {
  const { root } = state;
  const held = heldFor(state, request);
  if (request.request <= held.request) return [];
  const asked = raised(request.asked, held.asked);
  const free = Math.max(0, root.available - root.backordered);
  const taken = givenTo(asked, free, root.unit, request.unit);
  const short = asked - taken;
  const queues = request.onShortage === 'backorder';
  const queued = queues ? Math.min(short, quantityMax - root.backordered) : 0;
  const refused = short - queued;
  const { order, line } = request;
  const answer = inLineUnit({
    order, line, request: request.request,
    reserved: decimal(held.reserved + taken),
    backordered: decimal(backorderedOf(held) + queued),
    refused: decimal(held.refused + refused),
    issued: decimal(Math.max(held.issued, millionths(request.issued))),
  }, root.unit ?? request.unit, request.unit);
  const last = refused > 0 ? 'stock.refused' : queued > 0 ? 'stock.backordered' : 'stock.reserved';
  const events: StockEvent[] = [];
  const tell = (type: typeof last, quantity: Quantity): void => {
    if (quantity === 0 && type !== last) return;
    const data = { order, line, quantity: decimal(quantity), request };
    events.push({ type, data: type === last ? { ...data, answer } : data });
  };
  tell('stock.reserved', taken);
  tell('stock.backordered', queued);
  tell('stock.refused', refused);
  return events;
};

/** Its unit says nothing of this stock: no unit of it is moved, and the order hears why. */
export const refuseUnit = (request: ReservationRequest, state: StockState): Answer => {
  if (request.request <= heldFor(state, request).request) return [];
  const { order, line, asked } = request;
  const answer: ReservationAnswer = {
    order, line, request: request.request, reserved: '0', backordered: '0', refused: asked,
    issued: '0', reason: 'unit-mismatch', keptIn: state.root.unit ?? each,
  };
  return [{ type: 'stock.refused', data: {
    order, line, quantity: '0', request: nothingMoved(request), answer,
  } }];
};

/** The order hears of a release or an issue only where its own books say otherwise. */
const answerTo = (
  request: ReservationRequest,
  after: Reservation,
  { unit }: StockItem,
): { readonly answer?: ReservationAnswer } => {
  const { books } = request;
  const agrees = books !== undefined
    && millionths(books.reserved) === after.reserved
    && millionths(books.backordered) === backorderedOf(after);
  return agrees ? {} : { answer: answerOf(request.order, request.line, after, unit) };
};

/** Units that go back or leave: from the line's places in the queue, and from what it holds. */
interface Taken { readonly fromBackordered: Quantity; readonly fromReserved: Quantity }

const takenFrom = (held: Reservation, wanted: Quantity, waitingFirst: Quantity): Taken => {
  const waiting = backorderedOf(held);
  const first = Math.min(wanted, waiting, waitingFirst);
  const fromReserved = Math.min(wanted - first, held.reserved);
  return { fromReserved, fromBackordered: Math.min(wanted - fromReserved, waiting) };
};

/**
 * What the order has taken out of its own backorder with this request, as its books say: units
 * that left from elsewhere, for instance, while those that are reserved lie with their node.
 */
const takenFromQueue = (held: Reservation, { books }: ReservationRequest): Quantity =>
  books === undefined ? 0 : Math.max(0, backorderedOf(held) - millionths(books.backordered));

/** Every newer request is recorded, also one that finds nothing to move: its number is known. */
export const release = (request: ReservationRequest, state: StockState): Answer => {
  const held = heldFor(state, request);
  if (request.request <= held.request) return [];
  const wanted = raised(request.released, held.released);
  // What a node says of its goods is said of units that are there, not of those still to come.
  const { fromBackordered, fromReserved } =
    takenFrom(held, wanted, request.goods === undefined ? wanted : takenFromQueue(held, request));
  const isWithheld = request.goods !== undefined && fromReserved > 0;
  const waiting = unqueued(requested(held, request), fromBackordered);
  const after = { ...waiting, reserved: held.reserved - fromReserved };
  const released: StockEvent = { type: 'stock.released', data: {
    order: request.order, line: request.line,
    quantity: decimal(fromBackordered + fromReserved),
    fromBackordered: decimal(fromBackordered), fromReserved: decimal(fromReserved),
    ...(isWithheld && { withheld: decimal(fromReserved) }),
    request, ...answerTo(request, after, state.root),
  } };
  return fromReserved > 0 && !isWithheld ? withFills(state, [released]) : [released];
};

/**
 * How many units can still leave before a total stands at the end of what the ledger counts
 * (−`quantityMax`, nine billion units): beyond it the books stand still, and the fact is kept whole
 * in its request.
 */
const leavingMax = ({ onHand, available }: StockItem, reserved: Quantity): Quantity =>
  Math.max(0, Math.min(onHand, available + reserved) + quantityMax);

/** It has left the building: never refused, whatever the books held. */
export const issue = (request: ReservationRequest, state: StockState): Answer => {
  const { root } = state;
  const held = heldFor(state, request);
  if (request.request <= held.request) return [];
  const wanted = Math.min(raised(request.issued, held.issued), leavingMax(root, held.reserved));
  const { fromBackordered, fromReserved } =
    takenFrom(held, wanted, takenFromQueue(held, request));
  const fromAvailable = wanted - fromReserved - fromBackordered;
  const waiting = unqueued(requested(held, request), fromBackordered);
  const issuedFrom = { ...waiting, reserved: held.reserved - fromReserved };
  const beyond = raised(request.issued, held.issued) - wanted;
  const { after, events } = givenUp(issuedFrom, beyond, request);
  const { order, line } = request;
  const issued: StockEvent = { type: 'stock.issued', data: {
    order, line, quantity: decimal(wanted),
    fromReserved: decimal(fromReserved), fromBackordered: decimal(fromBackordered),
    fromAvailable: decimal(fromAvailable), request, ...answerTo(request, after, state.root),
  } };
  return [...events, ...shortfallOf(root, wanted - fromReserved, 'issued', order), issued];
};

/**
 * It never left: a fact as well. What is asked for anew is what came back, so that nobody in the
 * queue gets it first; its order has it with a node all the while.
 */
export const recall = (request: ReservationRequest, state: StockState): Answer => {
  const { onHand, reserved } = state.root;
  const held = heldFor(state, request);
  if (request.request <= held.request) return [];
  const room = quantityMax - Math.max(onHand, reserved);
  const quantity = Math.min(raised(request.asked, held.asked), room);
  const after = { ...requested(held, request), reserved: held.reserved + quantity };
  const { order, line } = request;
  return [{ type: 'stock.recalled', data: {
    order, line, quantity: decimal(quantity), request, ...answerTo(request, after, state.root),
  } }];
};
