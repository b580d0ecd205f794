/** What an edit changes of what was agreed. Stored: version with care. */
import type { Address, Charge, Customer, OrderBody, OrderLine, OrderPolicy } from './body.js';

/** A JSON Merge Patch (RFC 7396): what is absent stays as it is, null takes the field away. */
export type Patch<T> = { readonly [K in keyof T]?: T[K] | null };

type Removable = Pick<OrderLine, 'name' | 'metadata' | 'notBefore'>;
/** A line by its id; one that the order does not have is added, and then says all of itself. */
export interface LineChange
  extends Partial<Omit<OrderLine, 'line' | keyof Removable>>, Patch<Removable> {
  readonly line: string;
  /** Takes all its units off the order. */
  readonly remove?: true;
}
/** Metadata and lists stand whole in place of what was there; nobody here reads into metadata. */
export interface OrderChanges extends Patch<Pick<OrderBody, 'notes' | 'metadata' | 'promise'>> {
  readonly customer?: Patch<Customer> | null;
  readonly shipTo?: Patch<Address> | null;
  readonly billTo?: Patch<Address> | null;
  readonly charges?: readonly Charge[];
  readonly policy?: Partial<Pick<OrderPolicy, 'releaseOn'>> &
    Patch<
      Pick<
        OrderPolicy,
        'paymentDeadline' | 'paymentTolerance' | 'releaseWaitSeconds' | 'shipTogether'
      >
    >;
  readonly lines?: readonly LineChange[];
}

/** One difference; of personal data only that there is one. */
export interface FieldChange {
  readonly field: string;
  readonly first: string;
  readonly other: string;
}
/** Minor units. */
export interface PriceChange {
  readonly before: number;
  readonly after: number;
  readonly difference: number;
}
/** A line as it is agreed from now on, and how many units came on it. */
export interface EditedLine extends Omit<OrderLine, 'quantity'> {
  readonly added: string;
}
