import { decimal, invariant } from '#kernel';
import type { Quantity } from '#kernel';
import type { ParcelStatus } from '../message/parcels.js';
import type { Bucket } from '../message/quantities.js';

/** Units of one line by the stage in which they stand; zero ones are left out. */
export type Buckets = { readonly [B in Bucket]?: Quantity };

/**
 * Neither with a node nor gone nor given up: what a fact or a cancel can take without asking
 * shipping.
 */
export const loose = ['open', 'backordered', 'reserved'] as const satisfies readonly Bucket[];

/** Left the building and not come back, in the order in which a return takes them. */
export const left = [
  'delivered',
  'shipped',
  'delivery_failed',
  'return_to_sender',
  'lost',
] as const satisfies readonly Bucket[];

/** Where units stand that have left. */
export type Place = (typeof left)[number];

/** Where the units of a parcel stand that tells this. */
export const placeOf: Readonly<Record<ParcelStatus, Place>> = {
  dispatched: 'shipped',
  in_transit: 'shipped',
  out_for_delivery: 'shipped',
  delivery_failed: 'delivery_failed',
  delivered: 'delivered',
  lost: 'lost',
  returned_to_sender: 'return_to_sender',
};

/** Units that stand in a shipment and follow its news. */
export const carried = ['released', 'cancel_pending', ...left] as const satisfies readonly Bucket[];

export const returned = [
  'restocked',
  'quarantined',
  'scrapped',
  'missing',
] as const satisfies readonly Bucket[];

export const isCarried = (bucket: Bucket): boolean =>
  (carried as readonly Bucket[]).includes(bucket);

/** The names of those that hold units. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only buckets are ever written
export const namesOf = (buckets: Buckets): readonly Bucket[] => Object.keys(buckets) as Bucket[];

export const sumOf = (buckets: Buckets, names: readonly Bucket[]): Quantity => {
  let sum = 0;
  for (const name of names) sum += buckets[name] ?? 0;
  return sum;
};

export const total = (buckets: Buckets): Quantity => sumOf(buckets, namesOf(buckets));

/**
 * The same units, `quantity` of them moved on. A `Bug` where there are not so many (invariant
 * I2).
 */
export const moved = (buckets: Buckets, from: Bucket, to: Bucket, quantity: Quantity): Buckets => {
  const rest = (buckets[from] ?? 0) - quantity;
  invariant(
    quantity > 0 && rest >= 0 && from !== to,
    () => `cannot move ${decimal(quantity)} from ${from} to ${to}: ${JSON.stringify(buckets)}`,
  );
  const next: { [B in Bucket]?: Quantity } = {};
  for (const name of namesOf(buckets)) {
    if (name !== from) next[name] = buckets[name] ?? 0;
    else if (rest > 0) next[name] = rest;
  }
  next[to] = (next[to] ?? 0) + quantity;
  return next;
};

export interface Taken {
  readonly from: Bucket;
  readonly quantity: Quantity;
}

/** Up to `quantity` units, from the first named bucket first. */
export const taken = (
  buckets: Buckets,
  order: readonly Bucket[],
  quantity: Quantity,
): readonly Taken[] => {
  const takes: Taken[] = [];
  let rest = quantity;
  for (const from of order) {
    const some = Math.min(buckets[from] ?? 0, rest);
    if (some <= 0) continue;
    takes.push({ from, quantity: some });
    rest -= some;
  }
  return takes;
};
