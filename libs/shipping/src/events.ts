/**
 * Messages of the shipping service (ARCHITECTURE.md §9); the aggregate is all shipments of one
 * order, its key the OMS number. Stored: version with care.
 */
import type {
  Concern,
  DispatchFact,
  Goods,
  LineQuantity,
  ScanFact,
  ShipmentFact,
  ShipmentNews,
} from '#orders';

export interface PlannedShipment {
  readonly shipment: string;
  readonly node: string;
  readonly lines: readonly LineQuantity[];
  /** When it shall arrive, as the order promises: a day, or an instant. */
  readonly promise?: string;
  /** Facts told that it left, and its order does not let it go: its node is asked for nothing. */
  readonly opened?: true;
}

// ---- in
/** One that is there by facts alone may be planned again: then it has these lines at least. */
export type PlanShipments = {
  readonly type: 'shipment.plan';
  readonly data: { readonly shipments: readonly PlannedShipment[] };
};
/** Our own node hands over: a command, refused after a cancel. */
export type DispatchShipment = {
  readonly type: 'shipment.dispatch';
  readonly data: {
    readonly shipment: string;
    readonly carrier?: string;
    readonly tracking?: string;
    readonly at?: string;
    /** The parcel's; absent: `N-S1/dispatch`. */ readonly id?: string;
    /** Absent: whatever has not left. */ readonly lines?: readonly LineQuantity[];
    /** Mends the dispatch of this id. */ readonly corrects?: string;
    readonly reason?: string;
  };
};
/**
 * Somebody else's dispatch: a fact, never refused. Waits where the shipment is not planned yet.
 * `shipment` is the order's number where it is said of the whole order.
 */
export type RecordShipmentDispatch = {
  readonly type: 'shipment.record-dispatch';
  readonly data: { readonly shipment: string; readonly fact: DispatchFact };
};
export type RecordShipmentScan = {
  readonly type: 'shipment.record-scan';
  readonly data: { readonly shipment: string; readonly fact: ScanFact };
};
/** Of what its order told at once nothing is to come: shipments that facts opened give back. */
export type SettleShipments = {
  readonly type: 'shipment.settle';
  readonly data: { readonly id: string };
};
/**
 * A carrier's scan of a number that no order has. Its key is the number's; it is refused, kept with
 * what was rejected, and goes to its order when it is driven again.
 */
export type RecordTrackedScan = {
  readonly type: 'shipment.record-tracked-scan';
  readonly data: { readonly tracking: string; readonly carrier?: string; readonly fact: ScanFact };
};
export type RefuseShipment = {
  readonly type: 'shipment.refuse';
  readonly data: {
    readonly shipment: string;
    readonly reason: string;
    readonly lines?: readonly LineQuantity[];
    /** A fact's: as many of them as are still with the node. */ readonly upTo?: boolean;
    readonly goods?: Goods;
  };
};
export type CancelShipment = {
  readonly type: 'shipment.cancel';
  readonly data: {
    readonly shipment: string;
    readonly reason: string;
    readonly lines: readonly LineQuantity[];
  };
};
/** The order is held: our own node hands nothing of it over as long as it is. */
export type HoldShipments = {
  readonly type: 'shipment.hold';
  readonly data: { readonly hold: string; readonly reason: string };
};
export type ReleaseShipmentHold = {
  readonly type: 'shipment.release-hold';
  readonly data: { readonly hold: string };
};
/** Of the order: when all of it shall arrive, from now on; absent: nothing is promised any more. */
export type PromiseShipments = {
  readonly type: 'shipment.promise';
  readonly data: { readonly promise?: string };
};
export type ShippingCommand =
  | SettleShipments
  | PromiseShipments
  | HoldShipments
  | ReleaseShipmentHold
  | PlanShipments
  | DispatchShipment
  | RecordShipmentDispatch
  | RecordShipmentScan
  | RecordTrackedScan
  | RefuseShipment
  | CancelShipment;

// ---- out: each carries the shipment as it stands after the event
/** With the tenant of its order: a number by itself is no pass. */
export type ShipmentPlanned = {
  readonly type: 'shipment.planned';
  readonly data: { readonly shipments: readonly PlannedShipment[]; readonly tenant?: string };
};
interface Recording {
  readonly news: ShipmentNews;
  readonly fact: ShipmentFact;
  /** Where the fact stands if not in this shipment: in another one, or the order by its number. */
  readonly of?: string;
  /** Our own node handed it over, by command. */ readonly own?: true;
}
export type ShipmentDispatched = { readonly type: 'shipment.dispatched'; readonly data: Recording };
/** A scan that is kept in the history; the status may be as before. */
export type TrackingUpdated = { readonly type: 'tracking.updated'; readonly data: Recording };
export type ShipmentDelivered = { readonly type: 'shipment.delivered'; readonly data: Recording };
export type ShipmentDeliveryFailed = {
  readonly type: 'shipment.delivery-failed';
  readonly data: Recording;
};
export type ShipmentLost = { readonly type: 'shipment.lost'; readonly data: Recording };
export type ShipmentReturnedToSender = {
  readonly type: 'shipment.returned-to-sender';
  readonly data: Recording;
};
/**
 * A fact for a shipment that is not planned yet, and who told it; or one of the whole order that
 * moves nothing yet.
 */
export type ShipmentFactKept = {
  readonly type: 'shipment-fact.kept';
  readonly data: {
    readonly shipment: string;
    readonly fact: ShipmentFact;
    readonly tenant?: string;
    /** Of the whole order: `shipment` is its number. */ readonly wide?: boolean;
    /** The first shipment, whose news tell what people must look at. */
    readonly news?: ShipmentNews;
    /** Where nothing of the order is planned: what is wrong in its facts, if that has changed. */
    readonly concerns?: readonly Concern[];
  };
};
export type ShipmentRefused = {
  readonly type: 'shipment.refused';
  readonly data: {
    readonly news: ShipmentNews;
    readonly lines: readonly LineQuantity[];
    readonly reason: string;
    readonly goods?: Goods;
  };
};
export type ShipmentCancelled = {
  readonly type: 'shipment.cancelled';
  readonly data: {
    readonly news: ShipmentNews;
    readonly lines: readonly LineQuantity[];
    readonly reason: string;
  };
};
export type ShipmentCancelRefused = {
  readonly type: 'shipment.cancel-refused';
  readonly data: {
    readonly news: ShipmentNews;
    readonly lines: readonly LineQuantity[];
    readonly reason: string;
  };
};
/** Of a shipment that is there by facts alone: none of them says that these have left. */
export type ShipmentWithdrawn = {
  readonly type: 'shipment.withdrawn';
  readonly data: {
    readonly news: ShipmentNews;
    readonly lines: readonly LineQuantity[];
    /** The `shipment.settle` that it ends. */ readonly settled?: string;
  };
};
export type ShipmentHeld = {
  readonly type: 'shipment.held';
  readonly data: { readonly hold: string; readonly reason: string };
};
export type ShipmentHoldReleased = {
  readonly type: 'shipment.hold-released';
  readonly data: { readonly hold: string };
};
export type ShipmentPromised = {
  readonly type: 'shipment.promised';
  readonly data: { readonly promise?: string };
};
export type ShippingEvent =
  | ShipmentPromised
  | ShipmentHeld
  | ShipmentHoldReleased
  | ShipmentPlanned
  | ShipmentDispatched
  | TrackingUpdated
  | ShipmentDelivered
  | ShipmentDeliveryFailed
  | ShipmentLost
  | ShipmentReturnedToSender
  | ShipmentFactKept
  | ShipmentWithdrawn
  | ShipmentRefused
  | ShipmentCancelled
  | ShipmentCancelRefused;
