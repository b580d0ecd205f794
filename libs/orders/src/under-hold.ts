/** Parcels that left while a hold stood: people are told as long as any of them stands. */
import { millionths } from '#kernel';
import type { Quantity } from '#kernel';
import type { Placed } from './state.js';

/** What is in each parcel of the order. */
const sumsOf = ({ shipments }: Placed): ReadonlyMap<string, Quantity> => {
  const sums = new Map<string, Quantity>();
  for (const { parcel, contents } of shipments.flatMap(({ parcels }) => parcels)) {
    const some = contents.reduce((sum, { quantity }) => sum + millionths(quantity), 0);
    sums.set(parcel, (sums.get(parcel) ?? 0) + some);
  }
  return sums;
};

const totalOf = (sums: ReadonlyMap<string, Quantity>): Quantity =>
  [...sums.values()].reduce((sum, some) => sum + some, 0);

/** Of an event: parcels that have come, or have got more, where more has left than before. */
export const withUnderHold = (before: Placed, after: Placed): Placed => {
  if (Object.keys(before.holds).length === 0 || before.shipments === after.shipments) return after;
  const [were, are] = [sumsOf(before), sumsOf(after)];
  if (totalOf(are) <= totalOf(were)) return after;
  const known = after.underHold ?? [];
  const grown = [...are].flatMap(([parcel, some]) =>
    (some > (were.get(parcel) ?? 0) && !known.includes(parcel) ? [parcel] : []));
  return { ...after, underHold: [...known, ...grown] };
};

/** All that left under a hold was taken back, as far as it is known which parcels these were. */
export const isNoneUnderHold = (state: Placed): boolean => {
  if (state.underHold === undefined) return false;
  const sums = sumsOf(state);
  return state.underHold.every((parcel) => (sums.get(parcel) ?? 0) === 0);
};
