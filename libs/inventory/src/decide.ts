import { decimal, each, millionths, never, quantityMax, refuse } from '#kernel';
import type { Quantity, Refusal } from '#kernel';
import { fillOf } from './backorders.js';
import {
  bookedMovement, bookedRequest, givenTo, inLineUnit, nothingMoved,
} from './counted-in.js';
import type {
  AdjustStock, CountStock, ReceiveStock, ReservationAnswer, ReservationRequest, ReturnStock,
  StockCommand, StockEvent, StockShortfall,
} from './events.js';
import { evolve } from './evolve.js';
import type { StockRefusal } from './refusals.js';
import { answerOf, backorderedOf, requested, reservationAt, unqueued } from './reservation.js';
import type { Reservation } from './reservation.js';
import { isSeen, reservationKey } from './state.js';
import type { StockItem, StockState } from './state.js';

type Refused = Refusal<StockRefusal>;
type Answer = readonly StockEvent[] | Refused;

/**
 * Client mistakes are refused with a field; a repeat (an id that came, a request that is not newer)
 * changes nothing; what has physically happened is recorded, below zero with a shortfall.
 */
export const decide = (command: StockCommand, state: StockState): Answer => {
  switch (command.type) {
    case 'stock.receive':
    case 'stock.adjust':
    case 'stock.count':
    case 'stock.return': {
      const booked = bookedMovement(command, state.root);
      return 'refused' in booked ? booked : moved(booked, state);
    }
    case 'stock.reserve': {
      const booked = bookedRequest(command.data, state.root);
      return booked === undefined ? refuseUnit(command.data, state) : reserve(booked, state);
    }
    case 'stock.release':
      return release(bookedOrNothing(command.data, state), state);
    case 'stock.issue':
      return issue(bookedOrNothing(command.data, state), state);
    case 'stock.recall':
      return recall(bookedOrNothing(command.data, state), state);
    case 'stock.fill':
      return withFills(state, []);
    default:
      return never(command);
  }
};

type Movement = ReceiveStock | AdjustStock | CountStock | ReturnStock;

const moved = (command: Movement, state: StockState): Answer => {
  switch (command.type) {
    case 'stock.receive': return receive(command.data, state);
    case 'stock.adjust': return adjust(command.data, state);
    case 'stock.count': return count(command.data, state);
    case 'stock.return': return takeBack(command.data, state);
    default: return never(command);
  }
};

const bookedOrNothing = (request: ReservationRequest, { root }: StockState): ReservationRequest =>
  bookedRequest(request, root) ?? nothingMoved(request);

/** `available` rose: the backorder queue comes first, in the same decision. */
const withFills = (state: StockState, events: readonly StockEvent[]): readonly StockEvent[] => {
  if (state.root.backordered === 0) return events;
  const fill = fillOf(events.reduce(evolve, state));
  return fill === undefined ? events : [...events, fill];
};

/** Whether every total stays a whole number of millionths after a movement of this size. */
const fits = ({ onHand, available, reserved, unavailable }: StockItem, size: Quantity): boolean =>
  Math.max(Math.abs(onHand), Math.abs(available), reserved, unavailable) + size <= quantityMax;

const tooLarge = (field: string): Refused =>
  refuse('quantity_too_large', `the ledger counts up to ${decimal(quantityMax)} units`, field);

const notPositive = (field: string): Refused =>
  refuse('quantity_not_positive', 'expected a quantity above zero', field);

const receive = (
  { receipts, ...unit }: ReceiveStock['data'], { root, parts }: StockState,
): Answer => {
  const wrong = receipts.findIndex(({ quantity }) => millionths(quantity) <= 0);
  if (wrong >= 0) return notPositive(`receipts[${wrong}].quantity`);
  const inMessage = new Set<string>();
  const fresh = receipts.filter(({ id }) => {
    const repeated = inMessage.has(id) || isSeen(parts, 'receipt', id);
    inMessage.add(id);
    return !repeated;
  });
  if (fresh.length === 0) return [];
  const sum = fresh.reduce((total, { quantity }) => total + millionths(quantity), 0);
  if (!fits(root, sum)) return tooLarge('receipts');
  return withFills({ root, parts }, [
    { type: 'stock.received', data: { receipts: fresh, ...unit } },
  ]);
};

const takeBack = (data: ReturnStock['data'], state: StockState): Answer => {
  if (isSeen(state.parts, 'return', data.id)) return [];
  const quantity = millionths(data.quantity);
  if (quantity <= 0) return notPositive('quantity');
  if (!fits(state.root, quantity)) return tooLarge('quantity');
  const returned: StockEvent = { type: 'stock.returned', data };
  return data.condition === 'available' ? withFills(state, [returned]) : [returned];
};

/** The shortfall that has to be told before `available` is lowered by this much, if any. */
const shortfallOf = (
  { available }: StockItem,
  lowered: Quantity,
  reason: string,
  order?: string,
): readonly StockShortfall[] => {
  const quantity = Math.max(0, lowered - available) - Math.max(0, -available);
  if (quantity <= 0) return [];
  const data = { quantity: decimal(quantity), reason };
  return [{ type: 'stock.shortfall', data: order === undefined ? data : { ...data, order } }];
};

const adjust = (data: AdjustStock['data'], state: StockState): Answer => {
  const { id, condition = 'available' } = data;
  const { root, parts } = state;
  if (isSeen(parts, 'adjustment', id)) return [];
  const quantity = millionths(data.quantity);
  if (quantity === 0) {
    return refuse('quantity_zero', 'expected a quantity other than zero', 'quantity');
  }
  if (!fits(root, Math.abs(quantity))) return tooLarge('quantity');
  const adjusted: StockEvent = {
    type: 'stock.adjusted', data: { ...data, condition },
  };
  if (quantity > 0) return condition === 'available' ? withFills(state, [adjusted]) : [adjusted];
  const lowered = condition === 'available' ? -quantity : -quantity - root.unavailable;
  return [...shortfallOf(root, lowered, data.reason), adjusted];
};

/**
 * A count says what is there, reserved and unavailable units too; the difference was sellable. With
 * `expected` it corrects by what the counter found wrong, whatever has moved since.
 */
const count = (data: CountStock['data'], state: StockState): Answer => {
  const { root, parts } = state;
  if (isSeen(parts, 'count', data.id)) return [];
  const counted = millionths(data.counted);
  if (counted < 0) return refuse('count_negative', 'expected a count of zero or more', 'counted');
  const expected = data.expected === undefined ? root.onHand : millionths(data.expected);
  const difference = counted - expected;
  if (!fits(root, Math.abs(difference))) return tooLarge('counted');
  const event: StockEvent = {
    type: 'stock.counted', data: { ...data, difference: decimal(difference) },
  };
  return difference > 0
    ? withFills(state, [event])
    : [...shortfallOf(root, -difference, data.reason ?? 'count'), event];
};

const heldFor = ({ parts }: StockState, { order, line }: ReservationRequest): Reservation =>
  reservationAt(parts, reservationKey(order, line));

/** How much this request raises a total. */
const raised = (total: string, known: Quantity): Quantity => Math.max(0, millionths(total) - known);

/** Nobody overtakes: what the queue waits for is not free, even where its fill is still to come. */
const reserve = (request: ReservationRequest, state: StockState): Answer => {
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
const refuseUnit = (request: ReservationRequest, state: StockState): Answer => {
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

/** Every newer request is recorded, also one that finds nothing to move: its number is known. */
const release = (request: ReservationRequest, state: StockState): Answer => {
  const held = heldFor(state, request);
  if (request.request <= held.request) return [];
  const wanted = raised(request.released, held.released);
  const fromBackordered = Math.min(wanted, backorderedOf(held));
  const fromReserved = Math.min(wanted - fromBackordered, held.reserved);
  const waiting = unqueued(requested(held, request), fromBackordered);
  const after = { ...waiting, reserved: held.reserved - fromReserved };
  const released: StockEvent = { type: 'stock.released', data: {
    order: request.order, line: request.line,
    quantity: decimal(fromBackordered + fromReserved),
    fromBackordered: decimal(fromBackordered), fromReserved: decimal(fromReserved),
    request, ...answerTo(request, after, state.root),
  } };
  return fromReserved > 0 ? withFills(state, [released]) : [released];
};

/**
 * How many units can still leave before a total stands at the end of what the ledger counts
 * (−`quantityMax`, nine billion units): beyond it the books stand still, and the fact is kept whole
 * in its request.
 */
const leavingMax = ({ onHand, available }: StockItem, reserved: Quantity): Quantity =>
  Math.max(0, Math.min(onHand, available + reserved) + quantityMax);

/** It has left the building: never refused, whatever the books held. */
const issue = (request: ReservationRequest, state: StockState): Answer => {
  const { root } = state;
  const held = heldFor(state, request);
  if (request.request <= held.request) return [];
  const wanted = Math.min(raised(request.issued, held.issued), leavingMax(root, held.reserved));
  const fromReserved = Math.min(wanted, held.reserved);
  const fromBackordered = Math.min(wanted - fromReserved, backorderedOf(held));
  const fromAvailable = wanted - fromReserved - fromBackordered;
  const waiting = unqueued(requested(held, request), fromBackordered);
  const after = { ...waiting, reserved: held.reserved - fromReserved };
  const { order, line } = request;
  const issued: StockEvent = { type: 'stock.issued', data: {
    order, line, quantity: decimal(wanted),
    fromReserved: decimal(fromReserved), fromBackordered: decimal(fromBackordered),
    fromAvailable: decimal(fromAvailable), request, ...answerTo(request, after, state.root),
  } };
  return [...shortfallOf(root, wanted - fromReserved, 'issued', order), issued];
};

/**
 * It never left: a fact as well. What is asked for anew is what came back, so that nobody in the
 * queue gets it first; its order has it with a node all the while.
 */
const recall = (request: ReservationRequest, state: StockState): Answer => {
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
