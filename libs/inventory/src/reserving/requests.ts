/** What an order line asks of a ledger, one request after the other. */
import { decimal, each, millionths, quantityMax } from '#kernel';
import type { Quantity } from '#kernel';
import { givenTo } from '../counting/counted-in.js';
import type { ReservationAnswer, ReservationRequest, StockEvent } from '../events.js';
import { exchangeOf } from '../counting/exchange.js';
import type { Exchange } from '../counting/exchange.js';
import { shortfallOf, withFills } from './following.js';
import { givenUp } from '../counting/given-up.js';
import { doubtfulOf, missingOf } from '../counting/not-found.js';
import {
  answerOf,
  backorderedOf,
  givenAway,
  passedBy,
  passedOf,
  requested,
  reservationAt,
  takenOn,
  unqueued,
  waitingAgain,
} from './reservation.js';
import type { Reservation } from './reservation.js';
import { reservationKey } from '../state.js';
import type { StockItem, StockState } from '../state.js';

type Answer = readonly StockEvent[];

const heldFor = ({ parts }: StockState, { order, line }: ReservationRequest): Reservation =>
  reservationAt(parts, reservationKey(order, line));

/** Where the ledger counts in another unit than the line, the event says in which. */
const countedIn = (
  { root }: StockState,
  exchange: Exchange | undefined,
): { readonly countedIn?: string } => {
  if (exchange?.isSame === true) return {};
  return { countedIn: exchange?.unit ?? root.unit ?? each };
};

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

export const reserve = (request: ReservationRequest, state: StockState): Answer => {
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
    reserved: decimal(exchange.told(held.reserved + taken)),
    backordered: decimal(exchange.told(backorderedOf(held) + queued)),
    refused: decimal(held.refused + exchange.told(refused)),
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
): Answer => {
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

/** What an event of a request says of it beside its quantities. */
const about = (
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
    millionths(expected.reserved) === exchange.told(after.reserved) &&
    millionths(expected.backordered) === exchange.told(backorderedOf(after));
  return agrees ? {} : { answer };
};

/** How many units more than before this request gives back or takes out, as the ledger counts. */
const given = (
  held: Reservation,
  request: ReservationRequest,
  exchange: Exchange | undefined,
): Quantity =>
  exchange === undefined
    ? 0
    : givenAway(requested(held, request), exchange) - givenAway(held, exchange);

/** Units that go back or leave: from the line's places in the queue, and from what it holds. */
interface Taken {
  readonly fromBackordered: Quantity;
  readonly fromReserved: Quantity;
}

const takenFrom = (
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
 * What the order has taken out of its own backorder with this request, as its books say: units
 * that left from elsewhere, for instance, while those that are reserved lie with their node.
 */
const takenFromQueue = (
  held: Reservation,
  { expected }: ReservationRequest,
  exchange: Exchange | undefined,
): Quantity => {
  if (expected === undefined || exchange === undefined) return 0;
  return Math.max(0, backorderedOf(held) - exchange.counted(millionths(expected.backordered)));
};

/** Units that passed the queue by having left, and did not: as many as it can count. */
const waitsAgain = (
  held: Reservation,
  { waits = '0' }: ReservationRequest,
  { backordered }: StockItem,
  exchange: Exchange | undefined,
): Quantity =>
  exchange === undefined
    ? 0
    : Math.min(
        exchange.counted(millionths(waits)),
        held.reserved,
        passedOf(held),
        quantityMax - backordered,
      );

/** Every newer request is recorded, also one that finds nothing to move: its number is known. */
export const release = (request: ReservationRequest, state: StockState): Answer => {
  const held = heldFor(state, request);
  if (request.request <= held.request) return [];
  const exchange = exchangeOf(state.root, request.unit);
  const wanted = given(held, request, exchange);
  // What a node says of its goods is said of units that are there, not of those still to come; what
  // never left is none of those either.
  const { fromBackordered, fromReserved } = takenFrom(
    held,
    wanted,
    request.goods === undefined && request.waits === undefined
      ? wanted
      : takenFromQueue(held, request, exchange),
  );
  const waiting = unqueued(requested(held, request), fromBackordered);
  const kept = { ...waiting, reserved: held.reserved - fromReserved };
  const queued = waitsAgain(kept, request, state.root, exchange);
  const after = waitingAgain(kept, queued);
  const withheld =
    request.goods === undefined
      ? doubtfulOf(held, fromReserved + queued, request.waits !== undefined)
      : fromReserved;
  const released = releasing(
    request,
    { fromReserved, fromBackordered, queued, withheld },
    about(request, after, state, exchange),
    state.root,
  );
  return fromReserved > withheld || queued > 0 ? withFills(state, released) : released;
};

interface GivenBack extends Taken {
  readonly queued: Quantity;
  readonly withheld: Quantity;
}

/**
 * Where some wait again and some are withheld, by an event each, for each may begin a matter; but
 * where goods are short already, none begins by the first, and nothing may seem to be there.
 */
const releasing = (
  { order, line }: ReservationRequest,
  { queued, withheld, ...from }: GivenBack,
  said: ReturnType<typeof about>,
  { available, backordered }: StockItem,
): Answer => {
  const told = (some: GivenBack, how: Omit<typeof said, 'answer'>): StockEvent => ({
    type: 'stock.released',
    data: {
      order,
      line,
      quantity: decimal(some.fromBackordered + some.fromReserved),
      fromBackordered: decimal(some.fromBackordered),
      fromReserved: decimal(some.fromReserved),
      ...(some.withheld > 0 && { withheld: decimal(some.withheld) }),
      ...(some.queued > 0 && { queued: decimal(some.queued) }),
      ...how,
    },
  });
  const isShort = available < 0 || backordered > 0;
  if (queued === 0 || withheld === 0 || isShort) return [told({ ...from, queued, withheld }, said)];
  const { answer: _answer, ...first } = said;
  return [
    told({ ...from, queued, withheld: 0 }, first),
    told({ fromReserved: 0, fromBackordered: 0, queued: 0, withheld }, said),
  ];
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
export const recall = (request: ReservationRequest, state: StockState): Answer => {
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
