import { remembering } from '#kernel';
import type { Concern, ScanFact, ShipmentFact } from '#orders';
import { dispatchedFrom } from './copies.js';
import type { ShipmentAssessment } from './copies.js';
import { validityOf } from './corrections.js';
import type { Validity } from './corrections.js';
import { saysGone } from '../state/facts.js';
import { scanned } from './journeys.js';
import type { Parcel, Part } from './parcels.js';
import { leaves } from './resends.js';
import { besideShared, sharedIn, withShares } from './shares.js';
import type { ShippingState } from '../state.js';
import { withUnplaced } from './unplaced.js';
import type { Unplaced } from './unplaced.js';
import {
  strangersIn,
  ofNothing,
  nodeText,
  concern,
  shown,
  overDispatched,
  emptyDispatches,
  stillGone,
  unplacedConcern,
  dangling,
  unknownWords,
  bounded,
} from './concerns.js';
import { backFrom, happenedIn } from './scans.js';
import type { DepartedShipment } from './scans.js';

/** All that has left of one order; a function of the set of its facts, not of how they came. */
export interface OrderParcels {
  readonly parcels: ReadonlyMap<string, readonly Parcel[]>;
  readonly concerns: readonly Concern[];
}

/** It says which parcels or units it means. */
const namesUnits = ({ parcel, tracking, lines }: ScanFact): boolean =>
  (parcel ?? tracking ?? lines) !== undefined;

interface Departed {
  readonly departed: readonly DepartedShipment[];
  readonly unplaced: readonly Unplaced[];
}

const departedOf = (
  shipments: ShippingState['shipments'],
  wide: readonly ShipmentFact[],
  whole: Validity,
): Departed => {
  const shared = sharedIn(shipments);
  const assessments = shipments.map((shipment): ShipmentAssessment => {
    const validity = validityOf(besideShared(shipment.facts, shared), wide);
    return {
      shipment,
      validity,
      backFrom: backFrom(shipment.facts, wide, validity),
      moved: new Map(),
    };
  });
  const placed = withUnplaced(withShares(assessments, shared), wide, whole);
  const departed = dispatchedFrom(placed.assessments).map(
    ({ assessment, parcels, empty, late }) => ({
      shipment: assessment.shipment,
      validity: assessment.validity,
      moved: assessment.moved,
      parcels: [...parcels],
      empty: [...empty],
      late,
    }),
  );
  return { departed, unplaced: placed.unplaced };
};

const parcelsOf = (state: ShippingState): OrderParcels => {
  const { shipments, wide } = state;
  // Nearly no order has any: nothing is looked up then.
  const whole = validityOf(wide, wide.length === 0 ? [] : shipments.flatMap(({ facts }) => facts));
  const { departed, unplaced } = departedOf(shipments, wide, whole);
  const strangers = strangersIn(state);
  const unmatched: Concern[] = [];
  const movedBy = new Map<string, readonly Part[]>();
  for (const reported of happenedIn(departed, wide, whole)) {
    if ('leaving' in reported) {
      leaves(reported.departed, reported.leaving.id);
      continue;
    }
    const { scan, departed: ofScan, isWide } = reported;
    if (ofScan.length === 0 && saysGone(scan) && !namesUnits(scan)) {
      unmatched.push(ofNothing(scan, nodeText(scan.node)));
      continue;
    }
    // Of one shipment a scan speaks by itself: only what it says of the order includes the others.
    const before = movedBy.get(scan.id) ?? [];
    const moved = new Set(isWide ? before : []);
    scanned({ shipments: ofScan, isWide, moved }, scan, (what) =>
      unmatched.push(
        concern(
          'parcel-unmatched',
          `scan ${shown(scan.id)} names ${shown(what)}: nothing of it ` + 'is known to have left',
        ),
      ),
    );
    movedBy.set(scan.id, [...before, ...moved]);
  }
  const facts = [
    ...departed.flatMap(({ shipment, validity }) =>
      shipment.facts.filter((fact) => !validity.isVoid(fact)),
    ),
    ...wide.filter((fact) => !whole.isVoid(fact)),
  ];
  const concerns = [
    ...departed.flatMap(overDispatched),
    ...emptyDispatches(departed),
    ...departed.flatMap(stillGone),
    ...unplaced.map(unplacedConcern),
    ...unmatched,
    ...dangling(departed, strangers, wide, whole),
    ...unknownWords(facts),
    ...strangers
      .filter(({ stands }) => stands)
      .map(({ shipment }) =>
        concern('shipment-unknown', `facts came for ${shown(shipment)}, which is not planned`),
      ),
  ];
  return {
    parcels: new Map(departed.map(({ shipment, parcels }) => [shipment.shipment, parcels])),
    concerns: bounded(concerns),
  };
};

const known = remembering<ShippingState, OrderParcels>();

/** Of one state it is made once. */
export const orderParcels = (state: ShippingState): OrderParcels => {
  const made = known.get(state) ?? parcelsOf(state);
  known.set(state, made);
  return made;
};
