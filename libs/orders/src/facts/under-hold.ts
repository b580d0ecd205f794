/** Parcels that left while a hold stood: people are told as long as any of them stands. */
import { listed, millionths } from '#kernel';
import type { Quantity } from '#kernel';
import type { LeftUnderHold, Placed } from '../state.js';
import type { Shipment } from '../state/shipment.js';

type Sums = ReadonlyMap<string, Quantity>;

/** What is in each parcel of the order. */
const sumsOf = ({ shipments }: Placed): Sums => {
  const sums = new Map<string, Quantity>();
  for (const { parcel, contents } of shipments.flatMap(({ parcels }) => parcels)) {
    const some = contents.reduce((sum, { quantity }) => sum + millionths(quantity), 0);
    sums.set(parcel, (sums.get(parcel) ?? 0) + some);
  }
  return sums;
};

const totalOf = (sums: Sums): Quantity => [...sums.values()].reduce((sum, some) => sum + some, 0);

/** Where no more has left than before, and some of it has another name now: it left as it did. */
const renamed = (were: Sums, are: Sums, known: readonly LeftUnderHold[]) =>
  known.find(({ parcel }) => (are.get(parcel) ?? 0) < (were.get(parcel) ?? 0))?.holds;

/** Of an event: parcels that have come, or have got more, where more has left than before. */
export const withUnderHold = (before: Placed, after: Placed): Placed => {
  const known = after.underHold ?? [];
  const activeHolds = Object.keys(before.holds);
  if (before.shipments === after.shipments || activeHolds.length + known.length === 0) return after;
  const [were, are] = [sumsOf(before), sumsOf(after)];
  const isMore = totalOf(are) > totalOf(were);
  const holds = isMore && activeHolds.length > 0 ? listed(activeHolds) : renamed(were, are, known);
  if (holds === undefined) return after;
  const grown = [...are].flatMap(([parcel, some]): LeftUnderHold[] =>
    some > (were.get(parcel) ?? 0) && !known.some((one) => one.parcel === parcel)
      ? [{ parcel, holds }]
      : [],
  );
  return grown.length === 0 && !isMore ? after : { ...after, underHold: [...known, ...grown] };
};

/** All that left under a hold was taken back, as far as it is known which parcels these were. */
export const isNoneUnderHold = (state: Placed): boolean => {
  if (state.underHold === undefined) return false;
  const sums = sumsOf(state);
  return state.underHold.every(({ parcel }) => (sums.get(parcel) ?? 0) === 0);
};

const holdsOf = ({ parcels }: Shipment, known: readonly LeftUnderHold[]): readonly string[] => {
  const here = new Set(
    parcels.filter(({ contents }) => contents.length > 0).map(({ parcel }) => parcel),
  );
  return known.flatMap(({ parcel, holds }) => (here.has(parcel) ? [holds] : []));
};

/** The shipments of parcels that left under a hold and were not taken back, by these holds. */
export const leftUnderHold = ({
  shipments,
  underHold = [],
}: Placed): ReadonlyMap<string, readonly string[]> => {
  const left = new Map<string, string[]>();
  for (const one of shipments) {
    for (const holds of new Set(holdsOf(one, underHold))) {
      left.set(holds, [...(left.get(holds) ?? []), one.shipment]);
    }
  }
  return left;
};
