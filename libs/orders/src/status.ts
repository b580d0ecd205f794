import { instant } from '#kernel';
import { namesOf, total } from './buckets.js';
import type { Bucket } from './quantities.js';
import type { Placed } from './state.js';

export type Lifecycle =
  | 'received' | 'accepted' | 'in_fulfilment' | 'completed' | 'closed' | 'cancelled' | 'rejected'
  | 'expired';
export type Fulfilment =
  | 'unfulfilled' | 'partially_reserved' | 'reserved' | 'backordered' | 'partially_shipped'
  | 'shipped' | 'partially_delivered' | 'delivered' | 'partially_returned' | 'returned';
export type Payment =
  | 'unknown' | 'pending' | 'authorized' | 'captured' | 'partially_refunded' | 'refunded'
  | 'voided';
export type Sla = 'on_track' | 'at_risk' | 'late';

/** How far a unit has come (ARCHITECTURE.md §8); cancelled ones are not looked at. */
const rank: Readonly<Record<Exclude<Bucket, 'cancelled'>, number>> = {
  open: 0, in_production: 0,
  backordered: 1,
  reserved: 2, released: 2, cancel_pending: 2,
  shipped: 3, lost: 3, return_to_sender: 3, delivery_failed: 3,
  delivered: 4, return_requested: 4, return_received: 4, missing: 4,
  restocked: 5, quarantined: 5, scrapped: 5,
};
const delivered = rank.delivered;
const stages = [
  'unfulfilled', 'backordered', 'reserved', 'shipped', 'delivered', 'returned',
] as const;
const partly = [
  'unfulfilled', 'backordered', 'partially_reserved', 'partially_shipped', 'partially_delivered',
  'partially_returned',
] as const;

interface Span { readonly nearest: number; readonly furthest: number }

/** The least and the most advanced unit that is not cancelled; undefined: there is none. */
const spanOf = ({ lines }: Placed): Span | undefined => {
  let nearest = Number.POSITIVE_INFINITY;
  let furthest = -1;
  for (const { buckets } of lines) {
    for (const name of namesOf(buckets)) {
      if (name === 'cancelled') continue;
      nearest = Math.min(nearest, rank[name]);
      furthest = Math.max(furthest, rank[name]);
    }
  }
  return furthest < 0 ? undefined : { nearest, furthest };
};

/** Every unit given up; an order without lines has none to give up. */
export const allCancelled = (order: Placed): boolean =>
  order.lines.length > 0 && spanOf(order) === undefined;

/**
 * Every unit that is not cancelled is delivered or came back; without lines, as its policy says.
 */
export const isComplete = (order: Placed): boolean => {
  if (order.lines.length === 0) return order.terms.policy.onEmpty === 'complete';
  return (spanOf(order)?.nearest ?? -1) >= delivered;
};

const withNode: ReadonlySet<Bucket> = new Set<Bucket>(['released', 'cancel_pending']);
const begun = ({ lines }: Placed): boolean => lines.some(({ buckets }) =>
  namesOf(buckets).some((name) =>
    withNode.has(name) || (name !== 'cancelled' && rank[name] > rank.reserved)));

export const lifecycleOf = (order: Placed): Lifecycle => {
  if (order.stage === 'rejected' || order.stage === 'expired') return order.stage;
  if (allCancelled(order) || order.stage === 'cancelled') return 'cancelled';
  if (order.stage === 'accepted' && isComplete(order)) return 'completed';
  if (begun(order)) return 'in_fulfilment';
  return order.stage;
};

export const fulfilmentOf = (order: Placed): Fulfilment => {
  const span = spanOf(order);
  if (span === undefined) return 'unfulfilled';
  const names = span.nearest === span.furthest ? stages : partly;
  return names[span.furthest] ?? 'unfulfilled';
};

/**
 * From the sums per payment: what was captured counts more than what is only authorized. A sum that
 * is not above zero pays nothing, unless it is all that is due: an order may come to zero or less.
 */
export const paymentOf = (
  { payments, total: due }: Pick<Placed, 'payments' | 'total'>,
): Payment => {
  const all = Object.values(payments);
  if (all.length === 0) return 'unknown';
  const sum = (of: 'captured' | 'refunded'): number =>
    all.reduce((amount, one) => amount + (one[of] ?? 0), 0);
  if (sum('refunded') > 0) {
    return sum('refunded') >= sum('captured') ? 'refunded' : 'partially_refunded';
  }
  const pays = (amount: number): boolean => amount > 0 || amount >= due;
  const isCaptured = all.some(({ captured }) => captured !== undefined) && pays(sum('captured'));
  if (isCaptured) return 'captured';
  const isAuthorized = all.some(({ authorized, voided }) => authorized !== undefined
    && pays(authorized) && (voided === undefined || authorized > voided));
  if (isAuthorized) return 'authorized';
  return all.every(({ voided }) => voided !== undefined) ? 'voided' : 'pending';
};

const deliveredLate = ({ shipments, promise }: Placed): boolean =>
  promise !== undefined && shipments.some(({ status, deliveredAt }) =>
    status === 'delivered' && deliveredAt !== undefined && instant(deliveredAt) > promise.at);

/** From recorded facts alone, never from the time of asking. */
export const slaOf = (order: Placed): Sla => {
  const { promise } = order;
  if (promise === undefined) return 'on_track';
  if (promise.missed || deliveredLate(order)) return 'late';
  return promise.atRisk && !isComplete(order) ? 'at_risk' : 'on_track';
};

/** Nothing is expected of it any more. */
export const isClosed = (order: Placed): boolean =>
  ['cancelled', 'rejected', 'expired'].includes(lifecycleOf(order));

export const isPaid = (order: Placed): boolean =>
  order.total === 0 || ['authorized', 'captured'].includes(paymentOf(order));

/** Law I1: a line's buckets hold all units that were ever ordered on it. */
export const isWhole = ({ lines }: Placed): boolean =>
  lines.every(({ buckets, ordered }) => total(buckets) === ordered);
