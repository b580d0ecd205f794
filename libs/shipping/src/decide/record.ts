import { isRefusal, never, refuse } from '#kernel';
import type { Moment, Refusal } from '#kernel';
import type { ShipmentFact, ShipmentNews } from '#orders';
import { haveCopies } from '../facts/copies.js';
import type {
  SettleShipments,
  ShipmentFactKept,
  ShipmentWithdrawn,
  ShippingEvent,
} from '../events.js';
import { recorded, evolve } from '../evolve.js';
import { answerAgain, otherKind, otherPlace, placesOf } from '../ids.js';
import type { ShippingRefusal } from '../refusals.js';
import { newsOf, withNode } from '../facts/news.js';
import { linesOf } from '../facts/parcels.js';
import { factsFull, newsTooLarge, waitingFull } from '../room.js';
import { haveShares } from '../facts/shares.js';
import { shipmentIn, waitingFor, withoutGiven } from '../state.js';
import type { Shipment, ShippingState } from '../state.js';
import { orderParcels } from '../facts/order-parcels.js';

export type Refused = Refusal<ShippingRefusal>;
export type Answer = readonly ShippingEvent[] | Refused;

export const notFound = (shipment: string): Refused =>
  refuse('shipment_not_found', `no shipment ${shipment} is planned`, 'shipment');

export const notReleased = (shipment: string): Refused =>
  refuse(
    'shipment_not_released',
    `the order has not released ${shipment}: its policy or a hold ` +
      'keeps it; a parcel that has left all the same is told as a fact',
    'shipment',
  );

/** The event that tells the status this fact brought about, if it did. */
export const recording = (
  before: ShipmentNews | undefined,
  news: ShipmentNews,
  fact: ShipmentFact,
  of: string,
): ShippingEvent => {
  const data = of === news.shipment ? { news, fact } : { news, fact, of };
  if (news.status === before?.status) return { type: 'tracking.updated', data };
  switch (news.status) {
    case 'dispatched':
      return { type: 'shipment.dispatched', data };
    case 'delivered':
      return { type: 'shipment.delivered', data };
    case 'delivery_failed':
      return { type: 'shipment.delivery-failed', data };
    case 'lost':
      return { type: 'shipment.lost', data };
    case 'returned_to_sender':
      return { type: 'shipment.returned-to-sender', data };
    case 'partly_dispatched':
    case 'in_transit':
    case 'out_for_delivery':
    case 'planned':
    case 'refused':
    case 'cancelled':
      return { type: 'tracking.updated', data };
    default:
      return never(news.status);
  }
};

export const isSame = (one: ShipmentNews, other: ShipmentNews): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/** Without facts of the whole order a shipment stands by itself; its first tells of concerns. */
const maySay = (before: ShippingState, after: ShippingState): readonly Shipment[] => {
  const { wide, shipments } = after;
  if (wide.length > 0 || haveCopies(shipments) || haveShares(shipments)) return shipments;
  const known = new Set(before.shipments);
  return after.shipments.filter((shipment, at) => at === 0 || !known.has(shipment));
};

/** News of all shipments that stand otherwise than before, and of those that `told` names. */
export const changes = (
  before: ShippingState,
  after: ShippingState,
  reported: (shipment: Shipment) => boolean,
): readonly { readonly old: ShipmentNews | undefined; readonly news: ShipmentNews }[] =>
  maySay(before, after).flatMap((shipment) => {
    const earlier = shipmentIn(before, shipment.shipment);
    const old = earlier === undefined ? undefined : newsOf(before, earlier);
    const news = newsOf(after, shipment);
    return reported(shipment) || old === undefined || !isSame(old, news) ? [{ old, news }] : [];
  });

/** A fact whose shipment is not planned; the order's first shipment tells people of it. */
const kept = (id: string, fact: ShipmentFact, state: ShippingState, { tenant }: Moment): Answer => {
  const again = answerAgain(waitingFor(state, id, tenant), fact);
  if (again !== undefined) return again;
  const full = waitingFull(state, tenant, fact);
  if (full !== undefined) return full;
  const plain: ShippingEvent = {
    type: 'shipment-fact.kept',
    data: { shipment: id, fact, ...(tenant !== undefined && { tenant }) },
  };
  const [change] = changes(state, evolve(state, plain), () => false);
  return change === undefined
    ? [plain]
    : [{ type: plain.type, data: { ...plain.data, news: change.news } }];
};

/**
 * A fact of the whole order as the news of a shipment carry it, where others have told it in full:
 * with the lines of that shipment.
 */
export const shareOf = (fact: ShipmentFact, { lines }: ShipmentNews): ShipmentFact => {
  if (fact.lines === undefined) return fact;
  const own = new Set(lines.map(({ line }) => line));
  return { ...fact, lines: fact.lines.filter(({ line }) => own.has(line)) };
};

/** An order of which nothing is planned has no shipment that tells what is wrong in its facts. */
const newConcerns = (
  before: ShippingState,
  after: ShippingState,
): Pick<ShipmentFactKept['data'], 'concerns'> => {
  if (after.shipments.length > 0) return {};
  const { concerns } = orderParcels(after);
  return JSON.stringify(orderParcels(before).concerns) === JSON.stringify(concerns)
    ? {}
    : { concerns };
};

/** Of the whole order: told of the shipments that it touches, else kept. */
const recordWide = (number: string, fact: ShipmentFact, state: ShippingState): Answer => {
  const again = answerAgain(state.wide, fact);
  const full = again ?? factsFull(state, fact);
  if (full !== undefined) return full;
  const after = recorded(state, number, fact);
  const events = changes(state, after, () => false).map(({ old, news }, at) =>
    recording(old, news, at === 0 ? fact : shareOf(fact, news), number),
  );
  return events.length > 0
    ? events
    : [
        {
          type: 'shipment-fact.kept',
          data: { shipment: number, fact, wide: true, ...newConcerns(state, after) },
        },
      ];
};

const recordedAt = (
  id: string,
  fact: ShipmentFact,
  state: ShippingState,
  moment: Moment,
): Answer => {
  if (id === moment.key) return recordWide(id, fact, state);
  const shipment = shipmentIn(state, id);
  if (shipment === undefined) return kept(id, fact, state, moment);
  const full = answerAgain(shipment.facts, fact) ?? factsFull(state, fact);
  if (full !== undefined) return full;
  const after = recorded(state, id, fact);
  return changes(state, after, (one) => one.shipment === id).map(({ old, news }) =>
    recording(old, news, fact, id),
  );
};

/**
 * Whatever it says, as long as there is room: the order has accepted it. Something else under an id
 * that is known is told and changes nothing.
 */
export const record = (
  id: string,
  fact: ShipmentFact,
  state: ShippingState,
  moment: Moment,
): Answer => {
  const places = placesOf(state, moment);
  const answer =
    otherKind(places, fact) ??
    otherPlace(places, id, fact, moment.key) ??
    recordedAt(id, fact, state, moment);
  return isRefusal(answer) ? answer : (newsTooLarge(answer) ?? answer);
};

/**
 * Shipments that are there by facts alone keep nothing with their nodes: who told that they left
 * has not been paid, or told it by mistake.
 */
export const givenBack = (state: ShippingState): readonly ShipmentWithdrawn[] => {
  let now = state;
  return now.shipments
    .filter(({ opened }) => opened)
    .flatMap((one): ShipmentWithdrawn[] => {
      const lines = linesOf(withNode(now, one));
      if (lines.length === 0) return [];
      const next = withoutGiven(one, lines);
      now = { ...now, shipments: now.shipments.map((each) => (each === one ? next : each)) };
      return [{ type: 'shipment.withdrawn', data: { news: newsOf(now, next), lines } }];
    });
};

/** All that its order told at once has come; the last event says so. */
export const settle = (
  { data: { id } }: SettleShipments,
  state: ShippingState,
): readonly ShippingEvent[] => {
  const [first] = state.shipments;
  if (first === undefined) return [];
  const events = givenBack(state);
  const last = events.at(-1) ?? {
    type: 'shipment.withdrawn',
    data: { news: newsOf(state, first), lines: [] },
  };
  return [...events.slice(0, -1), { ...last, data: { ...last.data, settled: id } }];
};
