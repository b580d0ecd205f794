/**
 * What the orders service is asked and told: commands may be refused, facts may not. Stored:
 * version with care. Quantities are decimal texts, money is integer minor units, times are RFC 3339
 * in UTC.
 */
import type { OmsNumber } from '#kernel';
import type { Claim, OrderBody } from './message/body.js';
import type { OrderChanges } from './message/changes.js';
import type {
  Concern,
  Correction,
  DispatchFact,
  FactScope,
  ScanFact,
  ShipmentNews,
} from './message/parcels.js';
import type { Disposition, Goods, LineQuantity, StockAnswer } from './message/quantities.js';

export type PaymentStatus = 'pending' | 'authorized' | 'captured' | 'refunded' | 'voided';

export type PlaceOrder = {
  readonly type: 'order.place';
  readonly data: { readonly number: OmsNumber; readonly claim: Claim; readonly body: OrderBody };
};
export type CancelOrder = {
  readonly type: 'order.cancel';
  readonly data: {
    readonly claim?: Claim;
    readonly id?: string;
    readonly reason: string;
    /** Absent: everything that can still be cancelled. A line without quantity: all of it. */
    readonly lines?: readonly { readonly line: string; readonly quantity?: string }[];
  };
};
export type HoldOrder = {
  readonly type: 'order.hold';
  readonly data: { readonly hold: string; readonly reason: string };
};
export type ReleaseHold = {
  readonly type: 'order.release-hold';
  readonly data: { readonly hold: string };
};
export type ResolveException = {
  readonly type: 'order.resolve';
  readonly data: { readonly exception: string; readonly line?: string; readonly reason: string };
};
export type ReserveAgain = {
  readonly type: 'order.reserve-again';
  readonly data: { readonly lines?: readonly string[] };
};
/** Changes what has not been released, if the order still is at the version that people saw. */
export type EditOrder = {
  readonly type: 'order.edit';
  readonly data: {
    readonly id?: string;
    readonly version: number;
    readonly reason?: string;
    readonly changes: OrderChanges;
  };
};
/** Units that were cancelled are wanted after all: the stock is asked for them anew. */
export type UndoCancel = {
  readonly type: 'order.undo-cancel';
  readonly data: {
    readonly reason: string;
    /** Absent: everything that was cancelled. A line without quantity: all of it. */
    readonly lines?: readonly { readonly line: string; readonly quantity?: string }[];
  };
};
/** Goes to its nodes though its policy would wait for money. */
export type ReleaseAnyway = {
  readonly type: 'order.release-anyway';
  readonly data: { readonly reason: string };
};
/** The body that the channel sent last is what is agreed from now on. */
export type AcceptChange = {
  readonly type: 'order.accept-change';
  readonly data: {
    readonly reason?: string;
    /** The one that was looked at. */ readonly change?: string;
  };
};
/** The order stands as it is, whatever the channel sent. */
export type DismissChange = {
  readonly type: 'order.dismiss-change';
  readonly data: {
    readonly reason: string;
    /** The one that was looked at. */ readonly change?: string;
  };
};
export type RecordPayment = {
  readonly type: 'order.record-payment';
  readonly data: {
    readonly claim?: Claim;
    readonly id: string;
    readonly payment: string;
    readonly status: PaymentStatus;
    /** minor units */ readonly amount: number;
    readonly at?: string;
    /** Until when the authorization of this payment holds. */ readonly expiresAt?: string;
  };
};
/** A payment fact that was told by mistake counts no more; its money did not move like that. */
export type CorrectPayment = {
  readonly type: 'order.correct-payment';
  readonly data: {
    readonly claim?: Claim;
    /** The fact's id. */ readonly corrects: string;
    readonly reason: string;
  };
};
export type RecordDispatch = {
  readonly type: 'order.record-dispatch';
  readonly data: { readonly claim?: Claim; readonly scope: FactScope; readonly fact: DispatchFact };
};
export type RecordScan = {
  readonly type: 'order.record-scan';
  readonly data: { readonly claim?: Claim; readonly scope: FactScope; readonly fact: ScanFact };
};
/** The node says that it will not deliver: all units not yet shipped, or the lines named. */
export type RecordRefusal = {
  readonly type: 'order.record-refusal';
  readonly data: {
    readonly claim?: Claim;
    readonly id: string;
    readonly reason: string;
    readonly node?: string;
    readonly lines?: readonly LineQuantity[];
    readonly at?: string;
    readonly goods?: Goods;
  };
};
export type RecordReturn = {
  readonly type: 'order.record-return';
  readonly data: {
    readonly claim?: Claim;
    readonly id: string;
    readonly lines: readonly LineQuantity[];
    readonly disposition: Disposition;
    readonly at?: string;
    /** Where they came back; absent: to the node of their line. */ readonly node?: string;
    /** In place of lines: a node booked them by SKU, and the stock has them already. */
    readonly goods?: {
      readonly sku: string;
      readonly quantity: string;
      readonly unit?: string;
      /** As the node calls it. */ readonly id?: string;
    };
  };
};
/** A return that never was. */
export type CorrectReturn = {
  readonly type: 'order.correct-return';
  readonly data: {
    /** The return's id. */ readonly corrects: string;
    readonly reason: string;
    /** Told by SKU at this node's stock, which calls it so. */
    readonly goods?: { readonly node: string; readonly sku: string };
  };
};
/** The channel says that something is not as it should be (Olist: delivered without a date). */
export type RaiseException = {
  readonly type: 'order.raise-exception';
  readonly data: {
    readonly claim?: Claim;
    /** With one, it counts once an id; without one, once for ever. */ readonly id?: string;
    readonly exception: string;
    readonly line?: string;
    readonly reason: string;
  };
};
export type RecordStock = { readonly type: 'order.record-stock'; readonly data: StockAnswer };
export type RecordShipment = {
  readonly type: 'order.record-shipment';
  readonly data: {
    /** `status`: the news as it is; the others: what became of `lines` of this shipment. */
    readonly what: 'status' | 'withdrawn' | 'refused' | 'cancelled' | 'cancel-refused';
    /** The fact of the shipment that it follows from. */ readonly fact?: string;
    /** Shipping has heard all that was told under this id. */ readonly settled?: string;
    readonly news: ShipmentNews;
    readonly lines: readonly LineQuantity[];
    readonly goods?: Goods;
    readonly reason?: string;
    /** The fact behind these news, where it corrects another. */
    readonly correction?: Correction;
  };
};
/** What shipping finds wrong in the facts of an order of which nothing is planned. */
export type RecordConcerns = {
  readonly type: 'order.record-concerns';
  readonly data: { readonly concerns: readonly Concern[] };
};
export type DeadlineReached = {
  readonly type: 'order.deadline-reached';
  readonly data: { readonly name: string; readonly at: string };
};

/** Facts (and the cancel) that are kept when they come before what they need. */
export type OrderFact =
  | RecordPayment
  | CorrectPayment
  | RecordDispatch
  | RecordScan
  | RecordRefusal
  | RecordReturn
  | RaiseException
  | CancelOrder;
export type OrderCommand =
  | PlaceOrder
  | OrderFact
  | HoldOrder
  | ReleaseHold
  | ResolveException
  | ReserveAgain
  | CorrectReturn
  | EditOrder
  | UndoCancel
  | ReleaseAnyway
  | AcceptChange
  | DismissChange
  | RecordStock
  | RecordShipment
  | RecordConcerns
  | DeadlineReached;
