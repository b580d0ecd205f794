import { z } from 'zod';
import { sha256Hex } from '#kernel';
import type { RecordPayment } from '#orders';
import { id, minor, anyTime, prose } from '../catalogue/forms.js';
import { paymentStatus } from '../catalogue/order-parts.js';

export const paymentInput = z
  .strictObject({
    id: id
      .optional()
      .describe(
        'makes a repeat harmless; where absent, `payment`, `status`, `amount` and `at` together; ' +
          'without `at` nobody can tell a repeat, and the amount counts each time',
      ),
    payment: id.describe('the payment that several facts may speak of'),
    status: paymentStatus,
    amount: minor.describe(
      'whole minor units (cents): what this fact adds; sums not above zero authorize and capture ' +
        'nothing; what goes back has the status refunded',
    ),
    at: anyTime.optional(),
    expiresAt: anyTime
      .optional()
      .describe(
        'until when the authorization of this payment holds; of several facts the latest counts',
      ),
  })
  .meta({ id: 'PaymentInput' });

export const paymentCorrection = z
  .strictObject({
    corrects: id.describe('the id of a payment fact that was told by mistake'),
    reason: prose,
  })
  .meta({ id: 'PaymentCorrection' });

export type PaymentInput = z.output<typeof paymentInput>;

/**
 * The same said of one payment for the same time is the same fact, whoever repeats it. A digest, as
 * the name of a payment may be as long as an id.
 */
const paymentIdOf = (
  { id: given, payment, status, amount, at }: PaymentInput,
  fallbackId: string,
): string => {
  if (given !== undefined) return given;
  if (at === undefined) return fallbackId;
  return `${status}:${sha256Hex(JSON.stringify([payment, status, amount, at])).slice(0, 32)}`;
};

export const toRecordPayment = (input: PaymentInput, fallbackId: string): RecordPayment => ({
  type: 'order.record-payment',
  data: { ...input, id: paymentIdOf(input, fallbackId) },
});
