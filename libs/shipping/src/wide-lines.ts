/**
 * A correction of the whole order that names the lines of a dispatch names those of all shipments
 * that were told of it: each of them has what was planned of them there.
 */
import { decimal, millionths } from '#kernel';
import type { LineQuantity } from '#orders';
import type { Berth } from './copies.js';
import type { Departure } from './corrections.js';
import { unitsOf } from './parcels.js';
import type { Shipment } from './state.js';

/** The lines of each, shared out; what is more than was planned stands with the first of them. */
const sharedOut = (
  lines: readonly LineQuantity[], shipments: readonly Shipment[],
): ReadonlyMap<Shipment, readonly LineQuantity[]> => {
  const shares = new Map<Shipment, LineQuantity[]>(shipments.map((one) => [one, []]));
  for (const { line, quantity } of lines) {
    let rest = millionths(quantity);
    const parts = shipments.map((shipment) => {
      const some = Math.min(rest, unitsOf(shipment.planned).get(line) ?? 0);
      rest -= some;
      return { shipment, some };
    });
    const first = parts.find(({ some }) => some > 0) ?? parts[0];
    for (const part of parts) {
      const some = part === first ? part.some + rest : part.some;
      if (some > 0) shares.get(part.shipment)?.push({ line, quantity: decimal(some) });
    }
  }
  return shares;
};

const keyOf = ({ id, at }: Departure): string => `${at} ${id}`;

/** Each with its own part of such lines; where it has none of them, the dispatch is none of it. */
export const withWideLines = (berths: readonly Berth[]): readonly Berth[] => {
  const told = new Map<string, { readonly one: Departure; readonly shipments: Shipment[] }>();
  for (const { shipment, standing } of berths) {
    for (const one of standing.departures.filter(({ isLinedWide }) => isLinedWide)) {
      const known = told.get(keyOf(one)) ?? { one, shipments: [] };
      known.shipments.push(shipment);
      told.set(keyOf(one), known);
    }
  }
  if ([...told.values()].every(({ shipments }) => shipments.length < 2)) return berths;
  const shares = new Map([...told].map(([key, { one: { lines = [] }, shipments }]) =>
    [key, sharedOut(lines, shipments)]));
  return berths.map((berth): Berth => {
    const departures = berth.standing.departures.flatMap((one): readonly Departure[] => {
      if (!one.isLinedWide) return [one];
      const lines = shares.get(keyOf(one))?.get(berth.shipment) ?? [];
      return lines.length === 0 ? [] : [{ ...one, lines }];
    });
    return { ...berth, standing: { ...berth.standing, departures } };
  });
};
