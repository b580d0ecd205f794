import { instantText } from '#kernel';
import type { OmsNumber } from '#kernel';
import type { TimelineDocument } from '#orders';
import type { ShipmentDocument } from '#shipping';

type Told = Pick<ShipmentDocument, 'shipment' | 'history'>;

interface Entry { readonly at: string; readonly type: string }

/** What happened to an order, as edges tell it. */
export interface TimelineRow {
  readonly omsNumber: OmsNumber;
  /** Older entries that the view has let go. */
  readonly dropped: number;
  /** Oldest first: what the order's service decided, and what carriers told of its shipments. */
  readonly entries: readonly Entry[];
}

const scansOf = ({ shipment, history }: Told): readonly Entry[] =>
  history.map(({ kind, at, ...fact }) =>
    ({ at, type: `carrier.${kind}`, data: { shipment, ...fact } }));

const byTime = (one: Entry, other: Entry): number => Date.parse(one.at) - Date.parse(other.at);

/** Decisions by log time, what carriers told by the time it happened. */
export const timelineRow = (
  { number, dropped, entries }: TimelineDocument, shipments: readonly Told[],
): TimelineRow => {
  const decided = entries.map(({ at, type, id, data }) =>
    ({ at: instantText(at), type, id, data }));
  return {
    omsNumber: number, dropped,
    entries: [...decided, ...shipments.flatMap(scansOf)].toSorted(byTime),
  };
};
