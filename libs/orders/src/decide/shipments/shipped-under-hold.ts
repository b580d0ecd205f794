import { asProse, listed } from '#kernel';
import { left, returned, sumOf } from '../../state/buckets.js';
import type { OrderEvent } from '../../events.js';
import { openException } from '../../state.js';
import type { OrderState, Placed } from '../../state.js';
import type { Shipment } from '../../state/shipment.js';
import { isNoneUnderHold, leftUnderHold } from '../../facts/under-hold.js';
import { nothing } from '../outcome.js';
import { raiseAnew } from '../exceptions.js';

/** Units of a shipment that have left their node, also those that came back. */
const goneOf = ({ units }: Shipment): number =>
  Object.values(units).reduce((sum, buckets) => sum + sumOf(buckets, [...left, ...returned]), 0);

/** Every departure under a hold was taken back. */
export const isHoldKept = (state: Placed): boolean =>
  isNoneUnderHold(state) || state.shipments.every((one) => goneOf(one) === 0);

/** Every shipment with all holds under which its parcels left; of older logs, those that grew. */
const reasonOf = (state: Placed, grown: readonly Shipment[]): string => {
  const named = leftUnderHold(state);
  if (named.size === 0) {
    return `${listed(grown.map(({ shipment }) => shipment))} left under ${listed(
      Object.keys(state.holds),
    )}`;
  }
  return asProse(
    [...named]
      .map(([holds, shipments]) => `${listed(shipments)} left under ${holds}`)
      .toSorted()
      .join('; '),
  );
};

/**
 * Goods that left while a hold stands: the parcel was faster, or somebody told of it as a fact.
 * People stop it on its way, or end the hold. What is taken back is named no more.
 */
export const shippedUnderHold = (state: Placed, before: OrderState): readonly OrderEvent[] => {
  if (before.stage === 'awaited' || isHoldKept(state)) return nothing;
  const stands = openException(state, 'shipped-under-hold');
  const were = new Map(before.shipments.map((one) => [one.shipment, goneOf(one)]));
  const grown = state.shipments.filter((one) => goneOf(one) > (were.get(one.shipment) ?? 0));
  // Of what the order has no units for, only parcels tell.
  const isMore = (state.underHold?.length ?? 0) > (before.underHold?.length ?? 0);
  const isFresh = Object.keys(state.holds).length > 0 && (grown.length > 0 || isMore);
  if (stands === undefined && !isFresh) return nothing;
  if (stands !== undefined && state.underHold === undefined) return nothing;
  const reason = reasonOf(state, grown);
  return stands?.reason === reason
    ? nothing
    : raiseAnew(state, { exception: 'shipped-under-hold', reason });
};
