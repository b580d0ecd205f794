/**
 * Dispatches of the whole order that named a line or node that it did not have when they came. Once
 * they are corrected, or the order is, they stand in the shipments that have their units.
 */
import { decimal, millionths } from '#kernel';
import type { LineQuantity, ShipmentFact } from '#orders';
import type { AssessedShipment } from './copies.js';
import type { Departure, Validity } from './corrections.js';
import { compareFacts } from './facts.js';
import { unitsOf } from '../parcels.js';
import type { Units } from '../parcels.js';

/** A dispatch, and what of it is in no shipment: these lines, else all that it speaks of. */
export interface Unplaced {
  readonly departure: Departure;
  readonly lines: readonly LineQuantity[] | undefined;
}

export interface Placed {
  readonly berths: readonly AssessedShipment[];
  readonly unplaced: readonly Unplaced[];
}

const asFact = ({ id, at }: Departure): ShipmentFact => ({ kind: 'dispatch', id, at });

/** Of one dispatch a part may stand in the shipment already: then it is more of that. */
const withDeparture = (berth: AssessedShipment, one: Departure): AssessedShipment => {
  const { departures } = berth.validity;
  const known = departures.find(({ id, at }) => id === one.id && at === one.at);
  const next: Departure =
    known === undefined
      ? { ...one, isShared: false }
      : { ...known, lines: known.lines && [...known.lines, ...(one.lines ?? [])] };
  const all = [...departures.filter((each) => each !== known), next].toSorted((each, other) =>
    compareFacts(asFact(each), asFact(other)),
  );
  return { ...berth, validity: { ...berth.validity, departures: all } };
};

/** What of a line no dispatch of the shipment names. */
const roomIn = ({ shipment, validity }: AssessedShipment, line: string): number => {
  const named = validity.departures
    .flatMap(({ lines = [] }) => lines)
    .reduce((sum, one) => sum + (one.line === line ? millionths(one.quantity) : 0), 0);
  return Math.max(0, (unitsOf(shipment.planned).get(line) ?? 0) - named);
};

/** What is more than was planned stands in the first shipment that has the line. */
const placedLines = (berths: readonly AssessedShipment[], departure: Departure): Placed => {
  const shares = new Map<AssessedShipment, Units>();
  const missing: LineQuantity[] = [];
  for (const [line, quantity] of unitsOf(departure.lines ?? [])) {
    const having = berths.filter(({ shipment }) => unitsOf(shipment.planned).has(line));
    const [first] = having;
    if (first === undefined) {
      missing.push({ line, quantity: decimal(quantity) });
      continue;
    }
    let rest = quantity;
    const give = (berth: AssessedShipment, some: number): void => {
      const units = shares.get(berth) ?? new Map<string, number>();
      shares.set(berth, units.set(line, (units.get(line) ?? 0) + some));
      rest -= some;
    };
    for (const berth of having) {
      const some = Math.min(rest, roomIn(berth, line));
      if (some > 0) give(berth, some);
    }
    if (rest > 0) give(first, rest);
  }
  return {
    berths: berths.map((berth) => {
      const units = shares.get(berth);
      return units === undefined
        ? berth
        : withDeparture(berth, {
            ...departure,
            lines: [...units].map(([line, quantity]) => ({ line, quantity: decimal(quantity) })),
          });
    }),
    unplaced: missing.length === 0 ? [] : [{ departure, lines: missing }],
  };
};

const placedWholly = (berths: readonly AssessedShipment[], departure: Departure): Placed => {
  const isMeant = ({ shipment }: AssessedShipment): boolean =>
    departure.node === undefined || shipment.node === departure.node;
  return {
    berths: berths.map((berth) => (isMeant(berth) ? withDeparture(berth, departure) : berth)),
    unplaced: berths.some(isMeant) ? [] : [{ departure, lines: undefined }],
  };
};

/** `whole`: what of the facts of the whole order stands. */
export const withUnplaced = (
  berths: readonly AssessedShipment[],
  wide: readonly ShipmentFact[],
  whole: Validity,
): Placed => {
  let placed: Placed = { berths, unplaced: [] };
  for (const departure of whole.departures) {
    const isInShipments = berths.some(({ shipment }) =>
      shipment.facts.some(({ kind, id }) => kind === 'dispatch' && id === departure.id),
    );
    const fact = wide.find(({ kind, id }) => kind === 'dispatch' && id === departure.id);
    // Its correction says what of it stands in the shipments that were told of a part of it.
    if (isInShipments && fact?.lines !== departure.lines) continue;
    const next =
      departure.lines === undefined
        ? placedWholly(placed.berths, departure)
        : placedLines(placed.berths, departure);
    placed = { berths: next.berths, unplaced: [...placed.unplaced, ...next.unplaced] };
  }
  return placed;
};
