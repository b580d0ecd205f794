/**
 * Units that facts alone took into a shipment, by where they stood before: once nobody says any
 * more that they have left, they stand there again.
 */
import { millionths } from '#kernel';
import type { Quantity } from '#kernel';
import type { Bucket, Move } from './quantities.js';

/** In the order in which they go back: what a fact took last goes first. */
const origins = [
  'cancelled',
  'open',
  'backordered',
  'reserved',
] as const satisfies readonly Bucket[];
type Origin = (typeof origins)[number];
export type Origins = { readonly [O in Origin]?: Quantity };
/** By line. */
export type CameFrom = Readonly<Record<string, Origins>>;

/** Not there to be sent: cancelled, refused by its node, or waiting for goods. */
export const elsewhere = ({ cancelled = 0, open = 0, backordered = 0 }: Origins): Quantity =>
  cancelled + open + backordered;

const originOf = (bucket: Bucket): Origin | undefined => origins.find((one) => one === bucket);

/** With units that have come from these buckets. */
export const withComers = (
  known: CameFrom,
  moves: readonly Move[],
  among: readonly Origin[] = origins,
): CameFrom => {
  const next: Record<string, Origins> = { ...known };
  for (const { line, from, quantity } of moves) {
    const origin = originOf(from);
    if (origin === undefined || !among.includes(origin)) continue;
    const before = next[line] ?? {};
    next[line] = { ...before, [origin]: (before[origin] ?? 0) + millionths(quantity) };
  }
  return next;
};

/** Without units that have gone back to one of these, the first one first. */
export const withoutComers = (
  known: CameFrom,
  moves: readonly Move[],
  to: readonly Origin[],
): CameFrom => {
  const next: Record<string, Origins> = { ...known };
  for (const { line, quantity } of moves) {
    let rest = millionths(quantity);
    const left: { [O in Origin]?: Quantity } = { ...next[line] };
    for (const origin of to) {
      const some = Math.min(left[origin] ?? 0, rest);
      rest -= some;
      if ((left[origin] ?? 0) > some) left[origin] = (left[origin] ?? 0) - some;
      else delete left[origin];
    }
    if (Object.keys(left).length > 0) next[line] = left;
    else delete next[line];
  }
  return next;
};

/** Where so many units of a line go back to; what has come from nowhere else is `reserved`. */
export const goingBack = (came: Origins = {}, quantity: Quantity): Required<Origins> => {
  const back = { cancelled: 0, open: 0, backordered: 0, reserved: 0 };
  let rest = quantity;
  for (const origin of origins) {
    const some = Math.min(came[origin] ?? 0, rest);
    back[origin] = some;
    rest -= some;
  }
  return { ...back, reserved: back.reserved + rest };
};
