import { lineTotal, remembering } from '#kernel';
import { carried, loose, returned, sumOf } from '../state/buckets.js';
import type { PaymentRecorded } from '../events/payments.js';
import type { Bucket } from '../message/quantities.js';
import { agreedOf } from '../state/line.js';
import type { Payments, PaymentSums } from '../state/payments.js';
import type { Placed } from '../state.js';
import { allCancelled, isClosed } from '../status/status.js';
import { holdsAny, tallyOf } from '../state/tally.js';

/** What an order costs and what has been paid, in minor units (ARCHITECTURE.md §8). */
export interface Money {
  /** All lines and charges. */
  readonly total: number;
  /** What the customer has to pay in all, less what was cancelled, returned or given away. */
  readonly owed: number;
  /** Authorized and neither captured, voided nor expired. */
  readonly open: number;
  readonly captured: number;
  readonly refunded: number;
}

const notBelowZero = (amount: number | undefined): number => Math.max(0, amount ?? 0);

/** What may still be captured of one payment, if it does not expire. */
export const restOf = ({ authorized, captured, voided }: PaymentSums): number =>
  Math.max(0, notBelowZero(authorized) - notBelowZero(captured) - notBelowZero(voided));

/** What may still be captured of one payment; nothing of one that has expired. */
const openOf = (sums: PaymentSums): number => (sums.expired === true ? 0 : restOf(sums));

/**
 * Its end took something. Of a payment with no rest the end may have been recorded or not: that
 * hangs on which of its facts came first (a sum may be below zero), so it says nothing.
 */
export const hasLapsed = (sums: PaymentSums): boolean => sums.expired === true && restOf(sums) > 0;

/** All that it captured went back: as if it had never captured. */
const isUndone = ({ captured = 0, refunded = 0 }: PaymentSums): boolean =>
  refunded > 0 && refunded >= captured;

interface Sums {
  readonly open: number;
  readonly captured: number;
  readonly refunded: number;
}

const sumsOf = (payments: Payments): Sums => {
  let [open, captured, refunded] = [0, 0, 0];
  for (const sums of Object.values(payments)) {
    open += openOf(sums);
    if (isUndone(sums)) continue;
    captured += sums.captured ?? 0;
    refunded += sums.refunded ?? 0;
  }
  return { open, captured, refunded: notBelowZero(refunded) };
};

/** A unit that came back is paid for no more, unless it is missing. */
const credited: readonly Bucket[] = [
  'cancelled',
  ...returned.filter((bucket) => bucket !== 'missing'),
];

/** What the agreed units in these buckets, which hold the cancelled ones, cost. */
const costOf = (
  { lines, terms: { currency } }: Pick<Placed, 'lines' | 'terms'>,
  buckets: readonly Bucket[],
): number => {
  let cost = 0;
  if (tallyOf(lines).dropped === 0 && !holdsAny(lines, buckets)) return cost;
  for (const line of lines) {
    // What an edit took off is in no total any more.
    const units = sumOf(line.buckets, buckets) - line.dropped;
    if (units === 0) continue;
    const agreed = agreedOf(line);
    cost +=
      lineTotal(line.unitPrice, agreed, currency) -
      lineTotal(line.unitPrice, agreed - units, currency);
  }
  return cost;
};

/** What the units cost that were cancelled or came back. Charges are not credited. */
export const creditOf = (order: Pick<Placed, 'lines' | 'terms'>): number => costOf(order, credited);

/**
 * A refund that no cancelled or returned unit explains, and that does not give back what was paid
 * too much, lowers what is owed: it was given away.
 */
const owedOf = (order: Placed, { captured, refunded }: Sums): number => {
  const isOver = order.lines.length === 0 ? isClosed(order) : allCancelled(order);
  if (isOver) return 0;
  const given = refunded - notBelowZero(captured - order.total);
  return Math.max(0, order.total - Math.max(creditOf(order), given));
};

const known = remembering<Placed, Money>();

export const moneyOf = (order: Placed): Money => {
  const before = known.get(order);
  if (before !== undefined) return before;
  const sums = sumsOf(order.payments);
  const money = { total: order.total, owed: owedOf(order, sums), ...sums };
  known.set(order, money);
  return money;
};

export const netOf = ({ captured, refunded }: Pick<Money, 'captured' | 'refunded'>): number =>
  captured - refunded;

export const toleranceOf = ({ terms }: Pick<Placed, 'terms'>): number =>
  terms.policy.paymentTolerance ?? 0;

/** By how much less than what is owed is captured or authorized; nothing within the tolerance. */
export const lackOf = (order: Placed): number => {
  const money = moneyOf(order);
  if (money.owed === 0) return 0;
  return Math.max(0, money.owed - toleranceOf(order) - netOf(money) - money.open);
};

/** What is owed is captured or authorized: the goods may go. Release and expiry both ask this. */
export const secured = (order: Placed): boolean => lackOf(order) === 0;

/** From now on it goes without what is missing now. */
export const onAccount = (order: Placed, reason: string): Placed => ({
  ...order,
  releasedAnyway: { reason, owed: moneyOf(order).owed, lack: lackOf(order) },
});

/** How much of what is missing people let go without: what was missing then, or was owed. */
export const onAccountOf = (order: Placed): number => {
  const { releasedAnyway } = order;
  if (releasedAnyway === undefined) return 0;
  return moneyOf(order).owed <= releasedAnyway.owed
    ? Number.POSITIVE_INFINITY
    : releasedAnyway.lack;
};

/** People let it go without its money, and no more is owed or missing than was then. */
export const goesOnAccount = (order: Placed): boolean =>
  order.releasedAnyway !== undefined && lackOf(order) <= onAccountOf(order);

/** With a node or gone, and not back. */
const sent: readonly Bucket[] = [...carried, 'missing'];

/** What goods that are still at home cost, and the charges, which are paid at last with them. */
const costOfRest = (order: Placed): number => {
  if (!holdsAny(order.lines, loose)) return 0;
  const charges = order.terms.charges.reduce((sum, { amount }) => sum + amount, 0);
  return (
    notBelowZero(costOf(order, [...credited, ...loose]) - creditOf(order)) + notBelowZero(charges)
  );
};

/**
 * By how much less than what is owed for goods that are with a node or gone is captured or
 * authorized. Those that are still at home wait for money of their own.
 */
export const lackOfSent = (order: Placed): number => {
  const lack = lackOf(order);
  if (lack === 0 || !holdsAny(order.lines, sent)) return 0;
  return notBelowZero(lack - costOfRest(order));
};

/** Nothing was captured that did not go back, and nothing may still be. */
export const isUnpaid = (order: Placed): boolean => {
  const money = moneyOf(order);
  return netOf(money) <= 0 && money.open <= 0;
};

/** The name of each payment state, as lists and documents show it. */
export const paymentStates = [
  'unknown',
  'pending',
  'partially_authorized',
  'authorized',
  'partially_captured',
  'captured',
  'partially_refunded',
  'refunded',
  'voided',
] as const;
export type Payment = (typeof paymentStates)[number];

const isGone = (sums: PaymentSums): boolean => sums.voided !== undefined || hasLapsed(sums);

/**
 * In one word: what was captured counts more than what is only authorized. A sum that is not above
 * zero pays nothing, unless it is all that is due: an order may come to zero or less.
 */
export const paymentOf = (order: Placed): Payment => {
  const all = Object.values(order.payments);
  if (all.length === 0) return 'unknown';
  const { captured, refunded, open, owed, total } = moneyOf(order);
  const due = Math.min(total, owed - toleranceOf(order));
  if (refunded > 0) return refunded < captured ? 'partially_refunded' : 'refunded';
  const hasCaptured = all.some((sums) => sums.captured !== undefined && !isUndone(sums));
  if (hasCaptured && (captured > 0 || captured >= total)) {
    return captured >= due ? 'captured' : 'partially_captured';
  }
  const hasAuthorized = all.some((sums) => sums.authorized !== undefined && !isGone(sums));
  if (open > 0 || (hasAuthorized && open >= total)) {
    return open >= due ? 'authorized' : 'partially_authorized';
  }
  if (all.some(isUndone)) return 'refunded';
  return all.every(isGone) ? 'voided' : 'pending';
};

/**
 * What the sums of one order may come to: every figure above is a sum or difference of a few of
 * them, and stays a whole number without rounding.
 */
const sumMax = 2 ** 50;

/** Whether a payment's amount can be added to what is known of its order. */
export const sumsFit = (
  payments: Payments,
  { status, amount }: Pick<PaymentRecorded['data'], 'status' | 'amount'>,
): boolean => {
  let sum = Math.abs(amount);
  for (const sums of Object.values(payments)) sum += Math.abs(sums[status] ?? 0);
  return sum <= sumMax;
};
