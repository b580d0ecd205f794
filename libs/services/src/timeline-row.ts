import { instant, instantText, sortText } from '#kernel';
import type { OmsNumber } from '#kernel';
import type { TimelineDocument, TimelineEntry } from '#orders';
import { rankOf } from '#shipping';
import type { HistoryFact, ShipmentDocument } from '#shipping';

type Reported = Pick<ShipmentDocument, 'shipment' | 'history'>;
type Decisions = Pick<TimelineDocument, 'entries'>;

interface Entry {
  readonly at: string;
  readonly type: string;
}

/** What happened to an order, as edges tell it. */
export interface TimelineRow {
  readonly omsNumber: OmsNumber;
  /** Older entries that the view has let go. */
  readonly dropped: number;
  /** Oldest first: what the order's service decided, and what carriers told of its shipments. */
  readonly entries: readonly Entry[];
}

/** An entry and its place among all of its order, which stays the same while others come. */
export interface TimelinePlace {
  /** By time first, then by key: no two entries have both. */
  readonly sort: string;
  readonly key: string;
  readonly entry: () => Entry;
}

/** Decisions stand before what carriers told of the same moment, in the order of the log. */
const decidedPlace = ({ at, type, id, place, data }: TimelineEntry): TimelinePlace => ({
  sort: sortText(at),
  key: `d${place}`,
  entry: () => ({ at: instantText(at), type, id, data }),
});

const reportedPlace = (shipment: string, nth: number, reported: HistoryFact): TimelinePlace => ({
  sort: sortText(instant(reported.at)),
  key: `s${sortText(nth)}:${rankOf(reported)}:${reported.id}`,
  entry: () => {
    const { kind, at, ...fact } = reported;
    return { at, type: `carrier.${kind}`, data: { shipment, ...fact } };
  },
});

const isBehind = (
  one: Pick<TimelinePlace, 'sort' | 'key'>,
  other: Pick<TimelinePlace, 'sort' | 'key'>,
): boolean => (one.sort === other.sort ? one.key > other.key : one.sort > other.sort);

/** Decisions by log time, what carriers told by the time it happened; those behind a place. */
export const timelinePlaces = (
  { entries }: Decisions,
  shipments: readonly Reported[],
  after?: Pick<TimelinePlace, 'sort' | 'key'>,
): readonly TimelinePlace[] =>
  [
    ...entries.map(decidedPlace),
    ...shipments.flatMap(({ shipment, history }, nth) =>
      history.map((fact) => reportedPlace(shipment, nth, fact)),
    ),
  ]
    .filter((place) => after === undefined || isBehind(place, after))
    .toSorted((one, other) => (isBehind(one, other) ? 1 : -1));

/** All of them. */
export const timelineRow = (
  { number, dropped, ...decided }: TimelineDocument,
  shipments: readonly Reported[],
): TimelineRow => ({
  omsNumber: number,
  dropped,
  entries: timelinePlaces(decided, shipments).map(({ entry }) => entry()),
});
