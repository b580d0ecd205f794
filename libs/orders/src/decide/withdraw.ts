/** Units that facts took into shipments come out again: none says that they have left. */
import { decimal, millionths } from '#kernel';
import type { OrderEvent } from '../events.js';
import type { LineQuantity, Move } from '../quantities.js';
import { shipmentOf } from '../state.js';
import type { Placed, Shipment } from '../state.js';
import { nothing, releaseRequests } from './answer.js';
import { withNode } from './carried.js';
import { inTurn } from './turn.js';

const cancelledBefore = (
  state: Placed, { wasCancelled }: Shipment, withdrawals: readonly Move[],
): readonly OrderEvent[] => {
  const moves = withdrawals.flatMap(({ line, quantity }): Move[] => {
    const some = Math.min(wasCancelled[line] ?? 0, millionths(quantity));
    return some > 0 ? [{ line, quantity: decimal(some), from: 'reserved' }] : [];
  });
  return moves.length === 0 ? nothing : [{ type: 'line.cancelled', data: {
    reason: state.cancelReason ?? 'cancelled', moves,
    requests: releaseRequests(state.lines, moves, 'cancelled') } }];
};

/**
 * What shipping gives back of a shipment that facts opened is reserved as before, and cancelled
 * where it was that before. Where a fact says later that it has left, it leaves from there.
 */
export const givenBack = (
  state: Placed, id: string, lines: readonly LineQuantity[],
): readonly OrderEvent[] => {
  const shipment = shipmentOf(state, id);
  if (shipment?.opened !== true) return nothing;
  const moves = lines.flatMap(({ line, quantity }): Move[] => {
    // What a dispatch takes that is on its way, shipping has again by then.
    const there = Math.min(shipment.units[line]?.released ?? 0, withNode(shipment, line));
    const some = Math.min(there, millionths(quantity));
    return some > 0 ? [{ line, quantity: decimal(some), from: 'released' }] : [];
  });
  return moves.length === 0 ? nothing : inTurn(state,
    () => [{ type: 'line.withdrawn', data: { shipment: id, moves } }],
    (now) => cancelledBefore(now, shipment, moves));
};
