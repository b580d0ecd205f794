import { listed, refuse } from '#kernel';
import type { HoldShipments, ReleaseShipmentHold, ShippingEvent } from '../events.js';
import type { Holds, ShippingState } from '../state.js';

export const holdShipments = (
  { hold, reason }: HoldShipments['data'],
  { holds }: ShippingState,
): readonly ShippingEvent[] =>
  Object.hasOwn(holds, hold) ? [] : [{ type: 'shipment.held', data: { hold, reason } }];

export const releaseShipmentHold = (
  { hold }: ReleaseShipmentHold['data'],
  { holds }: ShippingState,
): readonly ShippingEvent[] =>
  Object.hasOwn(holds, hold) ? [{ type: 'shipment.hold-released', data: { hold } }] : [];

export const withHold = (holds: Holds, hold: string, reason: string): Holds => ({
  ...holds,
  [hold]: reason,
});

export const withoutHold = (holds: Holds, hold: string): Holds =>
  Object.fromEntries(Object.entries(holds).filter(([name]) => name !== hold));

/** Why our own node must not hand anything over; undefined: it may. */
export const heldBack = ({ holds }: ShippingState) => {
  const names = Object.entries(holds).map(([hold, reason]) => `${hold} (${reason})`);
  return names.length === 0
    ? undefined
    : refuse('shipment_held', `the order is held: ${listed(names)}`, 'shipment');
};
