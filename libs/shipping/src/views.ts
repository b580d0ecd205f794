import { keyOf, never } from '#kernel';
import type { Projection, Recorded } from '#kernel';
import type { ShipmentFact, ShipmentNews } from '#orders';
import type { PlannedShipment, ShippingEvent } from './events.js';
import { voidedBy, withFact } from './facts.js';

/** A fact as people see it; `voided` by a later correction it stays in the history. */
export type HistoryFact = ShipmentFact & { readonly voided?: true };

export interface ShipmentDocument extends ShipmentNews {
  /** By occurred time, at most `historyFactsMax`: the newest. */
  readonly history: readonly HistoryFact[];
  /** How many older facts the history no longer shows; absent while it shows all. */
  readonly earlier?: number;
}

/** All shipments of one order, in the order of their planning. */
export interface ShipmentsDocument {
  readonly omsNumber: string;
  readonly tenant: string;
  readonly shipments: readonly ShipmentDocument[];
}

const historyFactsMax = 200;

const marked = (history: readonly HistoryFact[]): readonly HistoryFact[] => {
  const voided = voidedBy(history);
  return history.map((fact) =>
    (fact.kind === 'scan' && voided.has(fact.id) ? { ...fact, voided: true } : fact));
};

const planned = ({ shipment, node, lines }: PlannedShipment): ShipmentDocument => (
  { shipment, node, status: 'planned', lines, history: [] }
);

/** The news as it is, the fact in its place in the history, the oldest gone where it is full. */
const told = (
  { history, earlier = 0 }: ShipmentDocument,
  news: ShipmentNews,
  fact?: ShipmentFact,
): ShipmentDocument => {
  const facts = fact === undefined ? history : marked(withFact<HistoryFact>(history, fact));
  const gone = Math.max(0, facts.length - historyFactsMax);
  const shown = { ...news, history: facts.slice(gone) };
  return earlier + gone === 0 ? shown : { ...shown, earlier: earlier + gone };
};

const evolve = (
  doc: ShipmentsDocument | undefined,
  { event, key, tenant }: Recorded<ShippingEvent>,
): ShipmentsDocument | undefined => {
  const { shipments } = doc ?? { shipments: [] };
  const withNews = (news: ShipmentNews, fact?: ShipmentFact): ShipmentsDocument => ({
    omsNumber: key,
    tenant,
    shipments: shipments.map((one) =>
      (one.shipment === news.shipment ? told(one, news, fact) : one)),
  });
  switch (event.type) {
    case 'shipment.planned':
      return { omsNumber: key, tenant, shipments: [
        ...shipments, ...event.data.shipments.map(planned),
      ] };
    case 'shipment.dispatched':
    case 'tracking.updated':
    case 'shipment.delivered':
    case 'shipment.delivery-failed':
    case 'shipment.lost':
    case 'shipment.returned-to-sender':
      return withNews(event.data.news, event.data.fact);
    case 'shipment.refused':
    case 'shipment.cancelled':
    case 'shipment.cancel-refused':
      return withNews(event.data.news);
    case 'shipment-fact.kept':
      // It counts as a version: a view that kept nothing would miss one at the next event.
      return doc ?? { omsNumber: key, tenant, shipments };
    default:
      return never(event);
  }
};

const shipment: Projection<ShippingEvent, ShipmentsDocument> = {
  name: 'shipment',
  version: 2,
  evolve,
  indexes: ({ tenant, shipments }) => {
    const trackings = new Set(shipments.flatMap(({ tracking }) => tracking ?? []));
    return [...trackings].map((tracking) => (
      { index: keyOf(tenant, `tracking:${tracking}`), sort: '' }
    ));
  },
};

export const shipmentProjections = { shipment };
