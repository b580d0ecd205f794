/** What a channel says of an order: stored in `order.placed`, version with care. */
import type { Reference } from '#kernel';

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
