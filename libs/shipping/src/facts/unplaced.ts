/**
 * Dispatches of the whole order that named a line or node that it did not have when they came. Once
 * they are corrected, or the order is, they stand in the shipments that have their units.
 */
import { decimal, millionths } from '#kernel';
import type { LineQuantity, ShipmentFact } from '#orders';
import type { ShipmentAssessment } from './copies.js';
import type { Departure, Validity } from './corrections.js';
import { compareFacts } from '../state/facts.js';
import { unitsOf } from './parcels.js';
import type { Units } from './parcels.js';

/** A dispatch, and what of it is in no shipment: these lines, else all that it speaks of. */
export interface Unplaced {
  readonly departure: Departure;
  readonly lines: readonly LineQuantity[] | undefined;
}

export interface Placed {
  readonly assessments: readonly ShipmentAssessment[];
  readonly unplaced: readonly Unplaced[];
}

const asFact = ({ id, at }: Departure): ShipmentFact => ({ kind: 'dispatch', id, at });

/** Of one dispatch a part may stand in the shipment already: then it is more of that. */
const withDeparture = (assessment: ShipmentAssessment, one: Departure): ShipmentAssessment => {
  const { departures } = assessment.validity;
  const known = departures.find(({ id, at }) => id === one.id && at === one.at);
  const next: Departure =
    known === undefined
      ? { ...one, isShared: false }
      : { ...known, lines: known.lines && [...known.lines, ...(one.lines ?? [])] };
  const all = [...departures.filter((each) => each !== known), next].toSorted((each, other) =>
    compareFacts(asFact(each), asFact(other)),
  );
  return { ...assessment, validity: { ...assessment.validity, departures: all } };
};

/** What of a line no dispatch of the shipment names. */
const roomIn = ({ shipment, validity }: ShipmentAssessment, line: string): number => {
  const named = validity.departures
    .flatMap(({ lines = [] }) => lines)
    .reduce((sum, one) => sum + (one.line === line ? millionths(one.quantity) : 0), 0);
  return Math.max(0, (unitsOf(shipment.planned).get(line) ?? 0) - named);
};

/** What is more than was planned stands in the first shipment that has the line. */
const placedLines = (assessments: readonly ShipmentAssessment[], departure: Departure): Placed => {
  const shares = new Map<ShipmentAssessment, Units>();
  const missing: LineQuantity[] = [];
  for (const [line, quantity] of unitsOf(departure.lines ?? [])) {
    const having = assessments.filter(({ shipment }) => unitsOf(shipment.planned).has(line));
    const [first] = having;
    if (first === undefined) {
      missing.push({ line, quantity: decimal(quantity) });
      continue;
    }
    let rest = quantity;
    const give = (assessment: ShipmentAssessment, some: number): void => {
      const units = shares.get(assessment) ?? new Map<string, number>();
      shares.set(assessment, units.set(line, (units.get(line) ?? 0) + some));
      rest -= some;
    };
    for (const assessment of having) {
      const some = Math.min(rest, roomIn(assessment, line));
      if (some > 0) give(assessment, some);
    }
    if (rest > 0) give(first, rest);
  }
  return {
    assessments: assessments.map((assessment) => {
      const units = shares.get(assessment);
      return units === undefined
        ? assessment
        : withDeparture(assessment, {
            ...departure,
            lines: [...units].map(([line, quantity]) => ({ line, quantity: decimal(quantity) })),
          });
    }),
    unplaced: missing.length === 0 ? [] : [{ departure, lines: missing }],
  };
};

const placedWholly = (assessments: readonly ShipmentAssessment[], departure: Departure): Placed => {
  const isMeant = ({ shipment }: ShipmentAssessment): boolean =>
    departure.node === undefined || shipment.node === departure.node;
  return {
    assessments: assessments.map((assessment) =>
      isMeant(assessment) ? withDeparture(assessment, departure) : assessment,
    ),
    unplaced: assessments.some(isMeant) ? [] : [{ departure, lines: undefined }],
  };
};

/** `whole`: what of the facts of the whole order stands. */
export const withUnplaced = (
  assessments: readonly ShipmentAssessment[],
  wide: readonly ShipmentFact[],
  whole: Validity,
): Placed => {
  let placed: Placed = { assessments, unplaced: [] };
  for (const departure of whole.departures) {
    const isInShipments = assessments.some(({ shipment }) =>
      shipment.facts.some(({ kind, id }) => kind === 'dispatch' && id === departure.id),
    );
    const fact = wide.find(({ kind, id }) => kind === 'dispatch' && id === departure.id);
    // Its correction says what of it stands in the shipments that were told of a part of it.
    if (isInShipments && fact?.lines !== departure.lines) continue;
    const next =
      departure.lines === undefined
        ? placedWholly(placed.assessments, departure)
        : placedLines(placed.assessments, departure);
    placed = { assessments: next.assessments, unplaced: [...placed.unplaced, ...next.unplaced] };
  }
  return placed;
};
