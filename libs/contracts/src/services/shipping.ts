import type { ShippingCommand, ShippingEvent } from '#shipping';
import type { Unlike } from '../catalogue/entry.js';
import { shippingCommands, shippingEvents } from '../catalogue/shipping.js';
import type { Proven } from '../catalogue/proof.js';
import { serviceCodec } from '../service-codec.js';
import type { LevelledCodec, Vocabulary } from '../service-codec.js';

export const shipping: Vocabulary = {
  service: 'shipping',
  keyed: 'number',
  commands: shippingCommands,
  events: shippingEvents,
};

export const shippingCodec: Proven<
  LevelledCodec<ShippingCommand, ShippingEvent>,
  [Unlike<typeof shippingCommands, ShippingCommand>, Unlike<typeof shippingEvents, ShippingEvent>]
> = serviceCodec(shipping);
