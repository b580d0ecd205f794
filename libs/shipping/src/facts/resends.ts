/**
 * What came back to its sender is with the node again: a dispatch that left afterwards, and for
 * which nothing else was there, has sent it once more. The parcel that came back stays as it is,
 * without those units.
 */
import type { Quantity } from '#kernel';
import { isEmpty, newPart, unitsOf } from './parcels.js';
import type { Parcel, Part, Units } from './parcels.js';
import type { Shipment } from '../state.js';

/** A shipment, and its parcels as facts have made them so far. */
export interface Ramp {
  readonly shipment: Shipment;
  parcels: Parcel[];
  /** Dispatches that found nothing to send. */
  readonly empty: Pick<Parcel, 'id'>[];
  /** Dispatches without lines that may have sent again what came back. */
  readonly late: readonly Pick<Parcel, 'id'>[];
}

const isBack = ({ status, units }: Part): boolean =>
  status === 'returned_to_sender' && units.size > 0;

/** Takes up to `most` units of a line out of some parts of a parcel. */
const takenOut = (
  parcel: Parcel,
  line: string,
  most: Quantity,
  from: (part: Part) => boolean,
): Quantity => {
  let rest = most;
  for (const part of parcel.parts.filter(from)) {
    const some = Math.min(rest, part.units.get(line) ?? 0);
    if (some <= 0) continue;
    part.units = new Map(part.units);
    const left = (part.units.get(line) ?? 0) - some;
    if (left > 0) part.units.set(line, left);
    else part.units.delete(line);
    rest -= some;
  }
  return most - rest;
};

/** Units that came back to the node, and leave it again with `by`. */
const sentAgain = (
  parcels: readonly Parcel[],
  line: string,
  most: Quantity,
  by: Parcel,
): Quantity => {
  let rest = most;
  for (const parcel of parcels) {
    if (parcel === by) continue;
    const some = takenOut(parcel, line, rest, isBack);
    if (some <= 0) continue;
    parcel.resent.push({ line, quantity: some, at: by.dispatchedAt ?? '' });
    // Nothing that is scanned later is of this one any more.
    for (const part of parcel.parts) {
      if (part.status === 'returned_to_sender' && part.units.size === 0) part.isGone = true;
    }
    rest -= some;
  }
  return most - rest;
};

const sumOf = (parcels: readonly Parcel[], line: string): Quantity =>
  parcels.flatMap(({ parts }) => parts).reduce((sum, { units }) => sum + (units.get(line) ?? 0), 0);

/** It names units: of those that nobody had left at the node it takes what came back. */
const namedLeaves = ({ shipment, parcels }: Ramp, parcel: Parcel): void => {
  const before = parcels.filter(
    (one) => one !== parcel && (one.at < parcel.at || (one.at === parcel.at && one.id < parcel.id)),
  );
  const planned = unitsOf(shipment.planned);
  for (const line of new Set(parcel.parts.flatMap(({ units }) => [...units.keys()]))) {
    const own = sumOf([parcel], line);
    const fresh = Math.max(0, (planned.get(line) ?? 0) - sumOf(before, line));
    let over = own - fresh;
    if (over <= 0) continue;
    over -= sentAgain(before, line, over, parcel);
    // What nobody had named before was none of the parcel that had all.
    for (const whole of before.filter(({ isWhole }) => isWhole)) {
      over -= takenOut(whole, line, over, ({ status }) => status !== 'delivered');
    }
  }
};

/** It names nothing: all that came back. False where nothing did. */
const takesBack = ({ parcels }: Ramp, parcel: Parcel): boolean => {
  const units: Units = new Map();
  const lines = new Set(
    parcels
      .flatMap(({ parts }) => parts)
      .filter(isBack)
      .flatMap((part) => [...part.units.keys()]),
  );
  for (const line of lines) {
    const some = sentAgain(parcels, line, sumOf(parcels, line), parcel);
    if (some > 0) units.set(line, some);
  }
  if (units.size === 0) return false;
  parcel.parts = [{ ...newPart(units), ...parcel.parts[0], units }];
  return true;
};

/** It finds nothing: it says again of the first one that it left, unless under another number. */
const saysAgain = (ramp: Ramp, parcel: Parcel): void => {
  const { parcels, late } = ramp;
  const whole = parcels.find((one) => one.isWhole && one !== parcel && one.at <= parcel.at);
  if (whole === undefined || !late.some(({ id }) => id === parcel.id)) return;
  if (
    parcel.tracking !== undefined &&
    whole.tracking !== undefined &&
    whole.tracking !== parcel.tracking
  ) {
    ramp.empty.push(parcel);
    return;
  }
  const { names, tracking, carrier } = whole;
  const merged: Parcel = {
    ...whole,
    names: [...names, ...parcel.names],
    tracking: tracking ?? parcel.tracking,
    carrier: carrier ?? parcel.carrier,
  };
  ramp.parcels = parcels
    .filter((one) => one !== parcel)
    .map((one) => (one === whole ? merged : one));
};

/**
 * The parcel leaves, after all that is known to have happened before. Where several shipments were
 * told of it and some have it again, the others have nothing of it.
 */
export const leaves = (ramps: readonly Ramp[], id: string): void => {
  const leaving = ramps.flatMap((ramp) =>
    ramp.parcels.filter((one) => one.id === id).map((parcel) => ({ ramp, parcel })),
  );
  for (const { ramp, parcel } of leaving) if (!parcel.isWhole) namedLeaves(ramp, parcel);
  const empty = leaving.filter(({ parcel }) => parcel.isWhole && isEmpty(parcel));
  const idle = empty.filter(({ ramp, parcel }) => !takesBack(ramp, parcel));
  for (const { ramp, parcel } of idle) {
    if (idle.length === empty.length) saysAgain(ramp, parcel);
    else ramp.parcels = ramp.parcels.filter((one) => one !== parcel);
  }
  // It was scanned before it left, and that is older news.
  for (const part of leaving.flatMap(({ parcel }) => parcel.parts)) {
    if (part.status !== 'returned_to_sender' || part.isGone) continue;
    part.status = 'dispatched';
    part.returnedAt = undefined;
  }
};
