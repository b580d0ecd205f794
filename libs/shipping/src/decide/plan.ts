import { jsonBytes, sumOfBytes } from '#kernel';
import type { Moment } from '#kernel';
import type { LineQuantity, ShipmentFact, ShipmentNews } from '#orders';
import type { PlanShipments, PlannedShipment, PromiseShipments, ShippingEvent } from '../events.js';
import { evolve } from '../evolve.js';
import { withFact } from '../state/facts.js';
import { newsOf } from '../facts/news.js';
import { linesOf, unitsOf } from '../facts/parcels.js';
import { ownWaiting, shipmentIn, waitingFor } from '../state.js';
import type { ShippingState } from '../state.js';
import { orderParcels } from '../facts/order-parcels.js';
import { changes, isSame, recording, shareOf } from './record.js';

/**
 * Of the facts that waited for a shipment, the newest are told again one by one as it is planned:
 * one decision fits into one append. The older ones are in its state all the same, and in the log
 * as `shipment-fact.kept`.
 */
const reportedAgainMax = { count: 100, bytes: 2_097_152 } as const;

/** Without the lines of its shipment. */
const eventBytes = 4_096;

/** How many are told, each with all that is known of the shipment then. */
const reportedOf = (
  lines: readonly LineQuantity[],
  waited: readonly ShipmentFact[],
  bytesMax: number,
): number => {
  const named = waited.flatMap((fact) => fact.lines ?? []);
  const bytes = eventBytes + 2 * (jsonBytes(lines) + sumOfBytes(named));
  return Math.max(1, Math.min(reportedAgainMax.count, Math.floor(bytesMax / bytes)));
};

const withFacts = (
  state: ShippingState,
  id: string,
  facts: readonly ShipmentFact[],
): ShippingState => ({
  ...state,
  shipments: state.shipments.map((one) => (one.shipment === id ? { ...one, facts } : one)),
});

/** What waited for one of them, told one by one. */
const reportedAgain = (
  after: ShippingState,
  id: string,
  waited: readonly ShipmentFact[],
  most: number,
): readonly ShippingEvent[] => {
  const older = Math.max(0, waited.length - most);
  let facts: readonly ShipmentFact[] = waited.slice(0, older);
  let now = withFacts(after, id, facts);
  return waited.slice(older).flatMap((fact) => {
    facts = withFact(facts, fact);
    const next = withFacts(after, id, facts);
    const [one, other] = [shipmentIn(now, id), shipmentIn(next, id)];
    if (one === undefined || other === undefined) return [];
    const event = recording(newsOf(now, one), newsOf(next, other), fact, id);
    now = next;
    return [event];
  });
};

const plannedNews = (state: ShippingState, { shipment, node, lines }: PlannedShipment) => {
  const bare: ShippingState = { ...state, shipments: [], waiting: [], wide: [] };
  const one = {
    shipment,
    node,
    planned: lines,
    lines,
    stopped: undefined,
    opened: false,
    awaits: false,
    facts: [],
  };
  return newsOf({ ...bare, shipments: [one] }, one);
};

/** Facts wait for shipments other than these: the order hears of it with its first one. */
const stillUnknown = (state: ShippingState, after: ShippingState): readonly ShippingEvent[] => {
  const [first] = after.shipments;
  const [unknown] = ownWaiting(after);
  const fact = unknown?.facts.at(-1);
  if (first === undefined || unknown === undefined || fact === undefined) return [];
  if (shipmentIn(state, first.shipment) !== undefined) return [];
  const { shipment, tenant } = unknown;
  return [
    {
      type: 'shipment-fact.kept',
      data: { shipment, fact, ...(tenant !== undefined && { tenant }), news: newsOf(after, first) },
    },
  ];
};

/** With as many units of each line at least. */
const atLeast = (
  lines: readonly LineQuantity[],
  wanted: readonly LineQuantity[],
): readonly LineQuantity[] => {
  const units = unitsOf(lines);
  for (const [line, some] of unitsOf(wanted)) {
    units.set(line, Math.max(units.get(line) ?? 0, some));
  }
  return linesOf(units);
};

/** Those of `shipments` that are there by facts alone, and are another from now on. */
const plannedAgain = (
  state: ShippingState,
  shipments: readonly PlannedShipment[],
): readonly PlannedShipment[] =>
  shipments.flatMap((wanted) => {
    const known = shipmentIn(state, wanted.shipment);
    if (known?.opened !== true) return [];
    const lines = atLeast(known.lines, wanted.lines);
    const isSameAgain =
      wanted.opened === true &&
      known.stopped === undefined &&
      JSON.stringify(lines) === JSON.stringify(known.lines);
    return isSameAgain ? [] : [{ ...wanted, lines }];
  });

/** The order knows the lines that it has given: it hears of what else is other than before. */
const reportedAgainOf = (
  state: ShippingState,
  after: ShippingState,
  key: string,
): readonly ShippingEvent[] =>
  changes(state, after, () => false).flatMap(({ old, news }): readonly ShippingEvent[] => {
    if (old === undefined || isSame({ ...old, lines: news.lines }, news)) return [];
    const reported = [news.shipment, ...after.shipments.map(({ shipment }) => shipment)].flatMap(
      (of) =>
        shipmentIn(after, of)
          ?.facts.slice(-1)
          .map((fact) => ({ of, fact })) ?? [],
    );
    const wide = after.wide.slice(-1).map((fact) => ({ of: key, fact: shareOf(fact, news) }));
    return [...reported, ...wide].slice(0, 1).map(({ of, fact }) => recording(old, news, fact, of));
  });

export const plan = (
  { shipments }: PlanShipments['data'],
  state: ShippingState,
  moment: Moment,
): readonly ShippingEvent[] => {
  const { key, tenant } = moment;
  const fresh = shipments.filter(
    ({ shipment }, index) =>
      shipmentIn(state, shipment) === undefined &&
      shipments.findIndex((other) => other.shipment === shipment) === index,
  );
  const again = plannedAgain(state, shipments);
  if (again.length === 0) return planFresh(fresh, state, moment);
  const planned: ShippingEvent = {
    type: 'shipment.planned',
    data: { shipments: again, ...(tenant !== undefined && { tenant }) },
  };
  const after = evolve(state, planned);
  return [planned, ...reportedAgainOf(state, after, key), ...planFresh(fresh, after, moment)];
};

/** A fact with which the news of other shipments are told, where what is planned changes them. */
const newestOf = (
  fresh: readonly PlannedShipment[],
  state: ShippingState,
  { key, tenant }: Pick<Moment, 'key' | 'tenant'>,
): { readonly of: string; readonly fact: ShipmentFact } | undefined => {
  const facts = [
    { of: key, facts: state.wide },
    ...fresh.map(({ shipment }) => ({ of: shipment, facts: waitingFor(state, shipment, tenant) })),
    // What these were not asked for may be of those that are planned now.
    ...state.shipments.map((one) => ({ of: one.shipment, facts: one.facts })),
  ];
  return facts.flatMap(({ of, facts: own }) => own.slice(-1).map((fact) => ({ of, fact })))[0];
};

/** What the order was told of before it had a shipment. */
const concernsReported = (before: ShippingState): Pick<ShipmentNews, 'concerns'> => {
  const { concerns } = orderParcels(before);
  return concerns.length === 0 ? {} : { concerns };
};

const planFresh = (
  fresh: readonly PlannedShipment[],
  state: ShippingState,
  { key, tenant }: Moment,
): readonly ShippingEvent[] => {
  if (fresh.length === 0) return [];
  const planned: ShippingEvent = {
    type: 'shipment.planned',
    data: { shipments: fresh, ...(tenant !== undefined && { tenant }) },
  };
  const after = evolve(state, planned);
  const events = fresh.flatMap(({ shipment, lines }) => {
    const waited = waitingFor(state, shipment, tenant);
    const most = reportedOf(lines, waited, reportedAgainMax.bytes / fresh.length);
    return reportedAgain(after, shipment, waited, most);
  });
  // What was said of the whole order may be of these, and what waited for them is not unknown now.
  const known = new Map(
    events.flatMap(({ data }) =>
      'news' in data && data.news !== undefined ? [[data.news.shipment, data.news]] : [],
    ),
  );
  const newest = newestOf(fresh, state, { key, tenant });
  if (newest === undefined) return [planned, ...events, ...stillUnknown(state, after)];
  const { fact, of } = newest;
  const first = state.shipments.length === 0 ? fresh[0] : undefined;
  const unreported = changes(state, after, () => false).filter(({ news }) => {
    const heard = known.get(news.shipment);
    if (heard !== undefined) return !isSame(news, heard);
    const bare = fresh.find(({ shipment }) => shipment === news.shipment);
    return (
      bare === undefined ||
      !isSame(news, { ...plannedNews(after, bare), ...(bare === first && concernsReported(state)) })
    );
  });
  return [
    planned,
    ...events,
    ...unreported.map(({ old, news }) =>
      recording(known.get(news.shipment) ?? old, news, shareOf(fact, news), of),
    ),
  ];
};

/** The order promises another day: those who pack sort by it. */
export const promiseAnew = (
  { promise }: PromiseShipments['data'],
  state: ShippingState,
): readonly ShippingEvent[] => {
  if (state.shipments.length === 0 || state.promise === promise) return [];
  return [{ type: 'shipment.promised', data: { ...(promise !== undefined && { promise }) } }];
};
