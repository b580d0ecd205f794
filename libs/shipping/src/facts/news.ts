/** A shipment as it stands once all facts of its order are told. */
import { instant, millionths } from '#kernel';
import type { LineQuantity, ShipmentNews, ShipmentStatus } from '#orders';
import {
  deliveredOf,
  isEmpty,
  leastOf,
  lessUnits,
  linesOf,
  parcelNews,
  scansShown,
  statusOfParcel,
  unitsIn,
} from './parcels.js';
import type { Parcel, Units } from './parcels.js';
import type { Shipment, ShippingState } from '../state.js';
import { orderParcels } from './order-parcels.js';

export const parcelsOf = (state: ShippingState, id: string): readonly Parcel[] =>
  orderParcels(state).parcels.get(id) ?? [];

/** Units of a shipment that have not left; only these can be stopped. */
export const withNode = (state: ShippingState, { shipment, lines }: Shipment): Units =>
  lessUnits(lines, unitsIn(parcelsOf(state, shipment)));

/** Units that no dispatch has taken yet, whatever scans say of them. */
export const undispatched = (state: ShippingState, { shipment, lines }: Shipment): Units =>
  lessUnits(
    lines,
    unitsIn(parcelsOf(state, shipment).filter(({ dispatchedAt }) => dispatchedAt !== undefined)),
  );

/** Units that came back to their sender, and may leave again; but for those of some parcels. */
export const cameBack = (
  state: ShippingState,
  { shipment }: Shipment,
  without: readonly Parcel[] = [],
): Units => {
  const units: Units = new Map();
  const parcels = parcelsOf(state, shipment).filter((one) => !without.includes(one));
  for (const part of parcels.flatMap(({ parts }) => parts)) {
    if (part.status !== 'returned_to_sender') continue;
    for (const [line, quantity] of part.units) units.set(line, (units.get(line) ?? 0) + quantity);
  }
  return units;
};

const statusWith = (
  { stopped }: Shipment,
  parcels: readonly Parcel[],
  rest: Units,
): ShipmentStatus => {
  const held = parcels.filter((parcel) => !isEmpty(parcel));
  const left = leastOf((held.length > 0 ? held : parcels).map(statusOfParcel));
  if (left === undefined) return stopped ?? 'planned';
  if (held.length === 0 && rest.size > 0) return 'planned';
  return rest.size > 0 ? 'partly_dispatched' : left;
};

export const statusOf = (state: ShippingState, shipment: Shipment): ShipmentStatus =>
  statusWith(shipment, parcelsOf(state, shipment.shipment), withNode(state, shipment));

const earliest = (times: readonly string[]): string | undefined =>
  times.toSorted((one, other) => instant(one) - instant(other))[0];

/** Of many parcels without units the newest are shown. */
const emptyShownMax = 20;

const shownOf = (parcels: readonly Parcel[]): readonly Parcel[] => {
  const empty = parcels.filter(isEmpty);
  const hidden = new Set(empty.slice(0, Math.max(0, empty.length - emptyShownMax)));
  return parcels.filter((parcel) => !hidden.has(parcel));
};

/** What is to go, or has left although it was not asked for. */
const linesWith = (lines: readonly LineQuantity[], away: Units): readonly LineQuantity[] => {
  const sums: Units = new Map(lines.map(({ line, quantity }) => [line, millionths(quantity)]));
  for (const [line, quantity] of away) sums.set(line, Math.max(sums.get(line) ?? 0, quantity));
  return linesOf(sums);
};

/** The shipment as the order hears of it. */
export const newsOf = (state: ShippingState, shipment: Shipment): ShipmentNews => {
  const { shipment: id, node, lines, planned } = shipment;
  const parcels = parcelsOf(state, id);
  const status = statusWith(shipment, parcels, withNode(state, shipment));
  const carrier = parcels.find((one) => one.carrier !== undefined)?.carrier;
  const tracking = parcels.find((one) => one.tracking !== undefined)?.tracking;
  const dispatchedAt = earliest(parcels.flatMap((one) => one.dispatchedAt ?? []));
  const deliveredAt = status === 'delivered' ? deliveredOf(parcels) : undefined;
  const places = new Map(planned.map(({ line }, place) => [line, place]));
  const held = shownOf(parcels);
  const shown = held.map((one) => parcelNews(one, places, scansShown(held.length)));
  return {
    shipment: id,
    node,
    status,
    lines: linesWith(lines, unitsIn(parcels)),
    ...(carrier === undefined ? {} : { carrier }),
    ...(tracking === undefined ? {} : { tracking }),
    ...(dispatchedAt === undefined ? {} : { dispatchedAt }),
    ...(deliveredAt === undefined ? {} : { deliveredAt }),
    ...(shown.length === 0 ? {} : { parcels: shown }),
    ...(state.shipments[0]?.shipment === id ? concernsIn(state) : {}),
  };
};

const concernsIn = (state: ShippingState): Pick<ShipmentNews, 'concerns'> => {
  const { concerns } = orderParcels(state);
  return concerns.length === 0 ? {} : { concerns };
};
