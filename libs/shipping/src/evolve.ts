import { invariant, never } from '#kernel';
import type { ShipmentFact } from '#orders';
import type { ShipmentFactKept, ShippingEvent } from './events.js';
import { withFact } from './state/facts.js';
import { withHold, withoutHold } from './facts/holds.js';
import { shipmentIn, waitingFor, without, withoutGiven } from './state.js';
import type { Shipment, ShippingState, Waiting } from './state.js';

const changed = (
  state: ShippingState,
  id: string,
  change: (shipment: Shipment) => Shipment,
): ShippingState => {
  invariant(shipmentIn(state, id) !== undefined, 'an event of a shipment that was never planned');
  const shipments = state.shipments.map((one) => (one.shipment === id ? change(one) : one));
  return { ...state, shipments };
};

const kept = (
  state: ShippingState,
  { shipment: id, fact, tenant }: ShipmentFactKept['data'],
): ShippingState => {
  const isSame = (each: Waiting): boolean => each.shipment === id && each.tenant === tenant;
  const facts = withFact(state.waiting.find(isSame)?.facts ?? [], fact);
  const others = state.waiting.filter((each) => !isSame(each));
  const place = others.findLastIndex(({ shipment }) => shipment < id) + 1;
  return { ...state, waiting: others.toSpliced(place, 0, { shipment: id, tenant, facts }) };
};

/** A fact in its place: a shipment, or the whole order. */
export const recorded = (state: ShippingState, place: string, fact: ShipmentFact): ShippingState =>
  shipmentIn(state, place) === undefined
    ? { ...state, wide: withFact(state.wide, fact) }
    : changed(state, place, (shipment) => ({ ...shipment, facts: withFact(shipment.facts, fact) }));

/** Shipments as they are asked for; facts that came before them are theirs. */
const withPlanned = (
  state: ShippingState,
  data: Extract<ShippingEvent, { readonly type: 'shipment.planned' }>['data'],
): ShippingState => {
  const { tenant } = data;
  const planned = new Map(
    data.shipments.map(
      ({ shipment: id, node, lines, opened = false }): readonly [string, Shipment] => [
        id,
        {
          shipment: id,
          node,
          planned: lines,
          lines,
          stopped: undefined,
          opened,
          awaits: opened,
          facts: shipmentIn(state, id)?.facts ?? waitingFor(state, id, tenant),
        },
      ],
    ),
  );
  const fresh = data.shipments.filter(({ shipment }) => shipmentIn(state, shipment) === undefined);
  return {
    ...state,
    tenant: state.tenant ?? tenant,
    promise: fresh.length === 0 ? state.promise : fresh.at(-1)?.promise,
    shipments: [
      ...state.shipments.map((one) => planned.get(one.shipment) ?? one),
      ...fresh.flatMap(({ shipment }) => planned.get(shipment) ?? []),
    ],
    waiting: state.waiting.filter(({ shipment }) => !planned.has(shipment)),
  };
};

export const evolve = (state: ShippingState, event: ShippingEvent): ShippingState => {
  switch (event.type) {
    case 'shipment.planned':
      return withPlanned(state, event.data);
    case 'shipment.promised':
      return { ...state, promise: event.data.promise };
    case 'shipment.held':
      return { ...state, holds: withHold(state.holds, event.data.hold, event.data.reason) };
    case 'shipment.hold-released':
      return { ...state, holds: withoutHold(state.holds, event.data.hold) };
    case 'shipment-fact.kept':
      return event.data.wide === true
        ? { ...state, wide: withFact(state.wide, event.data.fact) }
        : kept(state, event.data);
    case 'shipment.dispatched':
    case 'tracking.updated':
    case 'shipment.delivered':
    case 'shipment.delivery-failed':
    case 'shipment.lost':
    case 'shipment.returned-to-sender': {
      const { news, fact, of = news.shipment } = event.data;
      invariant(shipmentIn(state, news.shipment) !== undefined, 'news of what was never planned');
      return recorded(state, of, fact);
    }
    case 'shipment.refused':
    case 'shipment.cancelled': {
      const { news, lines } = event.data;
      const by = event.type === 'shipment.refused' ? 'refused' : 'cancelled';
      return changed(state, news.shipment, (shipment) => without(shipment, lines, by));
    }
    case 'shipment.withdrawn': {
      const { news, lines, settled } = event.data;
      const next = changed(state, news.shipment, (shipment) => withoutGiven(shipment, lines));
      return settled === undefined
        ? next
        : { ...next, shipments: next.shipments.map((one) => ({ ...one, awaits: false })) };
    }
    case 'shipment.cancel-refused':
      return state;
    default:
      return never(event);
  }
};
