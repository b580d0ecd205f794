import { instant } from '#kernel';
import { carried } from '../state/buckets.js';
import type { Bucket } from '../message/quantities.js';
import { isReal } from '../state/shipment.js';
import type { Placed } from '../state.js';
import { heldIn, holdsAny, tallyOf } from '../state/tally.js';

/** The names of the dimensions, as lists and documents show them. */
export const lifecycles = [
  'received',
  'accepted',
  'in_fulfilment',
  'completed',
  'cancelled',
  'rejected',
  'expired',
] as const;
export const fulfilments = [
  'unfulfilled',
  'partially_reserved',
  'reserved',
  'backordered',
  'partially_shipped',
  'shipped',
  'partially_delivered',
  'delivered',
  'partially_returned',
  'returned',
] as const;
export const slas = ['on_track', 'at_risk', 'late'] as const;
export type Lifecycle = (typeof lifecycles)[number];
export type Fulfilment = (typeof fulfilments)[number];
export type Sla = (typeof slas)[number];

/** How far a unit has come (ARCHITECTURE.md §8); cancelled ones are not looked at. */
const rank: Readonly<Record<Exclude<Bucket, 'cancelled'>, number>> = {
  open: 0,
  backordered: 1,
  reserved: 2,
  released: 2,
  cancel_pending: 2,
  shipped: 3,
  lost: 3,
  return_to_sender: 3,
  delivery_failed: 3,
  delivered: 4,
  missing: 4,
  restocked: 5,
  quarantined: 5,
  scrapped: 5,
};
const delivered = rank.delivered;
const stages = [
  'unfulfilled',
  'backordered',
  'reserved',
  'shipped',
  'delivered',
  'returned',
] as const;
const partly = [
  'unfulfilled',
  'backordered',
  'partially_reserved',
  'partially_shipped',
  'partially_delivered',
  'partially_returned',
] as const;

interface Span {
  readonly nearest: number;
  readonly furthest: number;
}

/** The least and the most advanced unit that is not cancelled; undefined: there is none. */
const spanOf = ({ lines }: Placed): Span | undefined => {
  let nearest = Number.POSITIVE_INFINITY;
  let furthest = -1;
  for (const name of heldIn(lines)) {
    if (name === 'cancelled') continue;
    nearest = Math.min(nearest, rank[name]);
    furthest = Math.max(furthest, rank[name]);
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
const begun = ({ lines }: Placed): boolean =>
  heldIn(lines).some(
    (name) => withNode.has(name) || (name !== 'cancelled' && rank[name] > rank.reserved),
  );

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

const deliveredLate = ({ shipments, promise }: Placed): boolean =>
  promise !== undefined &&
  shipments.some(
    ({ status, deliveredAt }) =>
      status === 'delivered' && deliveredAt !== undefined && instant(deliveredAt) > promise.at,
  );

/** All that was sent has arrived by then, whenever it was told. */
const deliveredInTime = (order: Placed): boolean => {
  const sent = order.shipments.filter((one) => isReal(one) && !neverSent.has(one.status));
  return (
    sent.length > 0 &&
    isComplete(order) &&
    !deliveredLate(order) &&
    sent.every(({ deliveredAt }) => deliveredAt !== undefined)
  );
};
const neverSent: ReadonlySet<string> = new Set(['cancelled', 'refused']);

/** From recorded facts alone, never from the time of asking. */
export const slaOf = (order: Placed): Sla => {
  const { promise } = order;
  if (promise === undefined) return 'on_track';
  if (deliveredLate(order) || (promise.missed && !deliveredInTime(order))) return 'late';
  return promise.atRisk && !isComplete(order) ? 'at_risk' : 'on_track';
};

/** Nothing is expected of it any more. */
export const isClosed = (order: Placed): boolean =>
  ['cancelled', 'rejected', 'expired'].includes(lifecycleOf(order));

/** No unit is with a node or gone; what came back from there is at home again. */
export const isAtHome = ({ lines }: Placed): boolean => !holdsAny(lines, [...carried, 'missing']);

/** Invariant I1: a line's buckets hold all units that were ever ordered on it. */
export const isWhole = ({ lines }: Placed): boolean => tallyOf(lines).broken === 0;
