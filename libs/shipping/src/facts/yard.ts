import { decimal, listed, remembering, shortened } from '#kernel';
import type { Concern, DispatchFact, ScanFact, ShipmentFact } from '#orders';
import { dispatchedFrom } from './copies.js';
import type { Berth } from './copies.js';
import { anyStands, validityOf } from './corrections.js';
import type { Departure, Validity } from './corrections.js';
import { compareFacts, momentOf, saysGone } from './facts.js';
import { scanned } from '../views/journeys.js';
import type { Dock } from '../views/journeys.js';
import { unitsIn, unitsOf } from '../parcels.js';
import type { Parcel, Part, Units } from '../parcels.js';
import { leaves } from './resends.js';
import { besideShared, sharedIn, withShares } from './shares.js';
import { ownWaiting } from '../state.js';
import type { ShippingState } from '../state.js';
import { withUnplaced } from './unplaced.js';
import type { Unplaced } from './unplaced.js';

/** All that has left of one order; a function of the set of its facts, not of how they came. */
export interface Yard {
  readonly parcels: ReadonlyMap<string, readonly Parcel[]>;
  readonly concerns: readonly Concern[];
}

interface Bay extends Dock {
  readonly validity: Validity;
  readonly moved: Units;
  readonly empty: Pick<Departure, 'id'>[];
  /** Dispatches that may have sent again what came back. */
  readonly late: readonly Departure[];
}

/** It says which parcels or units it means. */
const namesUnits = ({ parcel, tracking, lines }: ScanFact): boolean =>
  (parcel ?? tracking ?? lines) !== undefined;

const isScan = (fact: ShipmentFact): fact is ScanFact => fact.kind === 'scan';

const linesShown = 3;
const shownCharsMax = 100;
/** Ids may be long. */
const shown = (name: string): string => shortened(name, shownCharsMax);

interface Told {
  readonly scan: ScanFact;
  readonly bays: readonly Bay[];
  readonly isWide: boolean;
}
/** A parcel leaves: told where some came back before, and may be on their way again with it. */
interface Leaving {
  readonly leaving: DispatchFact;
  readonly bays: readonly Bay[];
}

const factOf = (told: Told | Leaving): ShipmentFact => ('scan' in told ? told.scan : told.leaving);

/** Of a dispatch that was told to several shipments once, with all that have it. */
const leavingIn = (bays: readonly Bay[]): readonly Leaving[] => {
  const found = new Map<string, { readonly leaving: DispatchFact; readonly bays: Bay[] }>();
  for (const bay of bays) {
    for (const { id, dispatchedAt = '' } of bay.parcels) {
      const key = `${dispatchedAt} ${id}`;
      const known = found.get(key) ?? {
        leaving: { kind: 'dispatch', id, at: dispatchedAt },
        bays: [],
      };
      known.bays.push(bay);
      found.set(key, known);
    }
  }
  return [...found.values()];
};

/** In the order of their occurrence; facts of one shipment stand in it already. */
const toldIn = (
  bays: readonly Bay[],
  wide: readonly ShipmentFact[],
  whole: Validity,
): readonly (Told | Leaving)[] => {
  const told = scansIn(bays, wide, whole);
  if (told.some(({ scan }) => scan.status === back)) {
    return [...told, ...leavingIn(bays)].toSorted((one, other) =>
      compareFacts(factOf(one), factOf(other)),
    );
  }
  return bays.length + wide.length === 1
    ? told
    : told.toSorted((one, other) => compareFacts(one.scan, other.scan));
};

const back = 'returned_to_sender';

/** When the first of a shipment may have come back to its node. */
const backFrom = (
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
  bays: readonly Bay[],
  wide: readonly ShipmentFact[],
  whole: Validity,
): readonly Told[] => [
  ...bays.flatMap((bay) =>
    bay.shipment.facts
      .filter(isScan)
      .filter((scan) => !bay.validity.isVoid(scan))
      .map((scan) => ({ scan, bays: [bay], isWide: false })),
  ),
  ...wide
    .filter(isScan)
    .filter((scan) => !whole.isVoid(scan))
    .map((scan) => ({
      scan,
      isWide: true,
      bays: bays.filter(
        ({ shipment, validity }) =>
          (scan.node === undefined || shipment.node === scan.node) && !validity.isVoid(scan),
      ),
    })),
];

const concern = (exception: string, reason: string, line?: string): Concern => ({
  exception,
  ...(line !== undefined && { line }),
  reason,
});

/** Parcels that hold more than their shipment was asked for, and what of that others have. */
const overDispatched = ({ shipment, parcels, moved }: Bay): readonly Concern[] => {
  const asked = unitsOf(shipment.planned);
  const away = unitsIn(parcels);
  return [...new Set([...away.keys(), ...moved.keys()])].flatMap((line) => {
    const over = (away.get(line) ?? 0) - (asked.get(line) ?? 0);
    if (over > 0) {
      return [
        concern(
          'over-dispatch',
          `parcels of ${shipment.shipment} hold ${decimal(over)} of line ${shown(line)} more than it ` +
            'was asked for',
          line,
        ),
      ];
    }
    const some = moved.get(line);
    return some === undefined
      ? []
      : [
          concern(
            'over-dispatch',
            `dispatches of ${shipment.shipment} name ${decimal(some)} of line ${shown(line)} more than ` +
              'it was asked for: these count as units of other shipments',
            line,
          ),
        ];
  });
};

/** One that was told to several shipments is named once, with the first of them. */
const emptyDispatches = (bays: readonly Bay[]): readonly Concern[] => {
  const found = new Map(
    bays
      .toReversed()
      .flatMap(({ shipment, empty }) => empty.map(({ id }) => [id, shipment.shipment] as const)),
  );
  return bays.flatMap(({ shipment: { shipment }, empty }) =>
    empty
      .filter(({ id }) => found.get(id) === shipment)
      .map(({ id }) =>
        concern(
          'dispatch-without-units',
          `dispatch ${shown(id)} finds nothing of ${shipment} that has not left; to mend an ` +
            'earlier one, send its id as corrects, with a reason',
        ),
      ),
  );
};

/** Dispatches that were taken back, though a scan that stands still says that all left. */
const stillGone = ({ shipment, validity, parcels }: Bay): readonly Concern[] => {
  const scan = parcels.find(({ dispatchedAt }) => dispatchedAt === undefined);
  return scan === undefined
    ? []
    : shipment.facts
        .filter((fact) => fact.kind === 'dispatch' && validity.isVoid(fact))
        .map(({ id }) =>
          concern(
            'departure-scanned',
            `dispatch ${shown(id)} was taken back, but scan ` +
              `${shown(scan.id)} says that ${shipment.shipment} left: correct the scan as well, or tell ` +
              'the dispatch',
          ),
        );
};

/** Facts that wait for a shipment, as others and those of the whole order have mended them. */
interface Stranger {
  readonly shipment: string;
  readonly validity: Validity;
  readonly stands: boolean;
}

const strangersIn = (state: ShippingState): readonly Stranger[] =>
  ownWaiting(state).map(({ shipment, facts }) => {
    const validity = validityOf(facts, state.wide);
    return { shipment, validity, stands: anyStands(facts, validity) };
  });

const dangling = (
  bays: readonly Bay[],
  strangers: readonly Stranger[],
  wide: readonly ShipmentFact[],
  whole: Validity,
): readonly Concern[] => {
  const found =
    bays.length === 0 ? whole.dangling : bays.flatMap(({ validity }) => validity.dangling);
  // A correction of the whole order is right where any shipment knows what it corrects.
  const lost = new Set(
    found.filter(
      (fact) =>
        !wide.includes(fact) ||
        [...bays, ...strangers].every(({ validity }) => validity.dangling.includes(fact)),
    ),
  );
  const isVoid = (fact: ShipmentFact): boolean =>
    whole.isVoid(fact) || bays.some(({ validity }) => validity.isVoid(fact));
  return [...lost]
    .filter((fact) => !isVoid(fact))
    .map(({ id, corrects = '' }) => ({
      ...concern(
        'correction-unmatched',
        `${shown(id)} corrects ${shown(corrects)}, which nobody has told of`,
      ),
      corrects,
    }));
};

const unknownWords = (facts: readonly ShipmentFact[]): readonly Concern[] =>
  facts
    .filter(isScan)
    .filter(({ status }) => status === 'unknown')
    .map(({ id, raw = '' }) =>
      concern('scan-unknown', `scan ${shown(id)} says "${shown(raw)}", a word that nobody knows`),
    );

/** So many of a kind are named. */
export const concernsMax = 20;

/** What is one more of its kind than are named changes how many more there are: it is told. */
const bounded = (all: readonly Concern[]): readonly Concern[] => {
  const kinds = new Map<string, Concern[]>();
  for (const one of all) {
    const own = kinds.get(one.exception) ?? [];
    own.push(one);
    kinds.set(one.exception, own);
  }
  return [...kinds].flatMap(([exception, own]) => {
    const more = own.length - concernsMax;
    return more <= 0
      ? own
      : [...own.slice(0, concernsMax), concern(exception, `${more} more of this kind`)];
  });
};

/** What matches nothing of the order, as it is read. */
const ofNothing = (fact: Pick<ShipmentFact, 'kind' | 'id'>, what: string): Concern =>
  concern(
    'fact-unmatched',
    `${fact.kind} ${shown(fact.id)} ${what}: correct it, or edit the order`,
  );

const nodeText = (node: string | undefined): string =>
  node === undefined
    ? 'finds no units of the order'
    : `is of the node ${shown(node)}, from which nothing of the order goes`;

const unplacedConcern = ({ departure: { id, node }, lines }: Unplaced): Concern =>
  ofNothing(
    { kind: 'dispatch', id },
    lines === undefined
      ? nodeText(node)
      : `names units that the order does not have (${listed(
          lines.map(({ line, quantity }) => `${quantity} of line ${shown(line)}`),
          linesShown,
        )})`,
  );

interface Bays {
  readonly bays: readonly Bay[];
  readonly unplaced: readonly Unplaced[];
}

const baysOf = (
  shipments: ShippingState['shipments'],
  wide: readonly ShipmentFact[],
  whole: Validity,
): Bays => {
  const shared = sharedIn(shipments);
  const berths = shipments.map((shipment): Berth => {
    const validity = validityOf(besideShared(shipment.facts, shared), wide);
    return {
      shipment,
      validity,
      backFrom: backFrom(shipment.facts, wide, validity),
      moved: new Map(),
    };
  });
  const placed = withUnplaced(withShares(berths, shared), wide, whole);
  const bays = dispatchedFrom(placed.berths).map(({ berth, parcels, empty, late }) => ({
    shipment: berth.shipment,
    validity: berth.validity,
    moved: berth.moved,
    parcels: [...parcels],
    empty: [...empty],
    late,
  }));
  return { bays, unplaced: placed.unplaced };
};

const yardOf = (state: ShippingState): Yard => {
  const { shipments, wide } = state;
  // Nearly no order has any: nothing is looked up then.
  const whole = validityOf(wide, wide.length === 0 ? [] : shipments.flatMap(({ facts }) => facts));
  const { bays, unplaced } = baysOf(shipments, wide, whole);
  const strangers = strangersIn(state);
  const unmatched: Concern[] = [];
  const movedBy = new Map<string, readonly Part[]>();
  for (const told of toldIn(bays, wide, whole)) {
    if ('leaving' in told) {
      leaves(told.bays, told.leaving.id);
      continue;
    }
    const { scan, bays: docks, isWide } = told;
    if (docks.length === 0 && saysGone(scan) && !namesUnits(scan)) {
      unmatched.push(ofNothing(scan, nodeText(scan.node)));
      continue;
    }
    // Of one shipment a scan speaks by itself: only what it says of the order includes the others.
    const before = movedBy.get(scan.id) ?? [];
    const moved = new Set(isWide ? before : []);
    scanned({ docks, isWide, moved }, scan, (what) =>
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
    ...bays.flatMap(({ shipment, validity }) =>
      shipment.facts.filter((fact) => !validity.isVoid(fact)),
    ),
    ...wide.filter((fact) => !whole.isVoid(fact)),
  ];
  const concerns = [
    ...bays.flatMap(overDispatched),
    ...emptyDispatches(bays),
    ...bays.flatMap(stillGone),
    ...unplaced.map(unplacedConcern),
    ...unmatched,
    ...dangling(bays, strangers, wide, whole),
    ...unknownWords(facts),
    ...strangers
      .filter(({ stands }) => stands)
      .map(({ shipment }) =>
        concern('shipment-unknown', `facts came for ${shown(shipment)}, which is not planned`),
      ),
  ];
  return {
    parcels: new Map(bays.map(({ shipment, parcels }) => [shipment.shipment, parcels])),
    concerns: bounded(concerns),
  };
};

const known = remembering<ShippingState, Yard>();

/** Of one state it is made once. */
export const yardIn = (state: ShippingState): Yard => {
  const made = known.get(state) ?? yardOf(state);
  known.set(state, made);
  return made;
};
