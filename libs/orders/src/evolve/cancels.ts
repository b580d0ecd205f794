import type { EventOf } from '../events.js';
import { millionths, decimal } from '#kernel';
import type { Move } from '../message/quantities.js';
import type { Placed } from '../state.js';
import { seenAs } from './changes.js';
import { asked, movedTo, carriedBy } from './moves.js';

export const cancelled = (state: Placed, { data }: EventOf<'line.cancelled'>): Placed => ({
  ...state,
  lines: asked(movedTo(state.lines, data.moves, 'cancelled'), data.requests),
  shipments:
    data.shipment === undefined
      ? state.shipments
      : carriedBy(state.shipments, data.shipment, data.moves, 'cancelled'),
  cancelReason: data.reason,
});

export const cancelRequested = (state: Placed, { data }: EventOf<'cancel.requested'>): Placed => {
  let { lines, shipments } = state;
  for (const { shipment, lines: asks } of data.shipments) {
    const moves = asks.map((one): Move => ({ ...one, from: 'released' }));
    lines = movedTo(lines, moves, 'cancel_pending');
    shipments = carriedBy(shipments, shipment, moves, 'cancel_pending');
  }
  return { ...state, lines, shipments, cancelReason: data.reason };
};

/** Units that could not be stopped: with the node again, unless they are known to have left. */
export const cancelRefused = (state: Placed, { data }: EventOf<'cancel.refused'>): Placed => {
  const shipment = state.shipments.find((one) => one.shipment === data.shipment);
  if (shipment === undefined) return state;
  const moves = data.lines.flatMap(({ line, quantity }): Move[] => {
    const pending = shipment.units[line]?.cancel_pending ?? 0;
    const some = Math.min(pending, millionths(quantity));
    return some === 0 ? [] : [{ line, quantity: decimal(some), from: 'cancel_pending' }];
  });
  return {
    ...state,
    lines: movedTo(state.lines, moves, 'released'),
    shipments: carriedBy(state.shipments, shipment.shipment, moves, 'released'),
  };
};

/** The order lives again; what it was to be paid by has passed, where it had expired. */
export const cancelUndone = (state: Placed, { data }: EventOf<'cancel.undone'>): Placed => {
  const lines = movedTo(state.lines, data.moves, 'open');
  const isOver = state.stage !== 'received' && state.stage !== 'accepted';
  const { paymentDeadline: _passed, ...policy } = state.terms.policy;
  const terms = state.stage === 'expired' ? { ...state.terms, policy } : state.terms;
  const after: Placed = { ...state, lines, terms, stage: isOver ? 'accepted' : state.stage };
  return seenAs('undo', state, after, data);
};
