import { ordersCodec, shippingCodec } from '#contracts';
import { listening } from '#runtime';
import { shipment, shipmentProjections, shippingReactions } from '#shipping';
import { holdInvariant } from '../invariants/holds.js';
import { shipmentIdInvariant } from '../invariants/ids.js';
import { moduleOf } from '../module.js';
import { parcelOfNumber, scanOfNumber } from '../status/tracked.js';

export const shippingModule = moduleOf('shipping', 3_003, {
  codec: shippingCodec,
  service: () => ({
    name: 'shipping',
    level: shippingCodec.level,
    fold: 'shipping.7',
    codec: shippingCodec,
    decider: shipment,
    inputs: { orders: listening(ordersCodec, shippingReactions.orders) },
  }),
  view: { service: 'shipping', codec: shippingCodec, projections: [shipmentProjections.shipment] },
  invariants: (between) => ({
    each(key, happened, before, violated) {
      holdInvariant(key, happened, before, violated);
      shipmentIdInvariant(key, happened, before, violated);
    },
    settled(key, state) {
      between.shipments.takeShipments(key, state);
    },
  }),
  /** A scan of a number that no order had is of the one that has it now. */
  async saysNow({ tenant, command }, views) {
    if (command.type !== 'shipment.record-tracked-scan') return undefined;
    const found = await parcelOfNumber(views, tenant, command.data);
    return found && scanOfNumber(found, tenant, command.data);
  },
});
