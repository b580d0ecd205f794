/** Where the units of a shipment go when shipping tells what has left of it, in which parcels. */
import { decimal, millionths } from '#kernel';
import type { Quantity } from '#kernel';
import { carried, left, moved, placeOf, returned, sumOf } from '../buckets.js';
import type { Buckets, Place } from '../buckets.js';
import type { ShipmentNews } from '../parcels.js';
import type { Bucket, Move } from '../quantities.js';
import { lineOf } from '../state.js';
import type { Line, Placed, Shipment } from '../state.js';
import { whichCameBack } from './which-back.js';
import type { Booked, Places } from './which-back.js';

export interface Following {
  /** With the node again. */ readonly recalled: readonly Move[];
  readonly moves: ReadonlyMap<Place, readonly Move[]>;
  /** Those of `moves` that no shipment carried. */ readonly strays: readonly Move[];
  /** Lines of which more left than the order has. */ readonly short: readonly string[];
}

/** What has left of each line, by where it stands. */
const awayIn = ({ parcels = [] }: ShipmentNews): ReadonlyMap<string, Places> => {
  const away = new Map<string, Places>();
  for (const { line, quantity, status } of parcels.flatMap(({ contents }) => contents)) {
    const places = away.get(line) ?? {};
    const place = placeOf[status];
    away.set(line, { ...places, [place]: (places[place] ?? 0) + millionths(quantity) });
  }
  return away;
};

/** Up to `most` of them, in the order in which a return takes them. */
const upTo = (places: Places, most: Quantity): Places => {
  const some: { [P in Place]?: Quantity } = {};
  let rest = most;
  for (const place of left) {
    const part = Math.min(places[place] ?? 0, Math.max(rest, 0));
    if (part > 0) some[place] = part;
    rest -= part;
  }
  return some;
};

const sumIn = (places: Places): Quantity =>
  left.reduce((sum, place) => sum + (places[place] ?? 0), 0);

const lessPlaces = (places: Places, less: Places): Places => {
  const rest: { [P in Place]?: Quantity } = {};
  for (const place of left) {
    const some = (places[place] ?? 0) - (less[place] ?? 0);
    if (some > 0) rest[place] = some;
  }
  return rest;
};

/** Which of its units came back: those that returns mean, else others that have left. */
const backIn = (away: Places, meant: Places, back: Quantity): Places => {
  const own = upTo(meant, back);
  const more = upTo(lessPlaces(away, own), back - sumIn(own));
  return Object.fromEntries(left.map((place) => [place, (own[place] ?? 0) + (more[place] ?? 0)]));
};

/** Returned units of a shipment that have left again, by what they were booked as. */
const againOf = (
  line: Line, units: Buckets, booked: Booked | undefined, meant: Places,
): Buckets => {
  if (booked === undefined) return {};
  let most = sumOf(units, returned) - sumIn(meant);
  return Object.fromEntries(returned.map((one) => {
    const done = (booked.all[one] ?? 0) - (line.buckets[one] ?? 0);
    const due = (booked.again[one] ?? 0) - done;
    const some = Math.max(0, Math.min(units[one] ?? 0, due, most));
    most -= some;
    return [one, some];
  }));
};

/**
 * Units that have left with it though the books had taken them out: the physical truth wins. Those
 * that left again are out whatever is still with the node.
 */
const straysOf = (
  line: Line, units: Buckets, outside: Quantity, again: Buckets,
): readonly Move[] => {
  const gone = Math.max(0, Math.min(sumOf(again, returned), outside - sumOf(units, left)));
  const wanted = gone + Math.max(0, outside - sumOf(units, carried) - gone);
  const { cancelled = 0, reserved = 0, backordered = 0 } = line.buckets;
  const own = Math.min(cancelled, units.cancelled ?? 0);
  const sources: readonly (readonly [Bucket, Quantity])[] = [
    ...returned.map((from) => [from, again[from] ?? 0] as const),
    ['cancelled', own], ['open', line.resting],
    ['reserved', reserved], ['backordered', backordered], ['cancelled', cancelled - own],
  ];
  let rest = wanted;
  return sources.flatMap(([from, most]): Move[] => {
    const some = Math.min(most, Math.max(rest, 0));
    rest -= some;
    return some > 0 ? [{ line: line.line, from, quantity: decimal(some) }] : [];
  });
};

const quantityIn = (moves: readonly Move[]): Quantity =>
  moves.reduce((sum, { quantity }) => sum + millionths(quantity), 0);

/**
 * What must move for a line to stand as `wanted` says: units that have left go on from wherever
 * they stand too many, then strays come, then those with the node, at last those asked back.
 */
const flow = (
  line: string, units: Buckets, wanted: Places, strays: readonly Move[],
): Pick<Following, 'recalled' | 'moves'> => {
  const moves = new Map<Place, Move[]>();
  const waiting = strays.map(({ from, quantity }) =>
    ({ from, quantity: millionths(quantity) }));
  let now: Buckets = units;
  const free = (from: Bucket): Quantity => {
    const place = left.find((one) => one === from);
    return (now[from] ?? 0) - (place === undefined ? 0 : wanted[place] ?? 0);
  };
  for (const to of left) {
    let lacks = (wanted[to] ?? 0) - (units[to] ?? 0);
    const own: Move[] = [];
    const take = (from: Bucket, most: Quantity): Quantity => {
      const some = Math.min(most, lacks);
      if (some <= 0 || from === to) return 0;
      own.push({ line, from, quantity: decimal(some) });
      lacks -= some;
      return some;
    };
    for (const from of left) {
      const some = take(from, free(from));
      if (some > 0) now = moved(now, from, to, some);
    }
    for (const stray of waiting) stray.quantity -= take(stray.from, stray.quantity);
    for (const from of ['released', 'cancel_pending'] as const) {
      const some = take(from, now[from] ?? 0);
      if (some > 0) now = moved(now, from, to, some);
    }
    if (own.length > 0) moves.set(to, own);
  }
  const recalled = left.flatMap((from): Move[] => {
    const some = free(from);
    return some > 0 ? [{ line, from, quantity: decimal(some) }] : [];
  });
  return { recalled, moves };
};

const lineFollowing = (
  line: Line, units: Buckets, away: Places, booked: Booked | undefined, meant: Places,
): Following => {
  // What came back has left before: it is none of those that stand outside, unless it left again.
  const again = againOf(line, units, booked, meant);
  const back = sumOf(units, returned) - sumOf(again, returned);
  const outside = lessPlaces(away, backIn(away, meant, back));
  const strays = straysOf(line, units, sumIn(outside), again);
  const most = sumOf(units, carried) + quantityIn(strays);
  const { recalled, moves } = flow(line.line, units, upTo(outside, most), strays);
  return { recalled, moves, strays, short: sumIn(outside) > most ? [line.line] : [] };
};

/** All moves that make the order stand as shipping tells. */
export const followingOf = (state: Placed, shipment: Shipment, news: ShipmentNews): Following => {
  const away = awayIn(news);
  const lines = new Set([...Object.keys(shipment.units), ...away.keys()]);
  const cameBack = whichCameBack(state, news);
  const moves = new Map<Place, Move[]>();
  const all = [...lines].flatMap((id): readonly Following[] => {
    const line = lineOf(state, id);
    const places = away.get(id) ?? {};
    if (line === undefined) return [];
    const booked = cameBack.get(id);
    const meant = booked?.taken.get(news.shipment) ?? {};
    const found = lineFollowing(line, shipment.units[id] ?? {}, places, booked, meant);
    for (const [place, own] of found.moves) moves.set(place, [...moves.get(place) ?? [], ...own]);
    return [found];
  });
  return {
    moves,
    recalled: all.flatMap(({ recalled }) => recalled),
    strays: all.flatMap(({ strays }) => strays),
    short: all.flatMap(({ short }) => short),
  };
};
