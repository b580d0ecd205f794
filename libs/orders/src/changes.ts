/** What an edit changes of what was agreed. Stored: version with care. */
import type {
  Address, Charge, Customer, Metadata, OrderLine, OrderPolicy,
} from './body.js';

/** A line by its id; one that the order does not have is added, and then says all of itself. */
export interface LineChange extends Partial<Omit<OrderLine, 'line'>> {
  readonly line: string;
  /** Takes all its units off the order. */
  readonly remove?: true;
}
/** What is absent stays as it is; what is there stands in place of what was there. */
export interface OrderChanges {
  readonly customer?: Customer;
  readonly shipTo?: Address;
  readonly billTo?: Address;
  readonly notes?: string;
  readonly metadata?: Metadata;
  readonly promise?: string;
  readonly charges?: readonly Charge[];
  readonly policy?: Partial<Pick<OrderPolicy,
    'releaseOn' | 'paymentDeadline' | 'paymentTolerance' | 'releaseWaitSeconds'
    | 'shipTogether'>>;
  readonly lines?: readonly LineChange[];
}

/** One difference; of personal data only that there is one. */
export interface FieldChange {
  readonly field: string; readonly first: string; readonly other: string;
}
/** Minor units. */
export interface PriceChange {
  readonly before: number; readonly after: number; readonly difference: number;
}
/** A line as it is agreed from now on, and how many units came on it. */
export interface EditedLine extends Omit<OrderLine, 'quantity'> { readonly added: string }
