/**
 * Which units returns have booked, as the facts tell it now: a return says how many came back, and
 * parcels say which can have. What had come back to its sender by then comes first, then what had
 * arrived, then the rest. A function of parcels and returns, in whichever order they were told.
 */
import { instant, millionths } from '#kernel';
import type { Quantity } from '#kernel';
import { placeOf } from '../../state/buckets.js';
import type { Place } from '../../state/buckets.js';
import type { ReturnMove } from '../../events/returns.js';
import type { ParcelNews, ShipmentNews } from '../../message/parcels.js';
import type { Disposition, LineQuantity } from '../../message/quantities.js';
import type { BookedReturn, Placed } from '../../state.js';

export type Places = { readonly [P in Place]?: Quantity };

/** A return that is booked, or is being booked. */
interface Said extends Pick<BookedReturn, 'id' | 'disposition' | 'cameAt'> {
  readonly moves: readonly (LineQuantity | ReturnMove)[];
}

/** Units of a line that one return has booked. */
interface Booking {
  readonly id: string;
  readonly disposition: Disposition;
  readonly at: number;
  readonly quantity: Quantity;
  readonly where: At | undefined;
}

/** Units of a line that a return may mean. */
interface Group {
  readonly shipment: string;
  readonly parcel: string;
  /** Where they stand; undefined: they were home, and left again at `until`. */
  readonly place: Place | undefined;
  /** When they arrived, or came back to their sender. */ readonly since: number;
  readonly until: number;
  rest: Quantity;
}

/** What returns of one line have booked. */
export interface Booked {
  /** By shipment: of what its parcels hold, by where that stands. */
  readonly taken: ReadonlyMap<string, Places>;
  /** By return: the same in all shipments. */ readonly by: ReadonlyMap<string, Places>;
  /** All of it, by what it was booked as. */ readonly all: Dispositions;
  /** What of that has left again since, and where it was booked. */
  readonly again: readonly Again[];
  /** What arrived only after it had come back, as these say. */ readonly late: readonly Late[];
}
export interface Late {
  /** The return. */ readonly id: string;
  readonly at: number;
  readonly quantity: Quantity;
  readonly parcel: string;
  readonly arrivedAt: number;
}
/** Where a return booked its units. */
export type At = Pick<ReturnMove, 'node' | 'sku' | 'unit' | 'trackStock'>;
export interface Again {
  readonly id: string;
  readonly disposition: Disposition;
  readonly at: At | undefined;
  readonly quantity: Quantity;
}
type Dispositions = { readonly [D in Disposition]?: Quantity };

const always = Number.NEGATIVE_INFINITY;
const never = Number.POSITIVE_INFINITY;
const momentOf = (at: string | undefined, absent: number): number =>
  at === undefined ? absent : instant(at);

/** What is told of a part of a parcel has no time; it is later than what has left again. */
const arrivedAt = ({ deliveredAt, resent = [] }: ParcelNews): number =>
  momentOf(deliveredAt, resent.length === 0 ? always : never);

const groupsOf = (
  shipment: string,
  parcel: ParcelNews,
): readonly (readonly [line: string, Group])[] => {
  const home = momentOf(parcel.returnedAt, always);
  const stand = parcel.contents.map(({ line, quantity, status }) => {
    const place = placeOf[status];
    const since = place === 'return_to_sender' ? home : arrivedAt(parcel);
    return [
      line,
      { shipment, parcel: parcel.parcel, place, since, until: never, rest: millionths(quantity) },
    ] as const;
  });
  const gone = (parcel.resent ?? []).map(
    ({ line, quantity, at }) =>
      [
        line,
        {
          shipment,
          parcel: parcel.parcel,
          place: undefined,
          since: home,
          until: instant(at),
          rest: millionths(quantity),
        },
      ] as const,
  );
  return [...stand, ...gone];
};

/** What a return of that time means before what; `never`: it does not mean these. */
const rankOf = ({ place, since, until }: Group, at: number): number => {
  const isBefore = since <= at;
  switch (place) {
    case 'return_to_sender':
      return isBefore ? 0 : 3;
    case 'delivered':
      return isBefore ? 1 : 7;
    case undefined:
      if (until < at) return never;
      return isBefore ? 2 : 3;
    case 'shipped':
      return 4;
    case 'delivery_failed':
      return 5;
    case 'lost':
      return 6;
  }
};

const plus = (places: Places | undefined, place: Place, some: Quantity): Places => ({
  ...places,
  [place]: (places?.[place] ?? 0) + some,
});

const bookedOf = (groups: readonly Group[], bookings: readonly Booking[]): Booked => {
  const taken = new Map<string, Places>();
  const by = new Map<string, Places>();
  const all: { [D in Disposition]?: Quantity } = {};
  const again: Again[] = [];
  const late: Late[] = [];
  for (const { id, disposition, at, quantity, where } of bookings) {
    let rest = quantity;
    all[disposition] = (all[disposition] ?? 0) + quantity;
    const meant = groups
      .map((group) => ({ group, rank: rankOf(group, at) }))
      .filter(({ rank }) => rank !== never)
      .toSorted(
        (one, other) =>
          one.rank - other.rank ||
          one.group.until - other.group.until ||
          one.group.since - other.group.since,
      );
    for (const { group } of meant) {
      const some = Math.min(group.rest, rest);
      if (some <= 0) continue;
      group.rest -= some;
      rest -= some;
      if (group.place === undefined) {
        again.push({ id, disposition, at: where, quantity: some });
        continue;
      }
      if (group.place === 'delivered' && group.since > at && group.since !== never) {
        late.push({ id, at, quantity: some, parcel: group.parcel, arrivedAt: group.since });
      }
      taken.set(group.shipment, plus(taken.get(group.shipment), group.place, some));
      by.set(id, plus(by.get(id), group.place, some));
    }
  }
  return { taken, by, all, again, late };
};

const byLine = <T>(all: readonly (readonly [line: string, T])[]): ReadonlyMap<string, T[]> => {
  const lines = new Map<string, T[]>();
  for (const [line, one] of all) {
    const known = lines.get(line);
    if (known === undefined) lines.set(line, [one]);
    else known.push(one);
  }
  return lines;
};

const atOf = ({ node, sku, unit, trackStock }: ReturnMove): At => ({
  node,
  sku,
  ...(unit !== undefined && { unit }),
  ...(trackStock !== undefined && { trackStock }),
});

/** By line, of those that have returns. `news`: what is told of one shipment now. */
export const whichCameBack = (
  { shipments, returns }: Placed,
  news: ShipmentNews | undefined,
  more: readonly Said[] = [],
): ReadonlyMap<string, Booked> => {
  const all: readonly Said[] = [...returns, ...more];
  if (all.length === 0) return new Map();
  const bookings = byLine(
    all.flatMap(({ id, disposition, cameAt = never, moves }) =>
      moves.map(
        (move) =>
          [
            move.line,
            {
              id,
              disposition,
              at: cameAt,
              quantity: millionths(move.quantity),
              where: 'node' in move ? atOf(move) : undefined,
            },
          ] as const,
      ),
    ),
  );
  const groups = byLine(
    shipments.flatMap(({ shipment, parcels }) =>
      (shipment === news?.shipment ? (news.parcels ?? []) : parcels).flatMap((parcel) =>
        groupsOf(shipment, parcel),
      ),
    ),
  );
  return new Map(
    [...bookings].map(([line, own]) => [
      line,
      bookedOf(
        groups.get(line) ?? [],
        own.toSorted(
          (one, other) =>
            (one.at === other.at ? 0 : one.at - other.at) ||
            (one.id < other.id ? -1 : Number(one.id > other.id)),
        ),
      ),
    ]),
  );
};
