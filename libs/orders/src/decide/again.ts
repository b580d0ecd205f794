/**
 * Goods that came back to their sender, were booked as returned, and left once more: they are out
 * again, and the stock issues them again.
 */
import { instant, millionths } from '#kernel';
import type { Quantity } from '#kernel';
import { returned, sumOf } from '../buckets.js';
import type { ParcelNews, ShipmentNews } from '../parcels.js';
import type { Line, Placed, Shipment } from '../state.js';

interface Leaving { readonly at: number; readonly quantity: Quantity }

const resentIn = (parcels: readonly ParcelNews[], id: string): readonly Leaving[] =>
  parcels.flatMap(({ resent = [] }) => resent).filter(({ line }) => line === id)
    .map(({ at, quantity }) => ({ at: instant(at), quantity: millionths(quantity) }));

/** Units of a line that had arrived by then: who booked units then may have meant those. */
const arrivedBy = (parcels: readonly ParcelNews[], id: string, then: number): Quantity =>
  parcels.filter(({ deliveredAt }) => deliveredAt !== undefined && instant(deliveredAt) < then)
    .flatMap(({ contents }) => contents).filter(({ line }) => line === id)
    .reduce((sum, { quantity }) => sum + millionths(quantity), 0);

/** Of what was booked as returned, what left again afterwards. */
const leftAgain = (
  { returns }: Placed, parcels: readonly ParcelNews[], id: string,
): Quantity => {
  const leavings = resentIn(parcels, id).toSorted((one, other) => one.at - other.at);
  let sum = 0;
  for (const { at, quantity } of leavings) {
    const booked = returns.filter(({ cameAt }) => cameAt !== undefined && cameAt <= at)
      .flatMap(({ moves }) => moves).filter(({ line }) => line === id)
      .reduce((total, move) => total + millionths(move.quantity), 0);
    sum += Math.min(quantity, Math.max(0, booked - arrivedBy(parcels, id, at) - sum));
  }
  return sum;
};

/** How many returned units of a shipment's line must leave it for that to stand in the books. */
export const againOf = (
  state: Placed, line: Line, shipment: Shipment, news: ShipmentNews,
): Quantity => {
  const parcels = state.shipments.flatMap((one) =>
    (one.shipment === news.shipment ? news.parcels ?? [] : one.parcels));
  if (!parcels.some(({ resent = [] }) => resent.length > 0)) return 0;
  const booked = state.returns.flatMap(({ moves }) => moves)
    .filter((move) => move.line === line.line)
    .reduce((sum, { quantity }) => sum + millionths(quantity), 0);
  const done = booked - sumOf(line.buckets, returned);
  const here = sumOf(shipment.units[line.line] ?? {}, returned);
  return Math.min(here, Math.max(0, leftAgain(state, parcels, line.line) - done));
};
