import { millionths, quantityMax, decimal } from '#kernel';
import type { Quantity } from '#kernel';
import { exchangeOf } from '../counting/exchange.js';
import type { Exchange } from '../counting/exchange.js';
import { doubtfulOf } from '../counting/not-found.js';
import type { ReservationRequest, StockEvent } from '../events.js';
import type { StockItem, StockState } from '../state.js';
import { withFills } from './following.js';
import { heldFor, given, takenFrom, takenFromQueue, about } from './request.js';
import type { Decision, Taken } from './request.js';
import { passedOf, unqueued, requested, waitingAgain } from '../state/reservation.js';
import type { Reservation } from '../state/reservation.js';

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
export const release = (request: ReservationRequest, state: StockState): Decision => {
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
): Decision => {
  const reported = (some: GivenBack, how: Omit<typeof said, 'answer'>): StockEvent => ({
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
  if (queued === 0 || withheld === 0 || isShort)
    return [reported({ ...from, queued, withheld }, said)];
  const { answer: _answer, ...first } = said;
  return [
    reported({ ...from, queued, withheld: 0 }, first),
    reported({ fromReserved: 0, fromBackordered: 0, queued: 0, withheld }, said),
  ];
};
