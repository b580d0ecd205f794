/** Where the units of a shipment go when shipping tells what has left of it, in which parcels. */
import { decimal, millionths } from '#kernel';
import type { Quantity } from '#kernel';
import { carried, left, moved, placeOf, returned, sumOf } from '../../state/buckets.js';
import type { Buckets, Place } from '../../state/buckets.js';
import type { ShipmentNews } from '../../message/parcels.js';
import type { Bucket, Move } from '../../message/quantities.js';
import { lineOf } from '../../state.js';
import type { Placed } from '../../state.js';
import type { Line } from '../../state/line.js';
import type { Shipment } from '../../state/shipment.js';
import { whichCameBack } from '../returns/which-back.js';
import type { Again, At, Booked, Places } from '../returns/which-back.js';

/** Units that move; `at`: a return had booked them, and not into the stock that they wait in. */
export interface Going extends Move {
  readonly at: Apart | undefined;
}

/** Where a return had booked units. */
interface Apart extends At {
  readonly id: string;
}

export interface Following {
  /** With the node again. */ readonly recalled: readonly Move[];
  readonly moves: ReadonlyMap<Place, readonly Going[]>;
  /** Those of `moves` that no shipment carried. */ readonly strays: readonly Going[];
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

interface Source {
  readonly from: Bucket;
  readonly quantity: Quantity;
  readonly at: Apart | undefined;
}

/** Where they were booked, unless that is as good as where their line waits. */
const apartFrom = ({ node, sku }: Line, { id, disposition, at }: Again): Apart | undefined =>
  at === undefined || (disposition === 'restocked' && at.node === node && at.sku === sku)
    ? undefined
    : { id, ...at };

/** Returned units of a shipment that have left again, by where they were booked. */
const againOf = (
  { returns }: Placed,
  line: Line,
  units: Buckets,
  booked: Booked | undefined,
  meant: Places,
): readonly Source[] => {
  if (booked === undefined || booked.again.length === 0) return [];
  let most = sumOf(units, returned) - sumIn(meant);
  return returned.flatMap((one) => {
    // Of what was booked apart each return knows what was given up; of the rest only how much.
    const apart = new Map(
      returns
        .filter(({ disposition }) => disposition === one)
        .map(({ id, again }) => [id, again[line.line] ?? 0]),
    );
    let here = units[one] ?? 0;
    let done =
      (booked.all[one] ?? 0) -
      (line.buckets[one] ?? 0) -
      [...apart.values()].reduce((sum, some) => sum + some, 0);
    return booked.again
      .filter(({ disposition }) => disposition === one)
      .flatMap((again): readonly Source[] => {
        const at = apartFrom(line, again);
        const before = at === undefined ? done : (apart.get(again.id) ?? 0);
        const due = Math.max(0, again.quantity - Math.max(0, before));
        if (at === undefined) done -= again.quantity - due;
        else apart.set(again.id, before - (again.quantity - due));
        const some = Math.min(here, due, most);
        if (some <= 0) return [];
        [most, here] = [most - some, here - some];
        return [{ from: one, quantity: some, at }];
      });
  });
};

const sumFrom = (sources: readonly Source[]): Quantity =>
  sources.reduce((sum, { quantity }) => sum + quantity, 0);

/**
 * Units that have left with it though the books had taken them out: the physical truth wins. Those
 * that left again are out whatever is still with the node.
 */
const straysOf = (
  line: Line,
  units: Buckets,
  outside: Quantity,
  again: readonly Source[],
): readonly Going[] => {
  const gone = Math.max(0, Math.min(sumFrom(again), outside - sumOf(units, left)));
  const wanted = gone + Math.max(0, outside - sumOf(units, carried) - gone);
  const { cancelled = 0, reserved = 0, backordered = 0 } = line.buckets;
  const own = Math.min(cancelled, units.cancelled ?? 0);
  const others: readonly (readonly [Bucket, Quantity])[] = [
    ['cancelled', own],
    ['open', line.resting],
    ['reserved', reserved],
    ['backordered', backordered],
    ['cancelled', cancelled - own],
  ];
  const sources: readonly Source[] = [
    ...again,
    ...others.map(([from, quantity]) => ({ from, quantity, at: undefined })),
  ];
  let rest = wanted;
  return sources.flatMap(({ from, quantity, at }): Going[] => {
    const some = Math.min(quantity, Math.max(rest, 0));
    rest -= some;
    return some > 0 ? [{ line: line.line, from, quantity: decimal(some), at }] : [];
  });
};

const quantityIn = (moves: readonly Move[]): Quantity =>
  moves.reduce((sum, { quantity }) => sum + millionths(quantity), 0);

/**
 * What must move for a line to stand as `wanted` says: units that have left go on from wherever
 * they stand too many, then strays come, then those with the node, at last those asked back.
 */
const flow = (
  line: string,
  units: Buckets,
  wanted: Places,
  strays: readonly Going[],
): Pick<Following, 'recalled' | 'moves'> => {
  const moves = new Map<Place, Going[]>();
  const waiting = strays.map((one) => ({ ...one, quantity: millionths(one.quantity) }));
  let now: Buckets = units;
  const free = (from: Bucket): Quantity => {
    const place = left.find((one) => one === from);
    return (now[from] ?? 0) - (place === undefined ? 0 : (wanted[place] ?? 0));
  };
  for (const to of left) {
    let lacks = (wanted[to] ?? 0) - (units[to] ?? 0);
    const own: Going[] = [];
    const take = (from: Bucket, most: Quantity, at?: Apart): Quantity => {
      const some = Math.min(most, lacks);
      if (some <= 0 || from === to) return 0;
      own.push({ line, from, quantity: decimal(some), at });
      lacks -= some;
      return some;
    };
    for (const from of left) {
      const some = take(from, free(from));
      if (some > 0) now = moved(now, from, to, some);
    }
    for (const stray of waiting) stray.quantity -= take(stray.from, stray.quantity, stray.at);
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
  state: Placed,
  line: Line,
  units: Buckets,
  away: Places,
  booked: Booked | undefined,
  meant: Places,
): Following => {
  // What came back has left before: it is none of those that stand outside, unless it left again.
  const again = againOf(state, line, units, booked, meant);
  const back = sumOf(units, returned) - sumFrom(again);
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
  const moves = new Map<Place, Going[]>();
  const all = [...lines].flatMap((id): readonly Following[] => {
    const line = lineOf(state, id);
    const places = away.get(id) ?? {};
    if (line === undefined) return [];
    const booked = cameBack.get(id);
    const meant = booked?.taken.get(news.shipment) ?? {};
    const found = lineFollowing(state, line, shipment.units[id] ?? {}, places, booked, meant);
    for (const [place, own] of found.moves) moves.set(place, [...(moves.get(place) ?? []), ...own]);
    return [found];
  });
  return {
    moves,
    recalled: all.flatMap(({ recalled }) => recalled),
    strays: all.flatMap(({ strays }) => strays),
    short: all.flatMap(({ short }) => short),
  };
};
