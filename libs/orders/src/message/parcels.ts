/** What is told of shipments and their parcels: stored, version with care. Times are in UTC. */
import type { LineQuantity } from './quantities.js';

/** `unknown`: a word that nobody knows; it is kept as it came and moves nothing. */
export type ScanStatus =
  | 'label_created'
  | 'in_transit'
  | 'out_for_delivery'
  | 'delivery_failed'
  | 'delivered'
  | 'lost'
  | 'returned_to_sender'
  | 'unknown';
/** A parcel left; its identity is this fact's id. */
export interface DispatchFact {
  readonly kind: 'dispatch';
  readonly id: string;
  readonly at: string;
  readonly carrier?: string;
  readonly tracking?: string;
  /** Of the shipment that it stands in; absent: whatever no other dispatch of it names. */
  readonly lines?: readonly LineQuantity[];
  /** Where it found none of them: the node, all of whose units it means. */
  readonly node?: string;
  /** The id of a dispatch whose carrier, tracking or lines this one mends. */
  readonly corrects?: string;
  readonly reason?: string;
  /**
   * The order has told it to several places: it names no shipment. Which units of these lines each
   * has, shipping says with all that is known.
   */
  readonly shared?: true;
}
export interface ScanFact {
  readonly kind: 'scan';
  readonly id: string;
  readonly at: string;
  readonly status: ScanStatus;
  /** The word, where it is unknown. */ readonly raw?: string;
  /** Which parcels: the one of this id, else those of this number, else these units, else all. */
  readonly parcel?: string;
  readonly tracking?: string;
  readonly lines?: readonly LineQuantity[];
  /** Only parcels of this node. */ readonly node?: string;
  readonly location?: string;
  readonly detail?: string;
  /** The id of a scan or dispatch that this one voids; `reason` is then needed. */
  readonly corrects?: string;
  readonly reason?: string;
  /** As of a dispatch. */ readonly shared?: true;
}
export type ShipmentFact = DispatchFact | ScanFact;
/**
 * Which units an order-level fact speaks of: a shipment, else lines, else all of a node, else all.
 */
export interface FactScope {
  readonly shipment?: string;
  readonly node?: string;
  readonly lines?: readonly LineQuantity[];
}

/** `partly_dispatched`: a part has left, the rest is with the node. */
export type ShipmentStatus =
  | 'planned'
  | 'partly_dispatched'
  | 'dispatched'
  | 'in_transit'
  | 'out_for_delivery'
  | 'delivery_failed'
  | 'delivered'
  | 'lost'
  | 'returned_to_sender'
  | 'refused'
  | 'cancelled';

/** Where a parcel is, or a part of it of which a scan spoke by its lines. */
export type ParcelStatus = Exclude<
  ShipmentStatus,
  'planned' | 'partly_dispatched' | 'refused' | 'cancelled'
>;
export interface ParcelContent extends LineQuantity {
  readonly status: ParcelStatus;
}

/** A parcel as shipping sees it; carrier and tracking may be absent, shared or used again. */
export interface ParcelNews {
  /** The id of its dispatch; of the first scan where nobody told of a dispatch. */
  readonly parcel: string;
  readonly status: ParcelStatus;
  readonly contents: readonly ParcelContent[];
  readonly carrier?: string;
  readonly tracking?: string;
  readonly dispatchedAt?: string;
  readonly deliveredAt?: string;
  /** When the first of it came back to its sender. */ readonly returnedAt?: string;
  /** Its dispatch names no lines: it holds what no other names. */ readonly whole?: boolean;
  /** The ids of its newest scans. */ readonly scans: readonly string[];
  /** Of what came back to its sender: what has left again in other parcels, and when. */
  readonly resent?: readonly Resent[];
}

export interface Resent extends LineQuantity {
  readonly at: string;
}

/** Something in the facts of an order that people must look at; ends when the facts agree. */
export interface Concern {
  readonly exception: string;
  readonly line?: string;
  readonly reason: string;
  /** Of a correction that finds nothing: what it corrects. */ readonly corrects?: string;
}

/** A shipment as shipping last told it. */
export interface ShipmentNews {
  readonly shipment: string;
  readonly node: string;
  readonly status: ShipmentStatus;
  /** What is still to go and what has left. */ readonly lines: readonly LineQuantity[];
  readonly carrier?: string;
  readonly tracking?: string;
  readonly dispatchedAt?: string;
  readonly deliveredAt?: string;
  /** What has left, in the order of leaving; absent: nothing. */
  readonly parcels?: readonly ParcelNews[];
  /** Of the whole order: its first shipment tells them. */
  readonly concerns?: readonly Concern[];
}

/** What a correction says of itself, for people. */
export interface Correction {
  readonly id: string;
  readonly corrects: string;
  readonly reason?: string;
}
