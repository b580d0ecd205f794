import { decimal, instantText, millionths, never, refuse } from '#kernel';
import type { Moment, Refusal } from '#kernel';
import type { LineQuantity, ShipmentFact } from '#orders';
import type {
  CancelShipment, DispatchShipment, PlanShipments, RefuseShipment, ShippingCommand, ShippingEvent,
} from './events.js';
import { holds, withFact } from './facts.js';
import type { ShippingRefusal } from './refusals.js';
import {
  hasLeft, newsOf, shipmentIn, split, statusOf, waitingFor, without,
} from './state.js';
import type { Shipment, ShippingState } from './state.js';

type Refused = Refusal<ShippingRefusal>;
type Answer = readonly ShippingEvent[] | Refused;

/**
 * Of the facts that waited for a shipment, the newest are told again one by one as it is planned:
 * one decision fits into one append. The older ones are in its state all the same, and in the log
 * as `shipment-fact.kept`.
 */
const toldAgainMax = 100;

/** A number by itself is no pass: what comes in another tenant's name finds no shipment here. */
const isForeign = (state: ShippingState, { tenant }: Moment): boolean =>
  state.tenant !== undefined && tenant !== undefined && state.tenant !== tenant;

/**
 * Facts are recorded at every stage, and wait for their shipment where it is not planned. Commands
 * are decided when they come: once a parcel has left, nobody stops it; once stopped, our own node
 * does not send it. So an order hears either of the one or of the other, never of both.
 */
export const decide = (command: ShippingCommand, state: ShippingState, moment: Moment): Answer => {
  if (command.type !== 'shipment.plan' && isForeign(state, moment)) {
    return notFound(command.data.shipment);
  }
  switch (command.type) {
    case 'shipment.plan':
      return plan(command.data, state, moment);
    case 'shipment.dispatch':
      return dispatch(command.data, state, moment);
    case 'shipment.record-dispatch':
    case 'shipment.record-scan':
      return record(command.data.shipment, command.data.fact, state, moment);
    case 'shipment.refuse':
      return refuseUnits(command.data, state);
    case 'shipment.cancel':
      return cancel(command.data, state);
    default:
      return never(command);
  }
};

const notFound = (shipment: string): Refused =>
  refuse('shipment_not_found', `no shipment ${shipment} is planned`, 'shipment');

/** The event that tells the status this fact brought about, if it did. */
const recording = (shipment: Shipment, fact: ShipmentFact): ShippingEvent => {
  const news = newsOf({ ...shipment, facts: withFact(shipment.facts, fact) });
  const data = { news, fact };
  if (news.status === statusOf(shipment)) return { type: 'tracking.updated', data };
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

const plan = (
  { shipments }: PlanShipments['data'], state: ShippingState, { tenant }: Moment,
): Answer => {
  const fresh = shipments.filter(({ shipment }, index) =>
    shipmentIn(state, shipment) === undefined
    && shipments.findIndex((other) => other.shipment === shipment) === index);
  if (fresh.length === 0) return [];
  const whose = tenant === undefined ? {} : { tenant };
  const events: ShippingEvent[] = [
    { type: 'shipment.planned', data: { shipments: fresh, ...whose } }];
  for (const { shipment, node, lines } of fresh) {
    const waited = waitingFor(state, shipment, tenant);
    const older = Math.max(0, waited.length - toldAgainMax);
    let now: Shipment = { shipment, node, planned: lines, lines, facts: waited.slice(0, older) };
    for (const fact of waited.slice(older)) {
      events.push(recording(now, fact));
      now = { ...now, facts: withFact(now.facts, fact) };
    }
  }
  return events;
};

/** However many there are, and whatever they say: the order has accepted them. */
const record = (
  id: string, fact: ShipmentFact, state: ShippingState, { tenant }: Moment,
): readonly ShippingEvent[] => {
  const shipment = shipmentIn(state, id);
  if (shipment === undefined) {
    if (holds(waitingFor(state, id, tenant), fact)) return [];
    const teller = tenant === undefined ? {} : { tenant };
    return [{ type: 'shipment-fact.kept', data: { shipment: id, fact, ...teller } }];
  }
  if (holds(shipment.facts, fact)) return [];
  return [recording(shipment, fact)];
};

const dispatch = (
  { shipment: id, carrier, tracking, at }: DispatchShipment['data'],
  state: ShippingState,
  { now }: Moment,
): Answer => {
  const shipment = shipmentIn(state, id);
  if (shipment === undefined) return notFound(id);
  const dispatches = shipment.facts.filter(({ kind }) => kind === 'dispatch');
  const known = dispatches.flatMap((fact) => ('tracking' in fact ? fact.tracking ?? [] : []));
  if (known.includes(tracking)) return [];
  if (known.length > 0) {
    return refuse('shipment_already_dispatched', `${id} left with ${known.join(', ')}`, 'tracking');
  }
  const status = statusOf(shipment);
  if (status === 'cancelled' || status === 'refused') {
    return refuse(`shipment_${status}`, `${id} was ${status}: it must not leave`, 'shipment');
  }
  const fact: ShipmentFact = {
    kind: 'dispatch', id: `${id}/dispatch`, at: at ?? instantText(now), carrier, tracking,
  };
  return [recording(shipment, fact)];
};

/** What is wrong with units that a node names, if anything is. */
const wrongUnits = (
  { shipment, lines }: Shipment,
  wanted: readonly LineQuantity[],
): Refused | undefined => {
  const open = new Map(lines.map(({ line, quantity }) => [line, millionths(quantity)]));
  for (const [index, { line, quantity }] of wanted.entries()) {
    const field = `lines[${index}]`;
    const units = millionths(quantity);
    const there = open.get(line);
    if (units <= 0) {
      const detail = 'expected a quantity above zero';
      return refuse('quantity_not_positive', detail, `${field}.quantity`);
    }
    if (there === undefined) {
      const detail = `${shipment} holds no units of line ${line}`;
      return refuse('line_not_found', detail, `${field}.line`);
    }
    if (units > there) {
      const detail = `${decimal(there)} of line ${line} are left`;
      return refuse('quantity_exceeded', detail, `${field}.quantity`);
    }
    open.set(line, there - units);
  }
  return undefined;
};

const refuseUnits = (
  { shipment: id, reason, lines }: RefuseShipment['data'],
  state: ShippingState,
): Answer => {
  const shipment = shipmentIn(state, id);
  if (shipment === undefined) return notFound(id);
  if (hasLeft(shipment)) {
    return refuse('shipment_already_dispatched', `${id} has left the node`, 'shipment');
  }
  if (shipment.stopped === 'refused') return [];
  if (shipment.stopped === 'cancelled') {
    return refuse('shipment_cancelled', `${id} was cancelled before`, 'shipment');
  }
  const wanted = lines ?? shipment.lines;
  const wrong = wrongUnits(shipment, wanted);
  if (wrong !== undefined) return wrong;
  const { taken } = split(shipment.lines, wanted);
  if (taken.length === 0) return [];
  const news = newsOf(without(shipment, taken, 'refused'));
  return [{ type: 'shipment.refused', data: { news, lines: taken, reason } }];
};

const cancel = (
  { shipment: id, reason, lines }: CancelShipment['data'],
  state: ShippingState,
): Answer => {
  const shipment = shipmentIn(state, id);
  if (shipment === undefined) return notFound(id);
  if (hasLeft(shipment)) {
    return [{ type: 'shipment.cancel-refused', data: { news: newsOf(shipment), lines, reason } }];
  }
  // Units that the node refused meanwhile are not here any more: the order hears that from it.
  const { taken } = split(shipment.lines, lines);
  if (taken.length === 0) return [];
  const news = newsOf(without(shipment, taken, 'cancelled'));
  return [{ type: 'shipment.cancelled', data: { news, lines: taken, reason } }];
};
