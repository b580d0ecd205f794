import { keyOf, never } from '#kernel';
import type { Projection, Recorded } from '#kernel';
import type { ShipmentFact, ShipmentNews } from '#orders';
import type { PlannedShipment, ShippingEvent } from './events.js';
import { voidedIn } from './corrections.js';
import { withFact } from './facts.js';
import type { HistoryFact, ShipmentDocument, ShipmentsDocument } from './documents.js';
import { shipmentPlaces } from './lists.js';

const waitingFactsMax = 20;

const historyFactsMax = 200;

const marked = (history: readonly HistoryFact[]): readonly HistoryFact[] => {
  const voided = voidedIn(history);
  return history.map((fact) => (voided.has(fact) ? { ...fact, voided: true } : fact));
};

const planned = ({ shipment, node, lines, promise }: PlannedShipment): ShipmentDocument => ({
  shipment, node, status: 'planned', lines, ...(promise !== undefined && { promise }), history: [],
});

/** The news as it is, the fact in its place in the history, the oldest gone where it is full. */
const told = (
  { history, promise, earlier = 0 }: ShipmentDocument,
  news: ShipmentNews,
  fact?: ShipmentFact,
): ShipmentDocument => {
  const facts = fact === undefined ? history : marked(withFact<HistoryFact>(history, fact));
  const gone = Math.max(0, facts.length - historyFactsMax);
  const shown = {
    ...news, ...(promise !== undefined && { promise }), history: facts.slice(gone),
  };
  return earlier + gone === 0 ? shown : { ...shown, earlier: earlier + gone };
};

/** The fact stands in the history of another shipment. */
const isOthers = ({ news, of }: { news: ShipmentNews; of?: string }): boolean =>
  of !== undefined && of !== news.shipment && of.startsWith(shipmentsOf(news));

/** What the ids of an order's shipments have in common: its number and `-S`. */
const shipmentsOf = ({ shipment }: ShipmentNews): string => shipment.replace(/\d+$/, '');

const evolve = (
  doc: ShipmentsDocument | undefined,
  { event, key, tenant }: Recorded<ShippingEvent>,
): ShipmentsDocument | undefined => {
  const { shipments, waiting } = doc ?? { shipments: [], waiting: [] };
  const withNews = (news: ShipmentNews | undefined, fact?: ShipmentFact): ShipmentsDocument => ({
    omsNumber: key,
    tenant,
    shipments: news === undefined ? shipments : shipments.map((one) =>
      (one.shipment === news.shipment ? told(one, news, fact) : one)),
    waiting,
  });
  switch (event.type) {
    case 'shipment.planned': {
      const fresh = event.data.shipments.map(planned);
      const ids = new Set(fresh.map(({ shipment }) => shipment));
      return {
        omsNumber: key, tenant, shipments: [...shipments, ...fresh],
        waiting: waiting.filter(({ shipment }) => !ids.has(shipment)),
      };
    }
    case 'shipment.dispatched':
    case 'tracking.updated':
    case 'shipment.delivered':
    case 'shipment.delivery-failed':
    case 'shipment.lost':
    case 'shipment.returned-to-sender':
      return withNews(event.data.news, isOthers(event.data) ? undefined : event.data.fact);
    case 'shipment.refused':
    case 'shipment.cancelled':
    case 'shipment.cancel-refused':
      return withNews(event.data.news);
    case 'shipment.held':
    case 'shipment.hold-released':
      return withNews(undefined);
    case 'shipment-fact.kept': {
      const { shipment, fact: { kind, id, at }, news, wide = false } = event.data;
      if (wide) return withNews(news);
      const waits = [...waiting, { shipment, kind, id, at }].slice(-waitingFactsMax);
      return { ...withNews(news), waiting: waits };
    }
    default:
      return never(event);
  }
};

const shipment: Projection<ShippingEvent, ShipmentsDocument> = {
  name: 'shipment',
  version: 6,
  evolve,
  indexes: (doc) => {
    const { tenant, shipments, waiting } = doc;
    const trackings = new Set(shipments.flatMap(({ parcels = [] }) =>
      parcels.flatMap(({ tracking }) => tracking ?? [])));
    const oldest = waiting[0]?.at;
    return [
      ...[...trackings].map((tracking) => (
        { index: keyOf(tenant, `tracking:${tracking}`), sort: '' }
      )),
      ...shipmentPlaces(doc),
      // Facts that belong to nothing known, for whoever lists what people must look at.
      ...(oldest === undefined ? [] : [{ index: keyOf(tenant, 'waiting'), sort: oldest }]),
    ];
  },
};

export const shipmentProjections = { shipment };
