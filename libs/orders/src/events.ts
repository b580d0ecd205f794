/**
 * What the orders service records (ARCHITECTURE.md §9). Stored: version with care. Quantities are
 * decimal texts ("2", "0.5"), money is integer minor units, times are RFC 3339 in UTC.
 */
import type { Content, OmsNumber } from '#kernel';
import type { Claim, OrderBody, TermsSaid } from './message/body.js';
import type { EditedLine, FieldChange, PriceChange } from './message/changes.js';
import type { OrderFact, PaymentStatus, PlaceOrder } from './commands.js';
import type { Concern, Correction, ShipmentFact, ShipmentNews } from './message/parcels.js';
import type {
  Bucket,
  Disposition,
  Goods,
  LineQuantity,
  Move,
  StockAnswer,
  StockRequest,
  Withheld,
} from './message/quantities.js';

export type OrderPlaced = {
  readonly type: 'order.placed';
  readonly data: {
    readonly number: OmsNumber;
    readonly claim: Claim;
    readonly placedAt: string;
    readonly body: OrderBody;
  };
};
export type OrderRejected = {
  readonly type: 'order.rejected';
  readonly data: { readonly reason: string };
};
export type PlaceConflicted = {
  readonly type: 'order.place-conflicted';
  readonly data: {
    readonly fields: readonly FieldChange[];
    /** What came, until somebody accepts or dismisses it. */
    readonly body?: OrderBody;
  };
};
/**
 * Outside any aggregate, without a version: the orders intake posts `message` again under the
 * next attempt.
 */
export type NumberCollided = {
  readonly type: 'number.collided';
  readonly data: { readonly claim: Claim; readonly message: PlaceOrder | OrderFact };
};
/**
 * A fact is done with that no other event names by its id: it leaves the kept ones and is known.
 */
export type FactApplied = {
  readonly type: 'fact.applied';
  readonly data: { readonly fact: string; readonly content?: Content };
};
/** With a tenant: told by number alone, while nobody had claimed the number. */
export type FactKept = {
  readonly type: 'fact.kept';
  readonly data: {
    readonly fact: OrderFact;
    readonly tenant?: string;
    /** Of a return: when it was told. */ readonly at?: string;
  };
};
/**
 * What is agreed from now on. Units that it takes off a line are cancelled, those that come on one
 * are asked for, and a line that goes to another node or SKU is given back and asked for there.
 */
export type OrderEdited = {
  readonly type: 'order.edited';
  readonly data: {
    readonly by: 'client' | 'channel';
    readonly reason?: string;
    /** Under which it was asked for, and what was. `digest`: the same in logs of older builds. */
    readonly id?: string;
    readonly content?: Content;
    readonly digest?: string;
    /** The order's after it. */ readonly version: number;
    readonly terms: TermsSaid;
    /** Those that are other than before. */ readonly lines: readonly EditedLine[];
    /** Units that nobody wants any more, and lines whose total counts fewer from now on. */
    readonly moves: readonly Move[];
    readonly dropped: readonly LineQuantity[];
    /** Units that left though an edit had taken them off, and that are agreed again. */
    readonly restored?: readonly LineQuantity[];
    readonly releases: readonly StockRequest[];
    readonly requests: readonly StockRequest[];
    readonly fields: readonly FieldChange[];
    readonly total: PriceChange;
  };
};
/** The channel's other body was turned down. */
export type ChangeDismissed = {
  readonly type: 'change.dismissed';
  readonly data: { readonly reason: string };
};
/** Cancelled units are wanted again. */
export type CancelUndone = {
  readonly type: 'cancel.undone';
  readonly data: { readonly reason: string; readonly moves: readonly Move[] };
};
/** It goes to its nodes without waiting for money. */
export type OrderReleasedAnyway = {
  readonly type: 'order.released-anyway';
  readonly data: { readonly reason: string };
};
/** Units of a node are ready and wait for others of it until then. */
export type ReleaseScheduled = {
  readonly type: 'release.scheduled';
  readonly data: { readonly node: string; readonly at: string };
};
/** They have waited long enough. */
export type ReleaseDue = { readonly type: 'release.due'; readonly data: { readonly node: string } };
export type OrderAccepted = {
  readonly type: 'order.accepted';
  readonly data: Record<string, never>;
};
export type OrderHeld = {
  readonly type: 'order.held';
  readonly data: { readonly hold: string; readonly reason: string };
};
export type HoldReleased = {
  readonly type: 'hold.released';
  readonly data: { readonly hold: string };
};
export type OrderCancelled = {
  readonly type: 'order.cancelled';
  readonly data: { readonly reason: string };
};
export type OrderExpired = { readonly type: 'order.expired'; readonly data: Record<string, never> };
export type OrderCompleted = {
  readonly type: 'order.completed';
  readonly data: Record<string, never>;
};
export type LineReserved = {
  readonly type: 'line.reserved';
  readonly data: { readonly moves: readonly Move[]; readonly answer: StockAnswer };
};
export type LineBackordered = {
  readonly type: 'line.backordered';
  readonly data: { readonly moves: readonly Move[]; readonly answer: StockAnswer };
};
/** Units that the stock refused rest in `cancelled`; those of an order that stands stay open. */
export type LineRefused = {
  readonly type: 'line.refused';
  readonly data: { readonly moves: readonly Move[]; readonly answer: StockAnswer };
};
export type LineReserveRequested = {
  readonly type: 'line.reserve-requested';
  readonly data: { readonly requests: readonly StockRequest[] };
};
export interface ReleasedTo {
  readonly shipment: string;
  readonly node: string;
  readonly moves: readonly Move[];
  /** As many as it must have then at least, where it was there before. */
  readonly lines?: readonly LineQuantity[];
  /** Facts told that they left, and no policy lets them go: the node is asked for nothing. */
  readonly opened?: true;
}
export type LineReleased = {
  readonly type: 'line.released';
  readonly data: {
    readonly shipments: readonly ReleasedTo[];
    /** When they shall arrive. */ readonly promise?: string;
  };
};
/**
 * Units that facts took into a shipment, and of which none says that they left: reserved again, or
 * waiting in the backorder queue, or at rest, as they were before.
 */
export type LineWithdrawn = {
  readonly type: 'line.withdrawn';
  readonly data: {
    readonly shipment: string;
    /** Reserved again. */ readonly moves: readonly Move[];
    readonly waiting?: readonly Move[];
    readonly resting?: readonly Move[];
    /** What waits or rests is the stock's again. */ readonly requests?: readonly StockRequest[];
    /** Shipping has heard all that was told under this id. */ readonly settled?: string;
  };
};
export type LineNodeRefused = {
  readonly type: 'line.node-refused';
  readonly data: {
    readonly id?: string;
    readonly content?: Content;
    readonly shipment?: string;
    readonly reason: string /** What became of the units; absent: they can be sold. */;
    readonly goods?: Withheld;
    readonly moves: readonly Move[];
    readonly requests: readonly StockRequest[];
  };
};
interface Followed {
  readonly news: ShipmentNews;
  readonly moves: readonly Move[];
  /** The issue of units that leave the stock with this; empty where they left it before. */
  readonly requests: readonly StockRequest[];
  readonly correction?: Correction;
  /** Units that left again from where a return had booked them, which is not where they wait. */
  readonly again?: readonly LeftAgain[];
}
export type LineShipped = { readonly type: 'line.shipped'; readonly data: Followed };
export type LineDelivered = { readonly type: 'line.delivered'; readonly data: Followed };
export type LineDeliveryFailed = { readonly type: 'line.delivery-failed'; readonly data: Followed };
export type LineLost = { readonly type: 'line.lost'; readonly data: Followed };
export type LineReturnedToSender = {
  readonly type: 'line.returned-to-sender';
  readonly data: Followed;
};
/**
 * A correction takes a departure back: the units are with the node as before, and the requests ask
 * the stock for them anew.
 */
export type LineRecalled = { readonly type: 'line.recalled'; readonly data: Followed };
/** News of a shipment that moves no unit (a dispatch time that came after the delivery). */
export type ShipmentStatusRecorded = {
  readonly type: 'shipment-status.recorded';
  readonly data: {
    readonly news: ShipmentNews;
    readonly correction?: Correction;
    /** The dispatch of which it tells. */ readonly fact?: string;
  };
};
/** Units of a line that came back, and where they went. */
export interface ReturnMove extends Move {
  readonly sku: string;
  readonly node: string;
  /** The line's own; absent for `each`. */ readonly unit?: string;
  /** The line needs no stock: none takes them back. */ readonly trackStock?: false;
  /** Units of the line that are back beside these; absent for none. */ readonly before?: string;
}
/** What a return had booked, and where: that stock gives them up. */
export interface LeftAgain extends Omit<ReturnMove, 'from'> {
  /** The return. */ readonly id: string;
  readonly from: Disposition;
}
export type LineReturned = {
  readonly type: 'line.returned';
  readonly data: {
    readonly id: string;
    readonly content?: Content;
    readonly disposition: Disposition;
    readonly at?: string;
    /** When it was told, where it does not say when it was. */ readonly told?: string;
    /** Other lines of it wait. */ readonly isPart?: boolean;
    /** The stock has them already. */ readonly isStocked?: boolean;
    readonly moves: readonly ReturnMove[];
  };
};
/** A return was told by mistake: the units are out as before, and the stock gives them back. */
export type LineReturnCorrected = {
  readonly type: 'line.return-corrected';
  readonly data: {
    readonly id: string;
    readonly reason: string;
    readonly disposition: Disposition;
    /** How the node calls it that told it at its stock. */ readonly toldAs?: string;
    readonly moves: readonly (ReturnMove & { readonly to: Bucket })[];
  };
};
/** What of it had not been booked never will be. */
export type ReturnWithdrawn = {
  readonly type: 'return.withdrawn';
  readonly data: {
    readonly id: string;
    readonly reason: string;
    readonly content?: Content;
    /** How the node calls it that told it at its stock. */ readonly toldAs?: string;
    /** The stock has booked them already, and takes them out again. */
    readonly goods?: {
      readonly node: string;
      readonly sku: string;
      readonly quantity: string;
      readonly unit?: string;
      readonly disposition: Disposition;
    };
  };
};
export type LineCancelled = {
  readonly type: 'line.cancelled';
  readonly data: {
    readonly reason: string /** Whose units these were, where a shipment gave them back. */;
    readonly shipment?: string;
    readonly moves: readonly Move[];
    readonly requests: readonly StockRequest[];
  };
};
/** The node refused units that are planned already: shipping takes them out (`shipment.refuse`). */
export type RefusalRequested = {
  readonly type: 'refusal.requested';
  readonly data: {
    readonly reason: string;
    readonly goods?: Goods;
    readonly shipments: readonly {
      readonly shipment: string;
      readonly lines: readonly LineQuantity[];
    }[];
  };
};
/** Units already with the node: whether they can still be stopped is shipping's to say. */
export type CancelRequested = {
  readonly type: 'cancel.requested';
  readonly data: {
    readonly reason: string;
    readonly shipments: readonly {
      readonly shipment: string;
      readonly lines: readonly LineQuantity[];
    }[];
  };
};
export type CancelRefused = {
  readonly type: 'cancel.refused';
  readonly data: {
    readonly reason: string;
    readonly shipment?: string;
    readonly lines: readonly LineQuantity[];
  };
};
export type PaymentRecorded = {
  readonly type: 'payment.recorded';
  readonly data: {
    readonly id: string;
    readonly payment: string;
    readonly status: PaymentStatus;
    readonly amount: number;
    readonly at?: string;
    readonly expiresAt?: string;
    readonly claim?: Claim;
  };
};
/** What was told under this id counts no more. */
export type PaymentCorrected = {
  readonly type: 'payment.corrected';
  readonly data: {
    readonly id: string;
    readonly reason: string;
    readonly payment: string;
    readonly status: PaymentStatus;
    readonly amount: number;
  };
};
/** The authorization of one payment holds no more. */
export type PaymentExpired = {
  readonly type: 'payment.expired';
  readonly data: { readonly payment: string; readonly expiresAt: string };
};
/** The payment deadline passed, and a part of the order was paid or has gone. */
export type PaymentOverdue = {
  readonly type: 'payment.overdue';
  readonly data: { readonly deadline: string };
};
export type PromiseMade = {
  readonly type: 'promise.made';
  readonly data: { readonly promise: string };
};
export type PromiseAtRisk = {
  readonly type: 'promise.at-risk';
  readonly data: Record<string, never>;
};
export type PromiseMissed = {
  readonly type: 'promise.missed';
  readonly data: Record<string, never>;
};
/** What shipping finds wrong in the facts of an order of which nothing is planned. */
export type ConcernsRecorded = {
  readonly type: 'concerns.recorded';
  readonly data: { readonly concerns: readonly Concern[] };
};
export type ExceptionRaised = {
  readonly type: 'exception.raised';
  readonly data: {
    readonly exception: string;
    readonly line?: string;
    readonly reason: string;
    /** The id of the return that it asks about: each is asked about once. */
    readonly fact?: string;
  };
};
export type ExceptionResolved = {
  readonly type: 'exception.resolved';
  readonly data: { readonly exception: string; readonly line?: string; readonly reason: string };
};
export type ShipmentFactAccepted = {
  readonly type: 'shipment-fact.accepted';
  readonly data: {
    /** Of the one fact that all of these are. */ readonly content?: Content;
    /** Its own id: once all have come, what facts took to a node and has not left is given back. */
    readonly settles?: string;
    readonly facts: readonly { readonly shipment: string; readonly fact: ShipmentFact }[];
  };
};

export type OrderEvent =
  | OrderEdited
  | ChangeDismissed
  | CancelUndone
  | OrderReleasedAnyway
  | ReleaseScheduled
  | ReleaseDue
  | OrderPlaced
  | OrderRejected
  | PlaceConflicted
  | NumberCollided
  | FactKept
  | FactApplied
  | RefusalRequested
  | OrderAccepted
  | OrderHeld
  | HoldReleased
  | OrderCancelled
  | OrderExpired
  | OrderCompleted
  | LineReserved
  | LineBackordered
  | LineRefused
  | LineReserveRequested
  | LineReleased
  | LineWithdrawn
  | LineNodeRefused
  | LineShipped
  | LineDelivered
  | LineDeliveryFailed
  | LineLost
  | LineReturnedToSender
  | LineRecalled
  | ShipmentStatusRecorded
  | LineReturned
  | LineCancelled
  | LineReturnCorrected
  | ReturnWithdrawn
  | CancelRequested
  | CancelRefused
  | PaymentRecorded
  | PaymentCorrected
  | PaymentExpired
  | PaymentOverdue
  | PromiseMade
  | PromiseAtRisk
  | PromiseMissed
  | ConcernsRecorded
  | ExceptionRaised
  | ExceptionResolved
  | ShipmentFactAccepted;

/**
 * Events that ask nothing of stock or parcels: they tell of the order, its money and its promises,
 * of facts that wait, or of what stock and shipping themselves have said.
 */
export type OrdersAlone =
  | OrderAccepted
  | OrderRejected
  | OrderExpired
  | OrderCancelled
  | OrderCompleted
  | PlaceConflicted
  | NumberCollided
  | PaymentRecorded
  | PaymentCorrected
  | PaymentExpired
  | PaymentOverdue
  | PromiseMade
  | PromiseAtRisk
  | PromiseMissed
  | ExceptionRaised
  | ExceptionResolved
  | ConcernsRecorded
  | FactKept
  | FactApplied
  | ShipmentStatusRecorded
  | CancelRefused
  | LineReserved
  | LineBackordered
  | LineRefused
  | ChangeDismissed
  | CancelUndone
  | OrderReleasedAnyway
  | ReleaseScheduled
  | ReleaseDue;
