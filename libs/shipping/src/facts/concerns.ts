import { shortened, decimal, listed } from '#kernel';
import type { Concern, ShipmentFact } from '#orders';
import { unitsOf, unitsIn } from './parcels.js';
import { ownWaiting } from '../state.js';
import type { ShippingState } from '../state.js';
import { validityOf, anyStands } from './corrections.js';
import type { Validity } from './corrections.js';
import type { Unplaced } from './unplaced.js';
import { isScan } from './scans.js';
import type { DepartedShipment } from './scans.js';

const linesShown = 3;
const shownCharsMax = 100;

/** Ids may be long. */
export const shown = (name: string): string => shortened(name, shownCharsMax);

export const concern = (exception: string, reason: string, line?: string): Concern => ({
  exception,
  ...(line !== undefined && { line }),
  reason,
});

/** Parcels that hold more than their shipment was asked for, and what of that others have. */
export const overDispatched = ({
  shipment,
  parcels,
  moved,
}: DepartedShipment): readonly Concern[] => {
  const asked = unitsOf(shipment.planned);
  const away = unitsIn(parcels);
  return [...new Set([...away.keys(), ...moved.keys()])].flatMap((line) => {
    const over = (away.get(line) ?? 0) - (asked.get(line) ?? 0);
    if (over > 0) {
      return [
        concern(
          'over-dispatch',
          `parcels of ${shipment.shipment} hold ${decimal(over)} of line ${shown(line)} more ` +
            `than it was asked for`,
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
            `dispatches of ${shipment.shipment} name ${decimal(some)} of line ${shown(line)} ` +
              `more than it was asked for: these count as units of other shipments`,
            line,
          ),
        ];
  });
};

/** One that was told to several shipments is named once, with the first of them. */
export const emptyDispatches = (departed: readonly DepartedShipment[]): readonly Concern[] => {
  const found = new Map(
    departed
      .toReversed()
      .flatMap(({ shipment, empty }) => empty.map(({ id }) => [id, shipment.shipment] as const)),
  );
  return departed.flatMap(({ shipment: { shipment }, empty }) =>
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
export const stillGone = ({
  shipment,
  validity,
  parcels,
}: DepartedShipment): readonly Concern[] => {
  const scan = parcels.find(({ dispatchedAt }) => dispatchedAt === undefined);
  return scan === undefined
    ? []
    : shipment.facts
        .filter((fact) => fact.kind === 'dispatch' && validity.isVoid(fact))
        .map(({ id }) =>
          concern(
            'departure-scanned',
            `dispatch ${shown(id)} was taken back, but scan ` +
              `${shown(scan.id)} says that ${shipment.shipment} left: correct the scan as ` +
              `well, or tell the dispatch`,
          ),
        );
};

/** Facts that wait for a shipment, as others and those of the whole order have mended them. */
interface Stranger {
  readonly shipment: string;
  readonly validity: Validity;
  readonly stands: boolean;
}

export const strangersIn = (state: ShippingState): readonly Stranger[] =>
  ownWaiting(state).map(({ shipment, facts }) => {
    const validity = validityOf(facts, state.wide);
    return { shipment, validity, stands: anyStands(facts, validity) };
  });

export const dangling = (
  departed: readonly DepartedShipment[],
  strangers: readonly Stranger[],
  wide: readonly ShipmentFact[],
  whole: Validity,
): readonly Concern[] => {
  const found =
    departed.length === 0 ? whole.dangling : departed.flatMap(({ validity }) => validity.dangling);
  // A correction of the whole order is right where any shipment knows what it corrects.
  const lost = new Set(
    found.filter(
      (fact) =>
        !wide.includes(fact) ||
        [...departed, ...strangers].every(({ validity }) => validity.dangling.includes(fact)),
    ),
  );
  const isVoid = (fact: ShipmentFact): boolean =>
    whole.isVoid(fact) || departed.some(({ validity }) => validity.isVoid(fact));
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

export const unknownWords = (facts: readonly ShipmentFact[]): readonly Concern[] =>
  facts
    .filter(isScan)
    .filter(({ status }) => status === 'unknown')
    .map(({ id, raw = '' }) =>
      concern('scan-unknown', `scan ${shown(id)} says "${shown(raw)}", a word that nobody knows`),
    );

/** So many of a kind are named. */
export const concernsMax = 20;

/** What is one more of its kind than are named changes how many more there are: it is told. */
export const bounded = (all: readonly Concern[]): readonly Concern[] => {
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
export const ofNothing = (fact: Pick<ShipmentFact, 'kind' | 'id'>, what: string): Concern =>
  concern(
    'fact-unmatched',
    `${fact.kind} ${shown(fact.id)} ${what}: correct it, or edit the order`,
  );

export const nodeText = (node: string | undefined): string =>
  node === undefined
    ? 'finds no units of the order'
    : `is of the node ${shown(node)}, from which nothing of the order goes`;

export const unplacedConcern = ({ departure: { id, node }, lines }: Unplaced): Concern =>
  ofNothing(
    { kind: 'dispatch', id },
    lines === undefined
      ? nodeText(node)
      : `names units that the order does not have (${listed(
          lines.map(({ line, quantity }) => `${quantity} of line ${shown(line)}`),
          linesShown,
        )})`,
  );
