/** What a channel says of an order: stored in `order.placed`, version with care. */
import type { Reference } from '#kernel';

/** Personal data, as are `shipTo`, `billTo` and `notes`. */
export interface Customer {
  readonly id?: string;
  readonly name?: string;
  readonly email?: string;
  readonly phone?: string;
}
/** A street may have several lines. */
export interface Address {
  readonly name?: string;
  readonly company?: string;
  readonly street?: string;
  readonly address2?: string;
  readonly city?: string;
  readonly region?: string;
  readonly postalCode?: string;
  readonly country?: string;
  readonly phone?: string;
}

/** What the channel keeps with an order or a line for itself: JSON that nobody here reads. */
export type Metadata = Readonly<Record<string, unknown>>;

export interface OrderLine {
  readonly line: string;
  readonly sku: string;
  readonly node: string;
  /** What the customer knows the SKU by. */
  readonly name?: string;
  readonly quantity: string;
  readonly unit: string;
  /** A decimal with at most 8 digits behind the point: finer than a minor unit. */
  readonly unitPrice: string;
  readonly onShortage: 'backorder' | 'refuse';
  /** False: it needs no stock (a download, a service), and none is asked. */
  readonly trackStock?: boolean;
  readonly metadata?: Metadata;
  /** A day or an instant before which it does not go to its node. */
  readonly notBefore?: string;
}
export interface Charge {
  readonly code: string;
  /** minor units */ readonly amount: number;
}
export interface OrderPolicy {
  readonly allOrNothing: boolean;
  readonly onEmpty: 'exception' | 'complete';
  readonly releaseOn: 'paid' | 'accepted' | 'dispatch';
  readonly paymentDeadline?: string;
  /** Minor units by which what is paid may fall short of what is owed; absent: none. */
  readonly paymentTolerance?: number;
  /** False for replayed history: no deadline is set. */
  readonly timers: boolean;
  /** How long units that become ready later wait for others of their node; 5 where absent. */
  readonly releaseWaitSeconds?: number;
  /** Waits for all units of a node, or of the order; absent: what is ready goes. */
  readonly shipTogether?: 'node' | 'order';
  /** What becomes of another body under the same reference; people are told where absent. */
  readonly onChange?: 'tell' | 'apply';
}
/** What the channel sent, defaults filled in at the edge. */
export interface OrderBody {
  readonly placedAt?: string;
  readonly currency: string;
  readonly policy: OrderPolicy;
  readonly customer?: Customer;
  readonly shipTo?: Address;
  readonly billTo?: Address;
  /** Free words of the customer: a gift note, a wish for the delivery. */
  readonly notes?: string;
  readonly metadata?: Metadata;
  /** A day `YYYY-MM-DD` (kept until its end in UTC) or an instant. */
  readonly promise?: string;
  readonly charges: readonly Charge[];
  readonly lines: readonly OrderLine[];
}
/** An order without its lines. */
export type TermsSaid = Omit<OrderBody, 'lines'>;

/** Which reference a message claims its number for; absent where only the number is known. */
export interface Claim extends Reference {
  readonly attempt: number;
  /** Chose the epoch of the number's key; the next attempt takes the same one. */
  readonly placedAt?: string;
}
