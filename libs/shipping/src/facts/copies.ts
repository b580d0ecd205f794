/**
 * A dispatch of all of an order is told to each of its shipments: these are copies of one dispatch.
 * Where it finds units in some of them, the others have nothing of it; where it finds none
 * anywhere, each of them stands as the dispatch of its shipment alone would.
 */
import { instant } from '#kernel';
import type { ShipmentFact } from '#orders';
import type { Departure, Validity } from './corrections.js';
import { dispatched, isEmpty } from './parcels.js';
import type { Dispatched, Units } from './parcels.js';
import type { Shipment } from '../state.js';

/** A shipment, what of its facts stands, and when the first of it came back. */
export interface ShipmentAssessment {
  readonly shipment: Shipment;
  readonly validity: Validity;
  readonly backFrom: number;
  /** What its dispatches name that it was not asked for, and others have. */
  readonly moved: Units;
}

const keyOf = ({ id, at }: Pick<ShipmentFact, 'id' | 'at'>): string => `${at} ${id}`;

/** Dispatches without lines that several shipments have, by their id and time. */
const copiedIn = (shipments: readonly Shipment[]): ReadonlySet<string> => {
  const keys = new Set<string>();
  if (shipments.length < 2) return keys;
  const known = new Set<string>();
  for (const fact of shipments.flatMap(({ facts }) => facts)) {
    if (fact.kind !== 'dispatch' || fact.lines !== undefined) continue;
    const key = keyOf(fact);
    if (known.has(key)) keys.add(key);
    known.add(key);
  }
  return keys;
};

/** Whether what one shipment is told may change what another one has. */
export const haveCopies = (shipments: readonly Shipment[]): boolean => copiedIn(shipments).size > 0;

/** What has left of one of them, as far as dispatches tell. */
export interface Sent extends Dispatched {
  readonly assessment: ShipmentAssessment;
}

const sentAlone = (assessment: ShipmentAssessment): Sent => {
  const { shipment, validity, backFrom } = assessment;
  return { assessment, ...dispatched(shipment, validity.departures, backFrom) };
};

const holding = ({ parcels }: Sent): readonly string[] =>
  parcels.filter((parcel) => !isEmpty(parcel)).map(({ id }) => id);

export const dispatchedFrom = (assessments: readonly ShipmentAssessment[]): readonly Sent[] => {
  const copied = copiedIn(assessments.map(({ shipment }) => shipment));
  const alone = assessments.map(sentAlone);
  if (copied.size === 0) return alone;
  const held = new Set(alone.flatMap(holding));
  const copies = ({ validity }: ShipmentAssessment): readonly Departure[] =>
    validity.departures.filter((one) => one.lines === undefined && copied.has(keyOf(one)));
  // It may send again what came back to any of them.
  const backFroms = new Map<string, number>();
  for (const assessment of assessments) {
    for (const { id } of copies(assessment)) {
      backFroms.set(id, Math.min(assessment.backFrom, backFroms.get(id) ?? assessment.backFrom));
    }
  }
  return alone.map((sent): Sent => {
    const { assessment } = sent;
    const { shipment, validity, backFrom } = assessment;
    const own = new Set(holding(sent));
    const elsewhere = new Set(copies(assessment).filter(({ id }) => !own.has(id) && held.has(id)));
    const left = validity.departures.filter((one) => !elsewhere.has(one));
    return {
      assessment,
      ...dispatched(
        shipment,
        left,
        backFrom,
        (one) =>
          instant(one.at) > (own.has(one.id) ? backFrom : (backFroms.get(one.id) ?? backFrom)),
      ),
    };
  });
};
