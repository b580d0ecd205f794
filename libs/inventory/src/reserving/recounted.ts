/**
 * Lines that wait for goods of which none came yet ask in whatever unit they like. As the first
 * goods come, it shows what the SKU is kept in: whoever waits in another unit is counted in that
 * from now on, or told that it says nothing here. Nobody loses the place in the queue.
 */
import {
  conversionOf,
  converted,
  decimal,
  each,
  invariant,
  isRefusal,
  keyOf,
  quantityMax,
  unitName,
} from '#kernel';
import type { Quantity, Refusal } from '#kernel';
import type { ReservationAnswer, ReservationRequest, StockEvent } from '../events.js';
import { evolve } from '../evolve.js';
import { withFills } from './following.js';
import type { StockRefusal } from '../refusals.js';
import { answerOf, reservationAt } from '../state/reservation.js';
import type { Reservation } from '../state/reservation.js';
import { queueKey, queuePrefix, reservationKey } from '../state.js';
import type { StockState } from '../state.js';

type Decision = readonly StockEvent[] | Refusal<StockRefusal>;
interface LineName {
  readonly order: string;
  readonly line: string;
}
/** Units that wait at the places of one line. */
interface Waiting extends LineName {
  readonly held: Reservation;
  readonly quantity: Quantity;
}

/** Whoever waits in another unit than this, and all behind the first of them. */
const recountedFor = (
  { parts }: StockState,
  unit: string,
  mover: LineName | undefined,
): readonly Waiting[] => {
  const found = new Map<string, Waiting>();
  for (const [key, part] of parts.first(queuePrefix, Number.MAX_SAFE_INTEGER)) {
    invariant(part.kind === 'queue-entry', () => `${key} is no place in the queue`);
    const { order, line } = part;
    const held = reservationAt(parts, reservationKey(order, line));
    const isBehind = found.size > 0 || unitName(held.unit ?? each) !== unit;
    if (!isBehind || (order === mover?.order && line === mover.line)) continue;
    const place = held.queue.find(({ sequence }) => queueKey(sequence) === key);
    const name = keyOf(order, line);
    const quantity = (found.get(name)?.quantity ?? 0) + (place?.quantity ?? 0);
    found.set(name, { order, line, held, quantity });
  }
  return [...found.values()];
};

/** The newest request that is known of it; it asks for nothing new. */
const requestOf = ({ order, line, held }: Waiting): ReservationRequest => ({
  order,
  line,
  request: held.request,
  asked: decimal(held.asked),
  released: decimal(held.released),
  issued: decimal(held.issued),
  onShortage: 'backorder',
  ...(held.unit !== undefined && { unit: held.unit }),
});

const unqueued = (waiting: Waiting): StockEvent => {
  const { order, line, quantity } = waiting;
  return {
    type: 'stock.released',
    data: {
      order,
      line,
      quantity: decimal(quantity),
      fromBackordered: decimal(quantity),
      fromReserved: '0',
      request: requestOf(waiting),
    },
  };
};

const refused = (waiting: Waiting, unit: string): StockEvent => {
  const { order, line, held, quantity } = waiting;
  const after = { ...held, queue: [], refused: held.refused + quantity };
  const answer: ReservationAnswer = {
    ...answerOf(order, line, after, undefined),
    reason: 'unit-mismatch',
    keptIn: unit,
  };
  return {
    type: 'stock.refused',
    data: { order, line, quantity: '0', request: requestOf(waiting), answer, countedIn: unit },
  };
};

/** Each waits anew in the ledger's unit; one that cannot be counted in it is refused and told. */
const queuedAgain = (
  all: readonly Waiting[],
  unit: string,
  queued: Quantity,
): readonly StockEvent[] => {
  let sum = queued;
  return all.map((waiting): StockEvent => {
    const { order, line, held } = waiting;
    const conversion = conversionOf(held.unit ?? each, unit);
    const quantity = conversion && converted(waiting.quantity, conversion);
    if (quantity === undefined || sum + quantity > quantityMax) return refused(waiting, unit);
    sum += quantity;
    return {
      type: 'stock.backordered',
      data: {
        order,
        line,
        quantity: decimal(quantity),
        request: requestOf(waiting),
        ...(conversion?.times !== 1 && { countedIn: unit }),
      },
    };
  });
};

/**
 * What `decision` says of goods in this unit, with all that it means for lines that wait, where
 * they are the first that ever moved. `mover`: the line whose goods they are.
 */
export const recounting = (
  state: StockState,
  unit: string,
  decision: (now: StockState) => Decision,
  mover?: LineName,
): Decision => {
  if (state.root.isAgreed || state.root.backordered === 0) return decision(state);
  const all = recountedFor(state, unit, mover);
  if (all.length === 0) return decision(state);
  const before = all.map(unqueued);
  const answer = decision(before.reduce(evolve, state));
  if (isRefusal(answer)) return answer;
  const moved = [...before, ...answer];
  const { root } = moved.reduce(evolve, state);
  if (!root.isAgreed) return decision(state);
  return withFills(state, [...moved, ...queuedAgain(all, unit, root.backordered)]);
};
