/**
 * Messages of the orders service (ARCHITECTURE.md §9). Stored: version with care.
 * Quantities are decimal texts ("2", "0.5"), money is integer minor units, times are RFC 3339 in
 * UTC.
 */
import type { OmsNumber, Reference } from '#kernel';

/** Stages of a unit, as they stand in every document; zero ones are left out. */
export type Bucket =
  | 'open' | 'reserved' | 'backordered' | 'released' | 'cancel_pending' | 'cancelled'
  | 'shipped' | 'delivered' | 'lost' | 'return_to_sender' | 'delivery_failed'
  | 'return_requested' | 'return_received' | 'restocked' | 'quarantined' | 'scrapped' | 'missing'
  | 'in_production';

/** Personal data: only ever inside `customer` and `shipTo`, so that sealing touches one codec. */
export interface Customer {
  readonly id?: string; readonly name?: string; readonly email?: string; readonly phone?: string;
}
export interface ShipTo {
  readonly name?: string; readonly street?: string; readonly city?: string;
  readonly region?: string;
  readonly postalCode?: string; readonly country?: string; readonly phone?: string;
}

export interface OrderLine {
  readonly line: string; readonly sku: string; readonly node: string;
  readonly quantity: string; readonly unit: string; readonly unitPrice: string;
  readonly onShortage: 'backorder' | 'refuse';
}
export interface Charge { readonly code: string; /** minor units */ readonly amount: number }
export interface OrderPolicy {
  readonly allOrNothing: boolean;
  readonly onEmpty: 'exception' | 'complete';
  readonly releaseOn: 'paid' | 'accepted' | 'dispatch';
  readonly paymentDeadline?: string;
  /** False for replayed history: no deadline is set. */
  readonly timers: boolean;
}
/** What the channel sent, defaults filled in at the edge. */
export interface OrderBody {
  readonly placedAt?: string;
  readonly currency: string;
  readonly policy: OrderPolicy;
  readonly customer?: Customer;
  readonly shipTo?: ShipTo;
  /** A day `YYYY-MM-DD` (kept until its end in UTC) or an instant. */
  readonly promise?: string;
  readonly charges: readonly Charge[];
  readonly lines: readonly OrderLine[];
}
/** Which reference a message claims its number for; absent where only the number is known. */
export interface Claim extends Reference {
  readonly attempt: number;
  /** Chose the epoch of the number's key; the next attempt takes the same one. */
  readonly placedAt?: string;
}

export interface LineQuantity { readonly line: string; readonly quantity: string }
/** Whole units of one line that leave one bucket; where they go follows from the event. */
export interface Move extends LineQuantity { readonly from: Bucket }

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

export type PaymentStatus = 'pending' | 'authorized' | 'captured' | 'refunded' | 'voided';
export type Disposition = 'restocked' | 'quarantined' | 'scrapped' | 'missing';
export type ShipmentStatus =
  | 'planned' | 'dispatched' | 'in_transit' | 'out_for_delivery' | 'delivery_failed'
  | 'delivered' | 'lost' | 'returned_to_sender' | 'refused' | 'cancelled';

/**
 * Totals asked for so far on one line's reservation, and what the order's own books hold after it.
 */
export interface StockRequest {
  readonly line: string; readonly sku: string; readonly node: string;
  /** Counts the requests of this line: 1 is the reservation made by `order.placed`. */
  readonly request: number;
  readonly asked: string; readonly released: string; readonly issued: string;
  /**
   * The ledger answers a release or an issue only where its own totals differ from these.
   * Absent while the order still waits for an answer: then it answers in any case.
   */
  readonly books?: { readonly reserved: string; readonly backordered: string };
  readonly onShortage: 'backorder' | 'refuse';
}
/** The ledger's resulting totals for one line. */
export interface StockAnswer {
  readonly line: string; readonly request: number;
  readonly reserved: string; readonly backordered: string;
  readonly refused: string; readonly issued: string;
}
/** A shipment as shipping last told it. */
export interface ShipmentNews {
  readonly shipment: string; readonly node: string; readonly status: ShipmentStatus;
  readonly lines: readonly LineQuantity[];
  readonly carrier?: string; readonly tracking?: string;
  readonly dispatchedAt?: string; readonly deliveredAt?: string;
}

// ---- in: commands may be refused, facts may not
export type PlaceOrder = { readonly type: 'order.place'; readonly data: {
  readonly number: OmsNumber; readonly claim: Claim; readonly body: OrderBody } };
export type CancelOrder = { readonly type: 'order.cancel'; readonly data: {
  readonly claim?: Claim; readonly id?: string; readonly reason: string;
  /** Absent: everything that can still be cancelled. A line without quantity: all of it. */
  readonly lines?: readonly { readonly line: string; readonly quantity?: string }[] } };
export type HoldOrder = { readonly type: 'order.hold'; readonly data: {
  readonly hold: string; readonly reason: string } };
export type ReleaseHold = { readonly type: 'order.release-hold'; readonly data: {
  readonly hold: string } };
export type ResolveException = { readonly type: 'order.resolve'; readonly data: {
  readonly exception: string; readonly line?: string; readonly reason: string } };
export type ReserveAgain = { readonly type: 'order.reserve-again'; readonly data: {
  readonly lines?: readonly string[] } };
export type RecordPayment = { readonly type: 'order.record-payment'; readonly data: {
  readonly claim?: Claim; readonly id: string; readonly payment: string;
  readonly status: PaymentStatus; /** minor units */ readonly amount: number;
  readonly at?: string } };
export type RecordDispatch = { readonly type: 'order.record-dispatch'; readonly data: {
  readonly claim?: Claim; readonly scope: FactScope; readonly fact: DispatchFact } };
export type RecordScan = { readonly type: 'order.record-scan'; readonly data: {
  readonly claim?: Claim; readonly scope: FactScope; readonly fact: ScanFact } };
/** The node says that it will not deliver: all units not yet shipped, or the lines named. */
export type RecordRefusal = { readonly type: 'order.record-refusal'; readonly data: {
  readonly claim?: Claim; readonly id: string; readonly reason: string;
  readonly node?: string; readonly lines?: readonly LineQuantity[]; readonly at?: string } };
export type RecordReturn = { readonly type: 'order.record-return'; readonly data: {
  readonly claim?: Claim; readonly id: string; readonly lines: readonly LineQuantity[];
  readonly disposition: Disposition; readonly at?: string } };
/** The channel says that something is not as it should be (Olist: delivered without a date). */
export type RaiseException = { readonly type: 'order.raise-exception'; readonly data: {
  readonly claim?: Claim;
  /** With one, it counts once an id; without one, once for ever. */ readonly id?: string;
  readonly exception: string; readonly line?: string; readonly reason: string } };
export type RecordStock = { readonly type: 'order.record-stock'; readonly data: StockAnswer };
export type RecordShipment = { readonly type: 'order.record-shipment'; readonly data: {
  /** `status`: the news as it is; the others: what became of `lines` of this shipment. */
  readonly what: 'status' | 'refused' | 'cancelled' | 'cancel-refused';
  readonly news: ShipmentNews; readonly lines: readonly LineQuantity[];
  readonly reason?: string } };
export type DeadlineReached = { readonly type: 'order.deadline-reached'; readonly data: {
  readonly name: string; readonly at: string } };

/** Facts (and the cancel) that are kept when they come before what they need. */
export type OrderFact = RecordPayment | RecordDispatch | RecordScan | RecordRefusal | RecordReturn
  | RaiseException | CancelOrder;
export type OrderCommand = PlaceOrder | OrderFact | HoldOrder | ReleaseHold | ResolveException
  | ReserveAgain | RecordStock | RecordShipment | DeadlineReached;

// ---- out: what happened
export type OrderPlaced = { readonly type: 'order.placed'; readonly data: {
  readonly number: OmsNumber; readonly claim: Claim; readonly placedAt: string;
  readonly body: OrderBody } };
export type OrderRejected = { readonly type: 'order.rejected'; readonly data: {
  readonly reason: string } };
export type PlaceConflicted = { readonly type: 'order.place-conflicted'; readonly data: {
  readonly fields: readonly {
    readonly field: string; readonly first: string; readonly other: string }[] } };
/**
 * Outside any aggregate, without a version: the orders intake posts `message` again under the
 * next attempt.
 */
export type NumberCollided = { readonly type: 'number.collided'; readonly data: {
  readonly claim: Claim; readonly message: PlaceOrder | OrderFact } };
/**
 * A fact is done with that no other event names by its id: it leaves the kept ones and is known.
 */
export type FactApplied = {
  readonly type: 'fact.applied'; readonly data: { readonly fact: string } };
export type FactKept = { readonly type: 'fact.kept'; readonly data: { readonly fact: OrderFact } };
export type OrderAccepted = {
  readonly type: 'order.accepted'; readonly data: Record<string, never> };
export type OrderHeld = { readonly type: 'order.held'; readonly data: {
  readonly hold: string; readonly reason: string } };
export type HoldReleased = {
  readonly type: 'hold.released'; readonly data: { readonly hold: string } };
export type OrderCancelled = { readonly type: 'order.cancelled'; readonly data: {
  readonly reason: string } };
export type OrderExpired = { readonly type: 'order.expired'; readonly data: Record<string, never> };
export type OrderCompleted = {
  readonly type: 'order.completed'; readonly data: Record<string, never> };
export type LineReserved = { readonly type: 'line.reserved'; readonly data: {
  readonly moves: readonly Move[]; readonly answer: StockAnswer } };
export type LineBackordered = { readonly type: 'line.backordered'; readonly data: {
  readonly moves: readonly Move[]; readonly answer: StockAnswer } };
/** Units that the stock refused: they rest in `cancelled`. */
export type LineRefused = { readonly type: 'line.refused'; readonly data: {
  readonly moves: readonly Move[]; readonly answer: StockAnswer } };
export type LineReserveRequested = { readonly type: 'line.reserve-requested'; readonly data: {
  readonly requests: readonly StockRequest[] } };
export type LineReleased = { readonly type: 'line.released'; readonly data: {
  readonly shipments: readonly { readonly shipment: string; readonly node: string;
    readonly moves: readonly Move[] }[] } };
export type LineNodeRefused = { readonly type: 'line.node-refused'; readonly data: {
  readonly id?: string; readonly shipment?: string; readonly reason: string;
  readonly moves: readonly Move[]; readonly requests: readonly StockRequest[] } };
interface Followed {
  readonly news: ShipmentNews; readonly moves: readonly Move[];
  /** The issue of units that leave the stock with this; empty where they left it before. */
  readonly requests: readonly StockRequest[];
}
export type LineShipped = { readonly type: 'line.shipped'; readonly data: Followed };
export type LineDelivered = { readonly type: 'line.delivered'; readonly data: Followed };
export type LineDeliveryFailed = { readonly type: 'line.delivery-failed'; readonly data: Followed };
export type LineLost = { readonly type: 'line.lost'; readonly data: Followed };
export type LineReturnedToSender = {
  readonly type: 'line.returned-to-sender'; readonly data: Followed };
/**
 * A correction takes a departure back: the units are with the node as before, and the requests ask
 * the stock for them anew.
 */
export type LineRecalled = { readonly type: 'line.recalled'; readonly data: Followed };
/** News of a shipment that moves no unit (a dispatch time that came after the delivery). */
export type ShipmentStatusRecorded = { readonly type: 'shipment-status.recorded'; readonly data: {
  readonly news: ShipmentNews } };
export type LineReturned = { readonly type: 'line.returned'; readonly data: {
  readonly id: string; readonly disposition: Disposition; readonly at?: string;
  readonly moves: readonly (Move & { readonly sku: string; readonly node: string })[] } };
export type LineCancelled = { readonly type: 'line.cancelled'; readonly data: {
  readonly reason: string; /** Whose units these were, where a shipment gave them back. */
  readonly shipment?: string; readonly moves: readonly Move[];
  readonly requests: readonly StockRequest[] } };
/** The node refused units that are planned already: shipping takes them out (`shipment.refuse`). */
export type RefusalRequested = { readonly type: 'refusal.requested'; readonly data: {
  readonly reason: string; readonly shipments: readonly {
    readonly shipment: string; readonly lines: readonly LineQuantity[] }[] } };
/** Units already with the node: whether they can still be stopped is shipping's to say. */
export type CancelRequested = { readonly type: 'cancel.requested'; readonly data: {
  readonly reason: string; readonly shipments: readonly {
    readonly shipment: string; readonly lines: readonly LineQuantity[] }[] } };
export type CancelRefused = { readonly type: 'cancel.refused'; readonly data: {
  readonly reason: string; readonly shipment?: string; readonly lines: readonly LineQuantity[] } };
export type PaymentRecorded = { readonly type: 'payment.recorded'; readonly data: {
  readonly id: string; readonly payment: string; readonly status: PaymentStatus;
  readonly amount: number; readonly at?: string; readonly claim?: Claim } };
export type PromiseMade = {
  readonly type: 'promise.made'; readonly data: { readonly promise: string } };
export type PromiseAtRisk = {
  readonly type: 'promise.at-risk'; readonly data: Record<string, never> };
export type PromiseMissed = {
  readonly type: 'promise.missed'; readonly data: Record<string, never> };
export type ExceptionRaised = { readonly type: 'exception.raised'; readonly data: {
  readonly exception: string; readonly line?: string; readonly reason: string } };
export type ExceptionResolved = { readonly type: 'exception.resolved'; readonly data: {
  readonly exception: string; readonly line?: string; readonly reason: string } };
export type ShipmentFactAccepted = { readonly type: 'shipment-fact.accepted'; readonly data: {
  readonly facts: readonly { readonly shipment: string; readonly fact: ShipmentFact }[] } };

export type OrderEvent = OrderPlaced | OrderRejected | PlaceConflicted | NumberCollided | FactKept
  | FactApplied | RefusalRequested
  | OrderAccepted | OrderHeld | HoldReleased | OrderCancelled | OrderExpired | OrderCompleted
  | LineReserved | LineBackordered | LineRefused | LineReserveRequested | LineReleased
  | LineNodeRefused | LineShipped | LineDelivered | LineDeliveryFailed | LineLost
  | LineReturnedToSender | LineRecalled | ShipmentStatusRecorded | LineReturned | LineCancelled
  | CancelRequested
  | CancelRefused | PaymentRecorded | PromiseMade | PromiseAtRisk | PromiseMissed
  | ExceptionRaised | ExceptionResolved | ShipmentFactAccepted;

/**
 * Events that ask nothing of stock or parcels: they tell of the order, its money and its promises,
 * of facts that wait, or of what stock and shipping themselves have said.
 */
export type OrdersAlone = OrderAccepted | OrderRejected | OrderExpired | OrderCancelled
  | OrderCompleted | PlaceConflicted | OrderHeld | HoldReleased | NumberCollided | PaymentRecorded
  | PromiseMade | PromiseAtRisk | PromiseMissed | ExceptionRaised | ExceptionResolved | FactKept
  | FactApplied | ShipmentStatusRecorded | CancelRefused | LineReserved | LineBackordered
  | LineRefused;
