import type { PaymentStatus } from '../commands.js';
import type { Claim } from '../message/body.js';

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
