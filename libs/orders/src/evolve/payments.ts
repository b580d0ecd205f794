/** Payments are sums of their facts, whatever the order of their coming. */
import { instant, Overflow } from '#kernel';
import type { PaymentCorrected, PaymentExpired, PaymentRecorded } from '../events/payments.js';
import { entryOf, withEntries, withoutKey } from '../message/known.js';
import { sumsFit } from '../money/money.js';
import type { OrderState, Placed } from '../state.js';
import type { PaymentFact, Payments, PaymentSums } from '../state/payments.js';

const idOf = ({ id }: PaymentFact): string => id;

export const paymentFact = ({ paid }: OrderState, id: string): PaymentFact | undefined =>
  entryOf(paid, id, idOf);

const none: PaymentSums = { expiresAt: undefined, expired: undefined };

const sumsFor = (payments: Payments, payment: string): PaymentSums =>
  Object.hasOwn(payments, payment) ? (payments[payment] ?? none) : none;

/** The latest end of an authorization counts, so that its facts may come in any order. */
const withExpiry = (sums: PaymentSums, at: number | undefined): PaymentSums =>
  at === undefined || (sums.expiresAt !== undefined && sums.expiresAt >= at)
    ? sums
    : { ...sums, expiresAt: at, expired: false };

const added = (payments: Payments, fact: PaymentFact): Payments => {
  const { payment, status, amount, expiresAt } = fact;
  if (!sumsFit(payments, fact)) {
    throw new Overflow(`the order's sums ${status} would be more minor units than count`);
  }
  const sums = withExpiry(sumsFor(payments, payment), expiresAt);
  return { ...payments, [payment]: { ...sums, [status]: (sums[status] ?? 0) + amount } };
};

export const withPayment = <S extends OrderState>(
  state: S,
  { id, payment, status, amount, expiresAt }: PaymentRecorded['data'],
): S => {
  const fact: PaymentFact = {
    id,
    payment,
    status,
    amount,
    expiresAt: expiresAt === undefined ? undefined : instant(expiresAt),
  };
  return {
    ...state,
    payments: added(state.payments, fact),
    paid: withEntries(state.paid, [fact], idOf),
  };
};

/** Summed anew: the latest end of an authorization may have been told by the one that is gone. */
export const withoutPayment = (
  state: Placed,
  { id, payment }: PaymentCorrected['data'],
): Placed => {
  const { [payment]: before, ...others } = state.payments;
  const paid = withoutKey(state.paid, id, idOf);
  const payments = paid.filter((fact) => fact.payment === payment).reduce<Payments>(added, others);
  const after = payments[payment];
  const isAsBefore = after?.expiresAt !== undefined && after.expiresAt === before?.expiresAt;
  return {
    ...state,
    paid,
    payments: isAsBefore
      ? { ...payments, [payment]: { ...after, expired: before?.expired ?? false } }
      : payments,
  };
};

export const expired = (state: Placed, { payment, expiresAt }: PaymentExpired['data']): Placed => {
  const sums = sumsFor(state.payments, payment);
  if (sums.expiresAt !== instant(expiresAt)) return state;
  return { ...state, payments: { ...state.payments, [payment]: { ...sums, expired: true } } };
};
