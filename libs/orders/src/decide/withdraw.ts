/** Units that facts took into shipments come out again: none says that they have left. */
import { decimal, millionths } from '#kernel';
import type { OrderEvent } from '../events.js';
import type { Move } from '../quantities.js';
import type { Placed, Shipment } from '../state.js';
import { nothing, releaseRequests } from './answer.js';
import { withNode } from './carried.js';
import { inTurn } from './turn.js';

/** Shipping has heard all that was told under this id, and has told what followed. */
export const settledAs = (
  { asking }: Placed, shipment: string, settled: string | undefined,
): readonly OrderEvent[] => (settled === undefined || !asking.includes(settled) ? nothing
  : [{ type: 'line.withdrawn', data: { shipment, moves: [], settled } }]);

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

/** With the node of a shipment that facts opened, but for those of dispatches on their way. */
const withdrawable = (shipment: Shipment): readonly Move[] => Object.entries(shipment.units)
  .flatMap(([line, { released: there = 0 }]): Move[] => {
    const some = Math.min(there, withNode(shipment, line));
    return some > 0 ? [{ line, quantity: decimal(some), from: 'released' }] : [];
  });

/**
 * Once shipping has answered all that it was told, what is with the node of a shipment that facts
 * opened is reserved as before, and cancelled where it was that: shipping has given it back.
 */
export const withdrawn = (state: Placed): readonly OrderEvent[] => {
  if (state.asking.length > 0) return nothing;
  return inTurn(state, ...state.shipments.filter(({ opened }) => opened).map((shipment) => {
    const moves = withdrawable(shipment);
    return (now: Placed) => (moves.length === 0 ? nothing : inTurn(now,
      () => [{ type: 'line.withdrawn', data: { shipment: shipment.shipment, moves } }],
      (after) => cancelledBefore(after, shipment, moves)));
  }));
};
