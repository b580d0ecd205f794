import type { Quantity } from '#kernel';
import type { CameFrom } from '../message/came-from.js';
import type { ShipmentStatus, ParcelNews } from '../message/parcels.js';
import type { LineQuantity } from '../message/quantities.js';
import type { Buckets } from './buckets.js';
import type { OrderException } from './exceptions.js';

export interface Shipment {
  readonly shipment: string;
  readonly node: string;
  readonly status: ShipmentStatus;
  readonly carrier: string | undefined;
  readonly tracking: string | undefined;
  readonly dispatchedAt: string | undefined;
  readonly deliveredAt: string | undefined;
  /** Where its units stand, by line: also those that were cancelled out of it or came back. */
  readonly units: Readonly<Record<string, Buckets>>;
  /** What has left of it, as shipping told last. */
  readonly parcels: readonly ParcelNews[];
  /** Dispatches that were accepted and that shipping has not told of yet. */
  readonly sent: readonly Sent[];
  /** Where units stood that facts alone took here. */
  readonly cameFrom: CameFrom;
  /** What people were asked of units that their node had refused before facts took them here. */
  readonly refusals: readonly OrderException[];
  /** Units by line that facts took here from elsewhere and that have gone back. */
  readonly gaveBack: Readonly<Record<string, Quantity>>;
  /** Facts opened it, and the policy has not let its units go: its node is asked for nothing. */
  readonly opened: boolean;
}

/** A dispatch on its way to shipping: the lines that it names, else all of its shipment. */
export interface Sent {
  readonly id: string;
  readonly lines: readonly LineQuantity[] | undefined;
}

/** Its node is asked for it, or something of it has left. */
export const isReal = ({ opened, parcels }: Shipment): boolean => !opened || parcels.length > 0;

export const onShipment = (
  shipments: readonly Shipment[],
  id: string,
  change: (shipment: Shipment) => Shipment,
): readonly Shipment[] =>
  shipments.map((shipment) => (shipment.shipment === id ? change(shipment) : shipment));
