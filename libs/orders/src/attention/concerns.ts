/** What of an order's facts matches nothing or disagrees, and what of it people have been told. */
import { keyOf } from '#kernel';
import type { RecordDispatch, RecordScan } from '../commands.js';
import { isSeen, voidKey } from '../state/facts.js';
import type { Concern, ShipmentFact } from '../message/parcels.js';
import { shipmentOf } from '../state.js';
import type { Placed } from '../state.js';
import type { ReportedConcern, OrderException } from '../state/exceptions.js';
import { tallyOf } from '../state/tally.js';

/** Why an exception is closed that is told in other words by the same decision. */
export const reportedAnew = 'told-anew';

type Kind = Pick<Concern, 'exception' | 'line'> | Pick<OrderException, 'exception' | 'line'>;

const isOfKind = (one: Kind, other: Kind): boolean =>
  one.exception === other.exception && one.line === other.line;

const textOf = ({ exception, line, reason }: Concern): string =>
  keyOf(exception, line ?? '', reason);

/** Kept facts of shipments that are not planned. */
const ofUnknownShipments = (state: Placed): readonly (RecordDispatch | RecordScan)[] =>
  state.kept
    .filter((fact) => fact.type === 'order.record-dispatch' || fact.type === 'order.record-scan')
    .filter(
      ({
        data: {
          scope: { shipment },
        },
      }) => shipment !== undefined && shipmentOf(state, shipment) === undefined,
    );

/**
 * Facts of shipments that are not planned, though the stock has answered. What another fact of it
 * takes back asks nobody any more, and neither does that one.
 */
const strangers = (state: Placed): readonly Concern[] => {
  if (state.kept.length === 0 || tallyOf(state.lines).awaiting > 0) return [];
  const facts = ofUnknownShipments(state);
  const ids = new Set(facts.map(({ data: { fact } }) => fact.id));
  const back = new Set(
    facts.flatMap(({ data: { fact } }) =>
      fact.kind === 'scan' && fact.corrects !== fact.id ? (fact.corrects ?? []) : [],
    ),
  );
  const takesBack = (fact: ShipmentFact): boolean =>
    fact.kind === 'scan' && fact.corrects !== undefined && ids.has(fact.corrects);
  return facts
    .filter(
      ({ data: { fact } }) =>
        !back.has(fact.id) && !takesBack(fact) && !isSeen(state.seen, voidKey(fact.id)),
    )
    .map(
      ({
        data: {
          scope: { shipment = '' },
          fact: { kind, id },
        },
      }) => ({
        exception: 'shipment-unknown',
        reason: `${kind} ${id} came for ${shipment}, which is not planned`,
      }),
    );
};

/** What shipping finds wrong, but for corrections of what waits here: it has not heard of that. */
const ofShipping = (state: Placed): readonly Concern[] => {
  if (state.kept.length === 0) return state.concerns;
  const here = new Set(ofUnknownShipments(state).map(({ data: { fact } }) => fact.id));
  return state.concerns.filter(({ corrects }) => corrects === undefined || !here.has(corrects));
};

/** All that is wrong now: in the facts that shipping knows, and in those that wait here. */
const concernsOf = (state: Placed): readonly Concern[] => [
  ...ofShipping(state),
  ...strangers(state),
];

/** Those that stand still: what ends and begins anew is told anew. */
export const stillReported = (state: Placed): readonly ReportedConcern[] => {
  if (state.told.length === 0) return state.told;
  const now = new Set(concernsOf(state).map(textOf));
  return state.told.filter((one) => now.has(textOf(one)));
};

/** An exception tells all that stands of its kind. */
export const withReported = (state: Placed, kind: Kind): readonly ReportedConcern[] => {
  const known = new Set(state.told.map(textOf));
  const fresh = concernsOf(state).filter((one) => isOfKind(one, kind) && !known.has(textOf(one)));
  return fresh.length === 0
    ? state.told
    : [...state.told, ...fresh.map((one) => ({ ...one, dismissed: false }))];
};

/** People have dealt with all that its exception told. */
export const withDismissed = (state: Placed, kind: Kind): readonly ReportedConcern[] =>
  state.told.every((one) => one.dismissed || !isOfKind(one, kind))
    ? state.told
    : state.told.map((one) => (isOfKind(one, kind) ? { ...one, dismissed: true } : one));

/** Of one kind, what stands and nobody has dealt with: the last as it happened stands first. */
export interface OpenConcern extends Pick<OrderException, 'exception' | 'line'> {
  readonly reasons: readonly string[];
}

export const openConcerns = (state: Placed): readonly OpenConcern[] => {
  const dismissed = new Set(state.told.filter((one) => one.dismissed).map(textOf));
  const kinds = new Map<string, { readonly kind: Concern; readonly all: Concern[] }>();
  for (const one of concernsOf(state)) {
    if (dismissed.has(textOf(one))) continue;
    const key = keyOf(one.exception, one.line ?? '');
    const known = kinds.get(key) ?? { kind: one, all: [] };
    known.all.push(one);
    kinds.set(key, known);
  }
  return [...kinds.values()].map(({ kind: { exception, line }, all }) => ({
    exception,
    line,
    reasons: [...new Set(all.toReversed().map(({ reason }) => reason))],
  }));
};

export const isConcerned = (state: Placed, { exception, line }: OrderException): boolean =>
  openConcerns(state).some((one) => isOfKind(one, { exception, line }));
