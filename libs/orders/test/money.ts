import { given } from '#kernel';
import type { PaymentSums, Bucket, OrderPolicy } from '../src/index.js';
import { order } from '../src/order.js';
import type { Placed } from '../src/state.js';
import { placed, line } from './orders.js';

/** What was not told of a payment is left out. */
export type Reported = Partial<PaymentSums>;
export type Payments = Readonly<Record<string, Reported>>;

export interface About {
  readonly payments?: Payments;
  /** Where the units of each line stand; each costs 10 a unit, in minor units. */
  readonly lines?: readonly {
    readonly [B in Bucket]?: number;
  }[];
  readonly charge?: number;
  readonly policy?: Partial<OrderPolicy>;
}

export const paymentsOf = (payments: Payments): Placed['payments'] =>
  Object.fromEntries(
    Object.entries(payments).map(([name, sums]) => [
      name,
      { expiresAt: undefined, expired: undefined, ...sums },
    ]),
  );

const million = 1000000;

export const orderOf = ({
  payments = {},
  lines = [{ reserved: 1 }],
  charge = 0,
  policy,
}: About): Placed => {
  const counts = lines.map((buckets) =>
    Object.values(buckets).reduce((sum, units) => sum + units, 0),
  );
  const state = given(order, [
    placed({
      charges: charge === 0 ? [] : [{ code: 'shipping', amount: charge }],
      lines: counts.map((units, at) => line(`${at + 1}`, `${units}`, { unitPrice: '0.10' })),
      ...(policy !== undefined && { policy }),
    }),
  ]).state();
  if (state.stage === 'awaited') throw new Error('the order has not come');
  return {
    ...state,
    stage: 'accepted',
    payments: paymentsOf(payments),
    lines: state.lines.map((one, at) => ({
      ...one,
      awaiting: false,
      buckets: Object.fromEntries(
        Object.entries(lines[at] ?? {}).map(([bucket, units]) => [bucket, units * million]),
      ),
    })),
  };
};
