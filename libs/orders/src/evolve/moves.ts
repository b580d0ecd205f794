import { millionths } from '#kernel';
import type { StockRequest, Move, Bucket } from '../message/quantities.js';
import { onLines, moveUnits } from '../state/line.js';
import type { Line } from '../state/line.js';
import { onShipment } from '../state/shipment.js';
import type { Shipment } from '../state/shipment.js';
import { moveCarried, unitMoves } from '../units/units.js';

export const asked = (lines: readonly Line[], requests: readonly StockRequest[]): readonly Line[] =>
  onLines(lines, requests, (line, request) => ({
    ...line,
    request: request.request,
    asked: millionths(request.asked),
    released: millionths(request.released),
    issued: millionths(request.issued),
  }));

export const movedTo = (
  lines: readonly Line[],
  moves: readonly Move[],
  to: Bucket,
): readonly Line[] =>
  onLines(lines, moves, (line, { from, quantity }) =>
    moveUnits(line, from, to, millionths(quantity)),
  );

export const carriedBy = (
  shipments: readonly Shipment[],
  id: string,
  moves: readonly Move[],
  to: Bucket,
): readonly Shipment[] =>
  moves.length === 0
    ? shipments
    : onShipment(shipments, id, (one) => moveCarried(one, unitMoves(moves), to));

/** Units that leave whichever shipments have them, the first one first. */
export const carriedTo = (
  shipments: readonly Shipment[],
  moves: readonly Move[],
  to: Bucket,
): readonly Shipment[] => {
  let next = shipments;
  for (const { line, from, quantity } of moves) {
    let rest = millionths(quantity);
    for (const { shipment, units } of next) {
      const some = Math.min(units[line]?.[from] ?? 0, rest);
      if (some === 0) continue;
      next = onShipment(next, shipment, (one) =>
        moveCarried(one, [{ line, from, quantity: some }], to),
      );
      rest -= some;
    }
  }
  return next;
};
