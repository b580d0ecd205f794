/** Units of a shipment, as they move. */
import { millionths } from '#kernel';
import type { Quantity } from '#kernel';
import { isCarried, moved } from '../state/buckets.js';
import type { Buckets } from '../state/buckets.js';
import type { Bucket, Move } from '../message/quantities.js';
import type { Shipment } from '../state/shipment.js';

/** Units of one line of a shipment; those that it did not carry before are added to it. */
const movedUnits = (units: Buckets, from: Bucket, to: Bucket, quantity: Quantity): Buckets => {
  const had = isCarried(from) ? quantity : Math.min(units[from] ?? 0, quantity);
  const after = had > 0 ? moved(units, from, to, had) : units;
  const added = quantity - had;
  return added > 0 ? { ...after, [to]: (after[to] ?? 0) + added } : after;
};

export interface UnitMove {
  readonly line: string;
  readonly from: Bucket;
  readonly quantity: Quantity;
}

export const unitMoves = (moves: readonly Move[]): readonly UnitMove[] =>
  moves.map(({ line, from, quantity }) => ({ line, from, quantity: millionths(quantity) }));

/** The shipment with units moved, all in one copy: a large one has a thousand lines. */
export const moveCarried = (
  shipment: Shipment,
  moves: readonly UnitMove[],
  to: Bucket,
): Shipment => {
  const units: Record<string, Buckets> = { ...shipment.units };
  for (const { line, from, quantity } of moves) {
    units[line] = movedUnits(units[line] ?? {}, from, to, quantity);
  }
  return { ...shipment, units };
};

/** The shipment without units that it gives back. */
export const takenOut = (shipment: Shipment, moves: readonly UnitMove[]): Shipment => {
  const { units } = moveCarried(shipment, moves, 'reserved');
  return {
    ...shipment,
    units: Object.fromEntries(
      Object.entries(units).map(([line, { reserved: _reserved, ...rest }]) => [line, rest]),
    ),
  };
};
