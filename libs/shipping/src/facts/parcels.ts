import { decimal, instant, instantText, millionths } from '#kernel';
import type { Quantity } from '#kernel';
import type { LineQuantity, ParcelContent, ParcelNews, ParcelStatus } from '#orders';
import type { Departure } from './corrections.js';
import type { Shipment } from '../state.js';

export type Units = Map<string, Quantity>;

/** Units that went the same way so far. */
export interface Part {
  units: Units;
  status: ParcelStatus;
  deliveredAt: string | undefined;
  /** When it came back to its sender first. */ returnedAt: string | undefined;
  /** Its units have left again in another parcel: scans speak of it no more. */
  isGone: boolean;
}

interface Resent {
  readonly line: string;
  readonly quantity: Quantity;
  readonly at: string;
}

/** Units that have left, and of which nobody has told more. */
export const newPart = (units: Units): Part => ({
  units,
  status: 'dispatched',
  deliveredAt: undefined,
  returnedAt: undefined,
  isGone: false,
});

/** What left together. Made anew by every fold, and changed by nobody afterwards. */
export interface Parcel {
  readonly shipment: string;
  readonly id: string;
  readonly names: readonly string[];
  /** Epoch milliseconds of its leaving. */
  readonly at: number;
  /** Undefined where only a scan tells of it. */
  readonly dispatchedAt: string | undefined;
  readonly carrier: string | undefined;
  readonly tracking: string | undefined;
  /** Its dispatch names no lines. */
  readonly isWhole: boolean;
  parts: Part[];
  readonly scans: string[];
  /** Of what came back, what left again in other parcels. */
  readonly resent: Resent[];
}

export const inUtc = (at: string): string => instantText(instant(at));

export const unitsOf = (lines: readonly LineQuantity[]): Units => {
  const units: Units = new Map();
  for (const { line, quantity } of lines) {
    units.set(line, (units.get(line) ?? 0) + millionths(quantity));
  }
  return units;
};

export const linesOf = (units: ReadonlyMap<string, Quantity>): readonly LineQuantity[] =>
  [...units]
    .filter(([, quantity]) => quantity > 0)
    .map(([line, quantity]) => ({ line, quantity: decimal(quantity) }));

/** All that is in these parcels. */
export const unitsIn = (parcels: readonly Parcel[]): Units => {
  const sums: Units = new Map();
  for (const { parts } of parcels) {
    for (const { units } of parts) {
      for (const [line, quantity] of units) sums.set(line, (sums.get(line) ?? 0) + quantity);
    }
  }
  return sums;
};

/** `lines` without these units, line by line. */
export const lessUnits = (
  lines: readonly LineQuantity[],
  away: ReadonlyMap<string, Quantity>,
): Units => {
  const rest: Units = new Map();
  for (const [line, quantity] of unitsOf(lines)) {
    const some = quantity - (away.get(line) ?? 0);
    if (some > 0) rest.set(line, some);
  }
  return rest;
};

/** What has not left, of all that is to go; of a stopped shipment what the node had packed. */
export const restOf = (
  { lines, planned, stopped }: Shipment,
  away: ReadonlyMap<string, Quantity>,
): Units => lessUnits(stopped === undefined ? lines : planned, away);

const parcelOf = ({ shipment }: Shipment, departure: Departure, units: Units): Parcel => ({
  shipment,
  id: departure.id,
  names: departure.names,
  at: instant(departure.at),
  dispatchedAt: inUtc(departure.at),
  carrier: departure.carrier,
  tracking: departure.tracking,
  isWhole: departure.lines === undefined,
  parts: [newPart(units)],
  scans: [],
  resent: [],
});

/**
 * Of several dispatches without lines the earliest has the units; the others say the same of them,
 * unless they name another number.
 */
const wholesaleOf = (
  all: readonly Departure[],
): { readonly whole: Departure; readonly others: readonly Departure[] } | undefined => {
  const [earliest] = all;
  if (earliest === undefined) return undefined;
  const tracking = all.find((one) => one.tracking !== undefined)?.tracking;
  const carrier = all.find((one) => one.carrier !== undefined)?.carrier;
  const isSame = (one: Departure): boolean =>
    one.tracking === undefined || one.tracking === tracking;
  const names = all.filter(isSame).flatMap((one) => one.names);
  return {
    whole: { ...earliest, names, tracking, carrier },
    others: all.filter((one) => !isSame(one)),
  };
};

export interface Dispatched {
  readonly parcels: readonly Parcel[];
  readonly empty: readonly Departure[];
  /** Those without lines that may have sent again what came back. */
  readonly late: readonly Departure[];
}

/**
 * The parcels of which dispatches tell, in the order of leaving. `backFrom`: when the first of them
 * came back; what leaves later may be of those, and is looked at when it does (`leaves`).
 */
export const dispatched = (
  shipment: Shipment,
  departures: readonly Departure[],
  backFrom: number,
  isLate = ({ at }: Departure): boolean => instant(at) > backFrom,
): Dispatched => {
  const named = departures.filter(({ lines }) => lines !== undefined);
  const parts = named.map((one) => parcelOf(shipment, one, unitsOf(one.lines ?? [])));
  const unnamed = departures.filter(({ lines }) => lines === undefined);
  const early = unnamed.filter((one) => !isLate(one));
  const wholesale = wholesaleOf(early.length > 0 ? early : unnamed.slice(0, 1));
  if (wholesale === undefined) return { parcels: parts, empty: [], late: [] };
  const { whole, others } = wholesale;
  const late = unnamed.filter((one) => isLate(one) && one.id !== whole.id);
  const left = instant(whole.at);
  const apart = parts.filter(({ at }) => at <= left || at <= backFrom);
  const parcels = [
    ...parts,
    parcelOf(shipment, whole, restOf(shipment, unitsIn(apart))),
    ...[...others, ...late].map((one) => parcelOf(shipment, one, new Map())),
  ];
  return {
    parcels: parcels.toSorted((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1)),
    empty: others,
    late,
  };
};

/** The least that is true of all parts stands first. */
const stretches: readonly ParcelStatus[] = [
  'dispatched',
  'in_transit',
  'out_for_delivery',
  'delivery_failed',
  'returned_to_sender',
  'lost',
  'delivered',
];

export const leastOf = (statuses: readonly ParcelStatus[]): ParcelStatus | undefined =>
  stretches.find((status) => statuses.includes(status));

/** Without those that hold nothing, unless none holds anything. */
const heldParts = ({ parts }: Parcel): readonly Part[] => {
  const held = parts.filter(({ units }) => units.size > 0);
  return held.length > 0 ? held : parts;
};

export const isEmpty = ({ parts }: Parcel): boolean => parts.every(({ units }) => units.size === 0);

export const statusOfParcel = (parcel: Parcel): ParcelStatus =>
  leastOf(heldParts(parcel).map(({ status }) => status)) ?? 'dispatched';

/** The latest delivery, where all of it is delivered: a parcel without units delivers nothing. */
export const deliveredOf = (parcels: readonly Parcel[]): string | undefined => {
  const held = parcels.filter((parcel) => !isEmpty(parcel));
  const parts = (held.length > 0 ? held : parcels).flatMap(heldParts);
  if (parts.some(({ status }) => status !== 'delivered')) return undefined;
  return parts
    .flatMap(({ deliveredAt }) => deliveredAt ?? [])
    .toSorted((one, other) => instant(one) - instant(other))
    .at(-1);
};

/** When the first of it came back to its sender. */
const returnedOf = ({ parts }: Parcel): string | undefined =>
  parts
    .flatMap(({ returnedAt }) => returnedAt ?? [])
    .toSorted((one, other) => instant(one) - instant(other))[0];

const contentsOf = (parcel: Parcel, places: ReadonlyMap<string, number>): ParcelContent[] => {
  const sums = new Map<string, ParcelContent>();
  for (const { units, status } of parcel.parts) {
    for (const [line, quantity] of units) {
      const key = JSON.stringify([line, status]);
      const sum = millionths(sums.get(key)?.quantity ?? '0') + quantity;
      sums.set(key, { line, quantity: decimal(sum), status });
    }
  }
  const place = (line: string): number => places.get(line) ?? places.size;
  return [...sums.values()].toSorted(
    (one, other) =>
      place(one.line) - place(other.line) ||
      (one.line < other.line ? -1 : Number(one.line > other.line)) ||
      stretches.indexOf(one.status) - stretches.indexOf(other.status),
  );
};

const scansShownMax = 20;
/** Of all parcels of a shipment: a scan may be of each of them. */
const scansReportedMax = 200;

/** How many scans of each of so many parcels are told. */
export const scansShown = (parcels: number): number =>
  Math.min(scansShownMax, Math.floor(scansReportedMax / Math.max(parcels, 1)));

/** `places`: the lines of its shipment, by their order. */
export const parcelNews = (
  parcel: Parcel,
  places: ReadonlyMap<string, number>,
  scansMax: number,
): ParcelNews => {
  const { id, carrier, tracking, dispatchedAt, isWhole, scans, resent } = parcel;
  const [deliveredAt, returnedAt] = [deliveredOf([parcel]), returnedOf(parcel)];
  return {
    parcel: id,
    status: statusOfParcel(parcel),
    contents: contentsOf(parcel, places),
    ...(carrier === undefined ? {} : { carrier }),
    ...(tracking === undefined ? {} : { tracking }),
    ...(dispatchedAt === undefined ? {} : { dispatchedAt }),
    ...(deliveredAt === undefined ? {} : { deliveredAt }),
    ...(returnedAt === undefined ? {} : { returnedAt }),
    ...(isWhole ? { whole: true } : {}),
    scans: scans.slice(Math.max(0, scans.length - scansMax)),
    ...(resent.length === 0
      ? {}
      : {
          resent: resent.map(({ quantity, ...more }) => ({ ...more, quantity: decimal(quantity) })),
        }),
  };
};
