import type { Quantity } from '#kernel';
import type { LineQuantity, ScanFact } from '#orders';
import { momentOf, saysGone } from '../state/facts.js';
import { inUtc, lessUnits, newPart, restOf, unitsIn, unitsOf } from './parcels.js';
import type { Parcel, Part, Units } from './parcels.js';
import type { Shipment } from '../state.js';

/** A shipment and what has left of it. */
export interface ShipmentParcels {
  readonly shipment: Shipment;
  /** In the order of leaving. */
  parcels: Parcel[];
}

/** Shipments of which a scan speaks: those of the order, or the one of its shipment. */
export interface Scope {
  readonly shipments: readonly ShipmentParcels[];
  readonly isWide: boolean;
  /** What this very scan has moved already, told of single shipments as well. */
  readonly moved: Set<Part>;
}

/** What a scan named and nobody has. */
export type Unmatched = (what: string) => void;

/** Words that say of what came back that it is on its way once more. */
const onTheWay: ReadonlySet<ScanFact['status']> = new Set<ScanFact['status']>([
  'in_transit',
  'out_for_delivery',
  'delivery_failed',
  'delivered',
]);

const advance = ({ resent }: Parcel, part: Part, { status, at }: ScanFact): void => {
  // Newer scans count, wherever the parcel was before; only a correction undoes a delivery.
  if (part.isGone || part.status === 'delivered') return;
  if (status === 'label_created' || status === 'unknown') return;
  if (part.status === 'returned_to_sender' && onTheWay.has(status)) {
    for (const [line, quantity] of part.units) resent.push({ line, quantity, at: inUtc(at) });
  }
  part.status = status;
  if (status === 'delivered') part.deliveredAt = inUtc(at);
  if (status === 'returned_to_sender') part.returnedAt ??= inUtc(at);
};

const parcelsIn = ({ shipments }: Scope): readonly Parcel[] => {
  const [only] = shipments;
  return shipments.length === 1 && only !== undefined
    ? only.parcels
    : shipments.flatMap(({ parcels }) => parcels);
};

/** A scan that is told of its shipment and of the order stands twice in a row. */
const noteScan = ({ scans }: Parcel, { id }: ScanFact): void => {
  if (scans.at(-1) !== id) scans.push(id);
};

/** Those that had left by then; where none had, a clock was wrong: those that left first. */
const gone = (parcels: readonly Parcel[], at: number): readonly Parcel[] => {
  const left = parcels.filter((parcel) => parcel.at <= at);
  if (left.length > 0) return left;
  const first = Math.min(...parcels.map((parcel) => parcel.at));
  return parcels.filter((parcel) => parcel.at === first);
};

/** A scan of units that nobody said were dispatched: they have left by now. */
const implied = (
  shipmentParcels: ShipmentParcels,
  scan: ScanFact,
  units: Units,
): readonly Part[] => {
  const { id, tracking } = scan;
  const parcel: Parcel = {
    shipment: shipmentParcels.shipment.shipment,
    id,
    names: [id],
    at: momentOf(scan),
    tracking,
    carrier: undefined,
    dispatchedAt: undefined,
    isWhole: false,
    parts: [newPart(units)],
    scans: [id],
    resent: [],
  };
  for (const part of parcel.parts) advance(parcel, part, scan);
  shipmentParcels.parcels = [...shipmentParcels.parcels, parcel];
  return parcel.parts;
};

const impliedAll = ({ shipments, isWide }: Scope, scan: ScanFact): void => {
  for (const shipmentParcels of shipments) {
    const { shipment, parcels } = shipmentParcels;
    const away = unitsIn(parcels);
    const units = isWide ? lessUnits(shipment.lines, away) : restOf(shipment, away);
    if (units.size > 0 || shipment.planned.length === 0) implied(shipmentParcels, scan, units);
  }
};

/** Parcels that a scan names by their id or number; undefined: it names none. */
const named = (
  scope: Scope,
  scan: ScanFact,
  unmatched: Unmatched,
): readonly Parcel[] | undefined => {
  const { parcel: id, tracking } = scan;
  const all = parcelsIn(scope);
  if (id !== undefined) {
    const found = all.filter(({ names }) => names.includes(id));
    if (found.length === 0) unmatched(`parcel ${id}`);
    return found;
  }
  if (tracking === undefined) return undefined;
  const same = all.filter((parcel) => parcel.tracking === tracking);
  if (same.length > 0) return gone(same, momentOf(scan));
  // The only parcel there is, and nobody said under which number it went.
  if (all.length === 1 && all[0]?.tracking === undefined) return all;
  if (all.length === 0 && !scope.isWide) return undefined;
  unmatched(`tracking number ${tracking}`);
  return [];
};

const furthest: ReadonlySet<Part['status']> = new Set(['lost', 'returned_to_sender']);
const later = ({ status }: Part): number =>
  status === 'delivered' ? 2 : Number(furthest.has(status));

/**
 * Which units of a line a scan means: a group of just so many before others, one that is on its way
 * before what was given up, and that before what has arrived.
 */
const partsWith = (
  parcels: readonly Parcel[],
  line: string,
  wanted: Quantity,
): readonly { readonly parcel: Parcel; readonly part: Part }[] =>
  parcels
    .flatMap((parcel) => parcel.parts.map((part) => ({ parcel, part })))
    .filter(({ part }) => (part.units.get(line) ?? 0) > 0)
    .toSorted(
      (one, other) =>
        Number(other.part.units.get(line) === wanted) -
          Number(one.part.units.get(line) === wanted) || later(one.part) - later(other.part),
    );

/** Takes units out of a part; where that is all of it, it is the part itself. */
const splitOff = (parcel: Parcel, part: Part, taken: Units): Part => {
  const isAll =
    part.units.size === taken.size &&
    [...taken].every(([line, quantity]) => part.units.get(line) === quantity);
  if (isAll) return part;
  const rest: Units = new Map(part.units);
  for (const [line, quantity] of taken) {
    const left = (rest.get(line) ?? 0) - quantity;
    if (left > 0) rest.set(line, left);
    else rest.delete(line);
  }
  const off: Part = { ...part, units: taken };
  part.units = rest;
  parcel.parts = [...parcel.parts, off];
  return off;
};

interface Taking {
  readonly parcel: Parcel;
  readonly part: Part;
  readonly units: Units;
}

/**
 * Moves units of these lines on; gives those that no parcel has. Those that the same scan has moved
 * already are of them.
 */
const moveLines = (
  parcels: readonly Parcel[],
  lines: readonly LineQuantity[],
  scan: ScanFact,
  moved: Set<Part>,
): Units => {
  const takings = new Map<Part, Taking>();
  const missing: Units = new Map();
  for (const [line, quantity] of unitsOf(lines)) {
    const done = [...moved].reduce((sum, { units }) => sum + (units.get(line) ?? 0), 0);
    let rest = quantity - done;
    for (const { parcel, part } of partsWith(parcels, line, rest)) {
      if (rest <= 0) break;
      if (moved.has(part)) continue;
      const some = Math.min(rest, part.units.get(line) ?? 0);
      const taking = takings.get(part) ?? { parcel, part, units: new Map<string, Quantity>() };
      taking.units.set(line, some);
      takings.set(part, taking);
      rest -= some;
    }
    if (rest > 0) missing.set(line, rest);
  }
  for (const { parcel, part, units } of takings.values()) {
    const off = splitOff(parcel, part, units);
    moved.add(off);
    advance(parcel, off, scan);
    noteScan(parcel, scan);
  }
  return missing;
};

/** Units that are with a node left as well, if a scan names them. */
const impliedLines = ({ shipments, moved }: Scope, scan: ScanFact, missing: Units): void => {
  for (const shipmentParcels of shipments) {
    const rest = restOf(shipmentParcels.shipment, unitsIn(shipmentParcels.parcels));
    const units: Units = new Map();
    for (const [line, quantity] of missing) {
      const some = Math.min(quantity, rest.get(line) ?? 0);
      if (some <= 0) continue;
      units.set(line, some);
      missing.set(line, quantity - some);
    }
    if (units.size > 0) for (const part of implied(shipmentParcels, scan, units)) moved.add(part);
  }
};

/** All of it has left again in other parcels: it says nothing of where those are. */
const isPast = ({ parts, resent }: Parcel, { status }: ScanFact): boolean =>
  resent.length > 0 && status !== 'returned_to_sender' && parts.every(({ isGone }) => isGone);

const byLeaving = (parcels: readonly Parcel[], at: number): readonly Parcel[] => [
  ...parcels.filter((parcel) => parcel.at <= at),
  ...parcels.filter((parcel) => parcel.at > at),
];

/** One scan, told after all that happened before it. */
export const scanned = (scope: Scope, scan: ScanFact, unmatched: Unmatched): void => {
  const moves = saysGone(scan);
  const at = momentOf(scan);
  const chosen = named(scope, scan, moves ? unmatched : () => undefined);
  if (scan.lines !== undefined && moves) {
    const parcels = chosen ?? byLeaving(parcelsIn(scope), at);
    const missing = moveLines(parcels, scan.lines, scan, scope.moved);
    if (chosen === undefined) impliedLines(scope, scan, missing);
    for (const [line, quantity] of missing) if (quantity > 0) unmatched(`units of line ${line}`);
    return;
  }
  const all = parcelsIn(scope);
  if (chosen === undefined && all.length === 0) {
    if (moves) impliedAll(scope, scan);
    return;
  }
  const found = chosen ?? gone(all, at);
  const [first] = found;
  if (chosen !== undefined && first && moves && found.every((one) => isPast(one, scan))) {
    unmatched(`parcel ${first.id}, whose units have left again in another`);
  }
  for (const parcel of found) {
    for (const part of parcel.parts) advance(parcel, part, scan);
    noteScan(parcel, scan);
  }
};
