import { decimal, invariant, millionths } from '#kernel';
import type { Parts, Quantity } from '#kernel';
import type { ReservationAnswer, ReservationRequest } from '../events.js';
import type { Exchange } from '../counting/exchange.js';
import type { NotFound } from '../counting/not-found.js';

/** Units of a reservation that wait at one place of the backorder queue. */
interface Queued {
  readonly sequence: number;
  readonly quantity: Quantity;
}

/** What one order line has asked of the stock, and what it holds. */
export interface Reservation {
  readonly kind: 'reservation';
  /** Number of the newest request known; 0: none yet. */
  readonly request: number;
  /** Totals of that request, in the unit of its line; and how many of them were refused. */
  readonly asked: Quantity;
  readonly released: Quantity;
  readonly issued: Quantity;
  readonly refused: Quantity;
  /** What the ledger holds for it, in the unit that it counts in itself. */
  readonly reserved: Quantity;
  /** Its places in the queue, oldest first: nearly always none or one. */
  readonly queue: readonly Queued[];
  /** Places that it gave up as its units left before they were there, oldest first. */
  readonly passed: readonly Queued[];
  /** Undefined: its node has found all that it was asked for. */
  readonly notFound: NotFound | undefined;
  /** The unit of its line; undefined: `each`. */
  readonly unit: string | undefined;
  /**
   * The ledger holds other than what was asked for: its unit says nothing of this stock (or said
   * nothing), or there are more units than can be counted.
   */
  readonly isForeign: boolean;
}

const unasked: Reservation = {
  kind: 'reservation',
  request: 0,
  asked: 0,
  released: 0,
  issued: 0,
  reserved: 0,
  refused: 0,
  queue: [],
  passed: [],
  notFound: undefined,
  unit: undefined,
  isForeign: false,
};

/** The reservation under this key; one that asked for nothing where there is none. */
export const reservationAt = (
  parts: Parts<Reservation | { readonly kind: 'queue-entry' | 'seen' }>,
  key: string,
): Reservation => {
  const part = parts.get(key) ?? unasked;
  invariant(part.kind === 'reservation', 'a reservation stands under its key');
  return part;
};

const sumOf = (places: readonly Queued[]): Quantity => {
  let sum = 0;
  for (const { quantity } of places) sum += quantity;
  return sum;
};

export const backorderedOf = ({ queue }: Reservation): Quantity => sumOf(queue);
export const passedOf = ({ passed }: Reservation): Quantity => sumOf(passed);

/** With the request's totals. They only ever grow, so a lower one tells nothing. */
export const requested = (held: Reservation, request: ReservationRequest): Reservation => ({
  kind: 'reservation',
  request: request.request,
  asked: Math.max(held.asked, millionths(request.asked)),
  released: Math.max(held.released, millionths(request.released)),
  issued: Math.max(held.issued, millionths(request.issued)),
  reserved: held.reserved,
  refused: held.refused,
  queue: held.queue,
  passed: held.passed,
  notFound: held.notFound,
  unit: request.unit,
  isForeign: held.isForeign,
});

/** `quantity` of units that waited are there: the oldest place first. */
export const filledBy = (held: Reservation, quantity: Quantity): Reservation => {
  const queue: Queued[] = [];
  let left = quantity;
  for (const place of held.queue) {
    const taken = Math.min(left, place.quantity);
    left -= taken;
    if (taken < place.quantity) queue.push({ ...place, quantity: place.quantity - taken });
  }
  invariant(left === 0, 'a fill beyond what was backordered');
  return { ...held, reserved: held.reserved + quantity, queue };
};

/** With places of the same number as one. */
const merged = (places: readonly Queued[]): readonly Queued[] => {
  const sums = new Map<number, Quantity>();
  for (const { sequence, quantity } of places) {
    sums.set(sequence, (sums.get(sequence) ?? 0) + quantity);
  }
  return [...sums]
    .map(([sequence, quantity]) => ({ sequence, quantity }))
    .toSorted((one, other) => one.sequence - other.sequence);
};

/** `quantity` of units that waited left though they were not there: the line knows their places. */
export const passedBy = (held: Reservation, quantity: Quantity): Reservation => {
  const after = filledBy(held, quantity);
  const given = held.queue.flatMap(({ sequence, quantity: had }): Queued[] => {
    const kept = after.queue.find((place) => place.sequence === sequence)?.quantity ?? 0;
    return had > kept ? [{ sequence, quantity: had - kept }] : [];
  });
  return { ...after, passed: merged([...held.passed, ...given]) };
};

/** `quantity` of those never left: they wait where they waited, in the newest of these places. */
export const waitingAgain = (held: Reservation, quantity: Quantity): Reservation => {
  if (quantity === 0) return held;
  const { queue: passed } = unqueued({ ...held, queue: held.passed }, quantity);
  const back = held.passed.flatMap(({ sequence, quantity: had }): Queued[] => {
    const kept = passed.find((place) => place.sequence === sequence)?.quantity ?? 0;
    return had > kept ? [{ sequence, quantity: had - kept }] : [];
  });
  return {
    ...held,
    reserved: held.reserved - quantity,
    passed,
    queue: merged([...held.queue, ...back]),
  };
};

/** `quantity` of units wait no more: the newest place first, so that the best one is kept. */
export const unqueued = (held: Reservation, quantity: Quantity): Reservation => {
  if (quantity === 0) return held;
  const queue = [...held.queue];
  let left = quantity;
  while (left > 0) {
    const place = queue.pop();
    invariant(place !== undefined, 'more taken from the queue than waited there');
    const taken = Math.min(left, place.quantity);
    left -= taken;
    if (taken < place.quantity) queue.push({ ...place, quantity: place.quantity - taken });
  }
  return { ...held, queue };
};

/** How many of its units the ledger has taken on, and how many of these it has given away. */
export const takenOn = ({ asked, refused }: Reservation, { counted }: Exchange): Quantity =>
  counted(asked - refused);
export const givenAway = ({ released, issued }: Reservation, { counted }: Exchange): Quantity =>
  counted(released + issued);

/** Whether the ledger holds what its requests come to. */
export const isAsAsked = (held: Reservation, exchange: Exchange): boolean =>
  held.reserved + backorderedOf(held) === takenOn(held, exchange) - givenAway(held, exchange);

/**
 * What the order hears: the totals as the ledger holds them, in the unit of its line, and which
 * request they answer. No exchange: nothing is held for a line whose unit says nothing here.
 */
export const answerOf = (
  order: string,
  line: string,
  held: Reservation,
  exchange: Exchange | undefined,
): ReservationAnswer => ({
  order,
  line,
  request: held.request,
  reserved: decimal(exchange?.inLineUnit(held.reserved) ?? 0),
  backordered: decimal(exchange?.inLineUnit(backorderedOf(held)) ?? 0),
  refused: decimal(held.refused),
  issued: decimal(held.issued),
});
