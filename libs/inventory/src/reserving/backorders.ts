import { decimal, invariant } from '#kernel';
import type { Parts } from '#kernel';
import { givenTo } from '../counting/counted-in.js';
import type { BackorderFilled } from '../events.js';
import { exchangeOf } from '../counting/exchange.js';
import { answerOf, filledBy, reservationAt } from '../state/reservation.js';
import type { Reservation } from '../state/reservation.js';
import { queueKey, queuePrefix, reservationKey } from '../state.js';
import type { QueueEntry, StockPart, StockState } from '../state.js';

/** Places of the queue that one decision fills: its event stays far below the log's limit. */
const fillsMax = 1000;

const firstLook = 16;

/** The head of the queue, oldest first, at most `fillsMax`; most fills need only the first few. */
function* headOf(parts: Parts<StockPart>): Generator<readonly [key: string, entry: QueueEntry]> {
  let seen = 0;
  for (let limit = firstLook; ; limit = Math.min(limit * 8, fillsMax)) {
    const rows = parts.first(queuePrefix, limit);
    for (const [key, part] of rows.slice(seen)) {
      invariant(part.kind === 'queue-entry', () => `${key} is no place in the queue`);
      yield [key, part];
    }
    seen = rows.length;
    if (seen < limit || limit === fillsMax) return;
  }
}

/** Who gets what is available, first come, first served; undefined where nobody does. */
export const fillOf = ({ root, parts }: StockState): BackorderFilled | undefined => {
  let left = root.available;
  let waiting = root.backordered;
  const fills: BackorderFilled['data']['fills'][number][] = [];
  const filled = new Map<string, Reservation>();
  for (const [key, { order, line }] of left > 0 && waiting > 0 ? headOf(parts) : []) {
    const reservation = reservationKey(order, line);
    const held = filled.get(reservation) ?? reservationAt(parts, reservation);
    const [place] = held.queue;
    const isHis = place !== undefined && queueKey(place.sequence) === key;
    invariant(isHis, () => `${key} waits for nothing`);
    const quantity = givenTo(place.quantity, left, root.unit, held.unit);
    // Too little for the first in the queue is kept for it: nobody overtakes.
    if (quantity === 0) break;
    const next = filledBy(held, quantity);
    filled.set(reservation, next);
    const answer = answerOf(order, line, next, exchangeOf(root, held.unit));
    fills.push({ order, line, quantity: decimal(quantity), answer });
    left -= quantity;
    waiting -= quantity;
    if (left === 0) break;
  }
  if (fills.length === 0) return undefined;
  const more = fills.length === fillsMax && left > 0 && waiting > 0;
  return { type: 'stock.backorder-filled', data: { fills, more } };
};
