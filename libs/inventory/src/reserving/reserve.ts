import { quantityMax, decimal, millionths, each } from '#kernel';
import type { Quantity } from '#kernel';
import { givenTo } from '../counting/counted-in.js';
import { exchangeOf } from '../counting/exchange.js';
import type { Exchange } from '../counting/exchange.js';
import { missingOf } from '../counting/not-found.js';
import type { StockEvent, ReservationRequest, ReservationAnswer } from '../events.js';
import type { StockState } from '../state.js';
import { shortfallOf } from './following.js';
import { takenFromQueue, heldFor, countedIn } from './request.js';
import type { Decision } from './request.js';
import { passedBy, answerOf, takenOn, requested, backorderedOf } from '../state/reservation.js';
import type { Reservation } from '../state/reservation.js';

interface Given {
  /** Units that go to the line, and such as wait; the others are refused. */
  readonly taken: Quantity;
  readonly queued: Quantity;
  /** Of those taken: their node had not found them. */ readonly found: Quantity;
  /** With those that had waited and are kept now. */ readonly held: Reservation;
  /** What is told before that. */ readonly events: readonly StockEvent[];
}

/** Nobody overtakes: what the queue waits for is not free, even where its fill is still to come. */
const givenFrom = (
  { root }: StockState,
  held: Reservation,
  request: ReservationRequest,
  asked: Quantity,
  { unit }: Exchange,
): Given => {
  const free = Math.max(0, root.available - root.backordered);
  const taken = givenTo(asked, free, unit, request.unit);
  const queued =
    request.onShortage === 'backorder'
      ? Math.min(asked - taken, quantityMax - root.backordered)
      : 0;
  return { taken, queued, found: 0, held, events: [] };
};

/**
 * Units that have left: those asked for and those that waited are kept, whatever is there. Where
 * the line's node had not found units, it has found these.
 */
const givenAnyway = (
  { root }: StockState,
  held: Reservation,
  request: ReservationRequest,
  asked: Quantity,
  exchange: Exchange,
): Given => {
  const { order, line } = request;
  const room = Math.max(0, quantityMax + Math.min(root.available, -root.reserved));
  const filled = Math.min(takenFromQueue(held, request, exchange), room);
  const taken = Math.min(asked, room - filled);
  const passing = Math.min(filled, missingOf(held, root));
  const found = Math.min(taken, missingOf(held, root) - passing);
  const short = filled - passing;
  const after = passedBy(held, filled);
  const answer = answerOf(order, line, after, exchange);
  const fill: StockEvent = {
    type: 'stock.backorder-filled',
    data: {
      more: false,
      hasLeft: true,
      fills: [{ order, line, quantity: decimal(filled), answer }],
      ...(passing > 0 && { found: decimal(passing) }),
    },
  };
  return {
    taken,
    queued: 0,
    found,
    held: after,
    events: [
      ...(filled === 0 ? [] : [...shortfallOf(root, short, 'left', order), fill]),
      ...shortfallOf({ ...root, available: root.available - short }, taken - found, 'left', order),
    ],
  };
};

export const reserve = (request: ReservationRequest, state: StockState): Decision => {
  const before = heldFor(state, request);
  if (request.request <= before.request) return [];
  const { order, line, hasLeft = false } = request;
  const exchange = exchangeOf(state.root, request.unit);
  const asked =
    exchange &&
    (hasLeft
      ? takenOn(requested(before, request), exchange) - takenOn(before, exchange)
      : exchange.exactly(Math.max(0, millionths(request.asked) - before.asked)));
  if (exchange === undefined || asked === undefined) return refuseUnit(request, state, exchange);
  const {
    taken,
    queued,
    found,
    held,
    events: first,
  } = (hasLeft ? givenAnyway : givenFrom)(state, before, request, asked, exchange);
  const refused = asked - taken - queued;
  const answer: ReservationAnswer = {
    order,
    line,
    request: request.request,
    reserved: decimal(exchange.inLineUnit(held.reserved + taken)),
    backordered: decimal(exchange.inLineUnit(backorderedOf(held) + queued)),
    refused: decimal(held.refused + exchange.inLineUnit(refused)),
    issued: decimal(Math.max(held.issued, millionths(request.issued))),
  };
  const last = refused > 0 ? 'stock.refused' : queued > 0 ? 'stock.backordered' : 'stock.reserved';
  const events = [...first];
  const tell = (type: typeof last, quantity: Quantity): void => {
    if (quantity === 0 && type !== last) return;
    const data = {
      order,
      line,
      quantity: decimal(quantity),
      request,
      ...countedIn(state, exchange),
      ...(type === last && { answer }),
    };
    events.push(
      type === 'stock.reserved' && found > 0
        ? { type, data: { ...data, found: decimal(found) } }
        : { type, data },
    );
  };
  tell('stock.reserved', taken);
  tell('stock.backordered', queued);
  tell('stock.refused', refused);
  return events;
};

/**
 * What is asked for by this means nothing here: its unit says nothing of this stock, or the ledger
 * can't count it. No unit is moved, and the order hears why.
 */
const refuseUnit = (
  request: ReservationRequest,
  state: StockState,
  exchange: Exchange | undefined,
): Decision => {
  const held = heldFor(state, request);
  const after = requested(held, request);
  const { order, line } = request;
  const answer: ReservationAnswer = {
    ...answerOf(
      order,
      line,
      { ...after, refused: held.refused + after.asked - held.asked },
      exchange,
    ),
    reason: 'unit-mismatch',
    keptIn: state.root.unit ?? each,
  };
  return [
    {
      type: 'stock.refused',
      data: { order, line, quantity: '0', request, answer, ...countedIn(state, exchange) },
    },
  ];
};
