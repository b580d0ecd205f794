import { listed } from '#kernel';
import { left, returned, sumOf } from '../buckets.js';
import type { OrderEvent } from '../events.js';
import type { OrderState, Placed, Shipment } from '../state.js';
import { isNoneUnderHold } from '../under-hold.js';
import { nothing, raise } from './answer.js';

/** Units of a shipment that have left their node, also those that came back. */
const goneOf = ({ units }: Shipment): number =>
  Object.values(units).reduce((sum, buckets) => sum + sumOf(buckets, [...left, ...returned]), 0);

/** Every departure under a hold was taken back. */
export const isHoldKept = (state: Placed): boolean => isNoneUnderHold(state)
  || state.shipments.every((one) => goneOf(one) === 0);

/**
 * Goods that left while a hold stands: the parcel was faster, or somebody told of it as a fact.
 * People stop it on its way, or end the hold.
 */
export const shippedUnderHold = (state: Placed, before: OrderState): readonly OrderEvent[] => {
  const holds = Object.keys(state.holds);
  if (holds.length === 0 || before.stage === 'awaited') return nothing;
  const were = new Map(before.shipments.map((one) => [one.shipment, goneOf(one)]));
  const gone = state.shipments.filter((one) => goneOf(one) > (were.get(one.shipment) ?? 0));
  if (gone.length === 0 || isHoldKept(state)) return nothing;
  const names = listed(gone.map(({ shipment }) => shipment));
  return raise(state, 'shipped-under-hold', `${names} left under ${listed(holds)}`);
};
