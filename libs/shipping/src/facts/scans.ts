import type { ShipmentFact, ScanFact, DispatchFact } from '#orders';
import type { Units } from './parcels.js';
import type { ShipmentParcels } from './journeys.js';
import type { Validity, Departure } from './corrections.js';
import { compareFacts, momentOf } from '../state/facts.js';

export interface DepartedShipment extends ShipmentParcels {
  readonly validity: Validity;
  readonly moved: Units;
  readonly empty: Pick<Departure, 'id'>[];
  /** Dispatches that may have sent again what came back. */
  readonly late: readonly Departure[];
}

export const isScan = (fact: ShipmentFact): fact is ScanFact => fact.kind === 'scan';

interface ScanOf {
  readonly scan: ScanFact;
  readonly departed: readonly DepartedShipment[];
  readonly isWide: boolean;
}

/** A parcel leaves: told where some came back before, and may be on their way again with it. */
interface Leaving {
  readonly leaving: DispatchFact;
  readonly departed: readonly DepartedShipment[];
}

const factOf = (reported: ScanOf | Leaving): ShipmentFact =>
  'scan' in reported ? reported.scan : reported.leaving;

/** Of a dispatch that was told to several shipments once, with all that have it. */
const leavingIn = (departed: readonly DepartedShipment[]): readonly Leaving[] => {
  const found = new Map<
    string,
    { readonly leaving: DispatchFact; readonly departed: DepartedShipment[] }
  >();
  for (const each of departed) {
    for (const { id, dispatchedAt = '' } of each.parcels) {
      const key = `${dispatchedAt} ${id}`;
      const known = found.get(key) ?? {
        leaving: { kind: 'dispatch', id, at: dispatchedAt },
        departed: [],
      };
      known.departed.push(each);
      found.set(key, known);
    }
  }
  return [...found.values()];
};

/** In the order of their occurrence; facts of one shipment stand in it already. */
export const happenedIn = (
  departed: readonly DepartedShipment[],
  wide: readonly ShipmentFact[],
  whole: Validity,
): readonly (ScanOf | Leaving)[] => {
  const reported = scansIn(departed, wide, whole);
  if (reported.some(({ scan }) => scan.status === back)) {
    return [...reported, ...leavingIn(departed)].toSorted((one, other) =>
      compareFacts(factOf(one), factOf(other)),
    );
  }
  return departed.length + wide.length === 1
    ? reported
    : reported.toSorted((one, other) => compareFacts(one.scan, other.scan));
};

const back = 'returned_to_sender';

/** When the first of a shipment may have come back to its node. */
export const backFrom = (
  facts: readonly ShipmentFact[],
  wide: readonly ShipmentFact[],
  { isVoid }: Validity,
): number =>
  Math.min(
    ...[...facts, ...wide]
      .filter((fact) => isScan(fact) && fact.status === back && !isVoid(fact))
      .map(momentOf),
  );

const scansIn = (
  departed: readonly DepartedShipment[],
  wide: readonly ShipmentFact[],
  whole: Validity,
): readonly ScanOf[] => [
  ...departed.flatMap((each) =>
    each.shipment.facts
      .filter(isScan)
      .filter((scan) => !each.validity.isVoid(scan))
      .map((scan) => ({ scan, departed: [each], isWide: false })),
  ),
  ...wide
    .filter(isScan)
    .filter((scan) => !whole.isVoid(scan))
    .map((scan) => ({
      scan,
      isWide: true,
      departed: departed.filter(
        ({ shipment, validity }) =>
          (scan.node === undefined || shipment.node === scan.node) && !validity.isVoid(scan),
      ),
    })),
];
