/** What is known of the payments of an order. */
import type { PaymentStatus } from '../commands.js';

/** Minor units, summed by what happened to one payment; absent: it never did. */
export type PaymentSums = { readonly [S in PaymentStatus]?: number } & {
  /** Epoch milliseconds until which its authorization holds: the latest that was told. */
  readonly expiresAt: number | undefined;
  /** That moment has passed. */
  readonly expired: boolean | undefined;
};
export type Payments = Readonly<Record<string, PaymentSums>>;

/** One fact of a payment: what it adds to the payment's sums. */
export interface PaymentFact {
  readonly id: string;
  readonly payment: string;
  readonly status: PaymentStatus;
  readonly amount: number;
  /** Epoch milliseconds. */
  readonly expiresAt: number | undefined;
}
