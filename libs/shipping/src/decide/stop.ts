import { decimal, millionths, refuse } from '#kernel';
import type { LineQuantity } from '#orders';
import type { CancelShipment, RefuseShipment, ShippingEvent } from '../events.js';
import { linesOf } from '../facts/parcels.js';
import type { Units } from '../facts/parcels.js';
import { newsOf, statusOf, withNode } from '../facts/news.js';
import { shipmentIn, split, without } from '../state.js';
import type { Shipment, ShippingState } from '../state.js';
import { notFound, notReleased } from './record.js';
import type { Answer, Refused } from './record.js';

/** What is wrong with units that a node names, if anything is. */
export const wrongUnits = (
  { shipment }: Shipment,
  here: Units,
  wanted: readonly LineQuantity[],
): Refused | undefined => {
  const open: Units = new Map(here);
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

const withoutIn = (
  state: ShippingState,
  shipment: Shipment,
  units: readonly LineQuantity[],
  by: 'refused' | 'cancelled',
) => {
  const next = without(shipment, units, by);
  const shipments = state.shipments.map((one) => (one === shipment ? next : one));
  return newsOf({ ...state, shipments }, next);
};

/** The node keeps nothing of what it names; what has left is gone. */
export const refuseUnits = (
  { shipment: id, reason, lines, upTo = false, goods }: RefuseShipment['data'],
  state: ShippingState,
): Answer => {
  const shipment = shipmentIn(state, id);
  if (shipment === undefined) return notFound(id);
  const here = withNode(state, shipment);
  const { stopped, opened } = shipment;
  if (here.size === 0 && opened && newsOf(state, shipment).parcels === undefined) {
    return notReleased(id);
  }
  if (here.size === 0 && statusOf(state, shipment) !== stopped) {
    return refuse('shipment_already_dispatched', `${id} has left the node`, 'shipment');
  }
  if (here.size === 0 && stopped === 'refused') return [];
  if (here.size === 0) {
    return refuse('shipment_cancelled', `${id} was cancelled before`, 'shipment');
  }
  const wanted = lines ?? linesOf(here);
  const wrong = upTo ? undefined : wrongUnits(shipment, here, wanted);
  if (wrong !== undefined) return wrong;
  const { taken } = split(linesOf(here), wanted);
  if (taken.length === 0) return [];
  const news = withoutIn(state, shipment, taken, 'refused');
  return [
    {
      type: 'shipment.refused',
      data: { news, lines: taken, reason, ...(goods !== undefined && { goods }) },
    },
  ];
};

/** As many of these units as have left. */
const goneOf = (
  { lines }: Shipment,
  here: Units,
  wanted: readonly LineQuantity[],
): readonly LineQuantity[] => {
  const away = lines.flatMap(({ line, quantity }): LineQuantity[] => {
    const some = millionths(quantity) - (here.get(line) ?? 0);
    return some > 0 ? [{ line, quantity: decimal(some) }] : [];
  });
  return split(away, wanted).taken;
};

export const cancel = (
  { shipment: id, reason, lines }: CancelShipment['data'],
  state: ShippingState,
): Answer => {
  const shipment = shipmentIn(state, id);
  if (shipment === undefined) return notFound(id);
  const here = withNode(state, shipment);
  // Units that the node refused meanwhile are not here any more: the order hears that from it.
  const { taken } = split(linesOf(here), lines);
  const missed = goneOf(shipment, here, lessThese(lines, taken));
  const events: ShippingEvent[] = [];
  if (taken.length > 0) {
    const news = withoutIn(state, shipment, taken, 'cancelled');
    events.push({ type: 'shipment.cancelled', data: { news, lines: taken, reason } });
  }
  const hasLeft = here.size === 0 && newsOf(state, shipment).parcels !== undefined;
  if (missed.length === 0 && !hasLeft) return events;
  const reported = missed.length === 0 ? lines : missed;
  const news =
    events.length === 0 ? newsOf(state, shipment) : withoutIn(state, shipment, taken, 'cancelled');
  events.push({ type: 'shipment.cancel-refused', data: { news, lines: reported, reason } });
  return events;
};

const lessThese = (
  lines: readonly LineQuantity[],
  taken: readonly LineQuantity[],
): readonly LineQuantity[] => split(lines, taken).left;
