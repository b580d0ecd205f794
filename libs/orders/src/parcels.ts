/** What is told of shipments: stored, version with care. Times are RFC 3339 in UTC. */
import type { LineQuantity } from './quantities.js';

export type ScanStatus =
  | 'label_created' | 'in_transit' | 'out_for_delivery' | 'delivery_failed'
  | 'delivered' | 'lost' | 'returned_to_sender';
export interface DispatchFact {
  readonly kind: 'dispatch'; readonly id: string; readonly at: string;
  readonly carrier?: string; readonly tracking?: string;
}
export interface ScanFact {
  readonly kind: 'scan'; readonly id: string; readonly at: string; readonly status: ScanStatus;
  readonly location?: string; readonly detail?: string;
  /** The id of a scan that this one voids; `reason` is then needed. */
  readonly corrects?: string; readonly reason?: string;
}
export type ShipmentFact = DispatchFact | ScanFact;
/**
 * Which units an order-level fact speaks of: a shipment, else lines, else all of a node, else all.
 */
export interface FactScope {
  readonly shipment?: string; readonly node?: string; readonly lines?: readonly LineQuantity[];
}

export type ShipmentStatus =
  | 'planned' | 'dispatched' | 'in_transit' | 'out_for_delivery' | 'delivery_failed'
  | 'delivered' | 'lost' | 'returned_to_sender' | 'refused' | 'cancelled';

/** A shipment as shipping last told it. */
export interface ShipmentNews {
  readonly shipment: string; readonly node: string; readonly status: ShipmentStatus;
  readonly lines: readonly LineQuantity[];
  readonly carrier?: string; readonly tracking?: string;
  readonly dispatchedAt?: string; readonly deliveredAt?: string;
}
