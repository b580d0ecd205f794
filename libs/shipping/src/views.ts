import { keyOf, never, placeOf, waitingFactsShown } from '#kernel';
import type { Matter, Projection, Recorded } from '#kernel';
import type { ShipmentFact, ShipmentNews } from '#orders';
import type { PlannedShipment, ShipmentFactKept, ShippingEvent } from './events.js';
import { voidedIn } from './facts/corrections.js';
import { withFact } from './state/facts.js';
import type {
  HistoryFact,
  ShipmentDocument,
  ShipmentsDocument,
  Waiting,
} from './views/documents.js';
import { shipmentPlaces } from './views/lists.js';

/** So many shipments of one order are told apart; nobody plans more in a life. */
const waitingMax = 100;

const historyFactsMax = 200;

const marked = (history: readonly HistoryFact[]): readonly HistoryFact[] => {
  const voided = voidedIn(history);
  return history.map((fact) => (voided.has(fact) ? { ...fact, voided: true } : fact));
};

const planned = ({
  shipment,
  node,
  lines,
  promise,
  opened,
}: PlannedShipment): ShipmentDocument => ({
  shipment,
  node,
  status: 'planned',
  lines,
  promise,
  opened,
  history: [],
  earlier: undefined,
});

/** The news as it is, the fact in its place in the history, the oldest gone where it is full. */
const updated = (
  { history, promise, opened, earlier = 0 }: ShipmentDocument,
  news: ShipmentNews,
  fact?: ShipmentFact,
): ShipmentDocument => {
  const facts =
    fact === undefined
      ? history
      : marked(withFact<HistoryFact>(history, { ...fact, voided: undefined }));
  const gone = Math.max(0, facts.length - historyFactsMax);
  return {
    ...news,
    promise,
    opened,
    history: facts.slice(gone),
    earlier: earlier + gone === 0 ? undefined : earlier + gone,
  };
};

/** The fact stands in the history of another shipment. */
const isOthers = ({ news, of }: { news: ShipmentNews; of?: string }): boolean =>
  of !== undefined && of !== news.shipment && of.startsWith(shipmentsOf(news));

/** What the ids of an order's shipments have in common: its number and `-S`. */
const shipmentsOf = ({ shipment }: ShipmentNews): string => shipment.replace(/\d+$/, '');

/** With a fact of a shipment that is not planned; one that is told again is known. */
const withWaiting = (
  waiting: readonly Waiting[],
  { shipment, fact }: ShipmentFactKept['data'],
  recorded: Recorded<ShippingEvent>,
): readonly Waiting[] => {
  const { tenant } = recorded;
  const isSame = (one: Waiting): boolean => one.shipment === shipment && one.tenant === tenant;
  const known = waiting.find(isSame) ?? { tenant, shipment, place: placeOf(recorded), facts: [] };
  const { kind, id, at } = fact;
  if (known.facts.some((one) => one.id === id)) return waiting;
  const reported = { message: `shipment.record-${kind}`, id, at };
  const now: Waiting = { ...known, facts: [...known.facts, reported].slice(-waitingFactsShown) };
  return waiting.includes(known)
    ? waiting.map((one) => (one === known ? now : one))
    : [...waiting, now].slice(-waitingMax);
};

const evolve = (
  doc: ShipmentsDocument | undefined,
  recorded: Recorded<ShippingEvent>,
): ShipmentsDocument | undefined => {
  const { event, key, tenant } = recorded;
  const { shipments, waiting } = doc ?? { shipments: [], waiting: [] };
  const withNews = (news: ShipmentNews | undefined, fact?: ShipmentFact): ShipmentsDocument => ({
    omsNumber: key,
    tenant,
    shipments:
      news === undefined
        ? shipments
        : shipments.map((one) => (one.shipment === news.shipment ? updated(one, news, fact) : one)),
    waiting,
  });
  switch (event.type) {
    case 'shipment.planned': {
      const all = new Map(event.data.shipments.map((one) => [one.shipment, one]));
      const ids = new Set(all.keys());
      const known = new Set(shipments.map((one) => one.shipment));
      const fresh = event.data.shipments.filter((one) => !known.has(one.shipment)).map(planned);
      const anew = shipments.map((one): ShipmentDocument => {
        const now = all.get(one.shipment);
        return now === undefined ? one : { ...one, lines: now.lines, opened: now.opened };
      });
      return {
        omsNumber: key,
        tenant,
        shipments: [...anew, ...fresh],
        waiting: waiting.filter((one) => one.tenant !== tenant || !ids.has(one.shipment)),
      };
    }
    case 'shipment.dispatched':
    case 'tracking.updated':
    case 'shipment.delivered':
    case 'shipment.delivery-failed':
    case 'shipment.lost':
    case 'shipment.returned-to-sender':
      return withNews(event.data.news, isOthers(event.data) ? undefined : event.data.fact);
    case 'shipment.withdrawn':
    case 'shipment.refused':
    case 'shipment.cancelled':
    case 'shipment.cancel-refused':
      return withNews(event.data.news);
    case 'shipment.promised': {
      const { promise } = event.data;
      return { ...withNews(undefined), shipments: shipments.map((one) => ({ ...one, promise })) };
    }
    case 'shipment.held':
    case 'shipment.hold-released':
      return withNews(undefined);
    case 'shipment-fact.kept': {
      const { news, wide = false } = event.data;
      if (wide) return withNews(news);
      return { ...withNews(news), waiting: withWaiting(waiting, event.data, recorded) };
    }
    default:
      return never(event);
  }
};

/**
 * Where a shipment of the order is planned, the order tells of the others as an exception, and they
 * are not told here a second time.
 */
const waitingMatters = (doc: ShipmentsDocument): readonly Matter[] =>
  doc.waiting
    .filter(({ tenant }) => doc.shipments.length === 0 || tenant !== doc.tenant)
    .map(({ tenant, shipment: name, place, facts }) => ({
      tenant,
      place,
      kind: 'waiting-facts',
      code: 'shipment-not-planned',
      detail: `facts came for ${name}, which is not planned`,
      about: { omsNumber: doc.omsNumber, shipment: name },
      facts,
    }));

const shipment: Projection<ShippingEvent, ShipmentsDocument> = {
  name: 'shipment',
  version: 10,
  evolve,
  indexes: (doc) => {
    const { tenant, shipments } = doc;
    const trackings = new Set(
      shipments.flatMap(({ parcels = [] }) => parcels.flatMap(({ tracking }) => tracking ?? [])),
    );
    return [
      ...[...trackings].map((tracking) => ({
        index: keyOf(tenant, `tracking:${tracking}`),
        sort: '',
      })),
      ...shipmentPlaces(doc),
    ];
  },
  matters: waitingMatters,
  dismissed: (doc, { tenant, place }) => ({
    ...doc,
    waiting: doc.waiting.filter((one) => one.tenant !== tenant || one.place !== place),
  }),
};

export const shipmentProjections = { shipment };
