import type { OrderCommand, OrderEvent } from '#orders';
import type { Unlike } from '../catalogue/entry.js';
import { orderCommands } from '../catalogue/order-commands.js';
import { orderEvents } from '../catalogue/orders.js';
import type { Proven } from '../catalogue/proof.js';
import { serviceCodec } from '../service-codec.js';
import type { LevelledCodec, Vocabulary } from '../service-codec.js';

export const orders: Vocabulary = {
  service: 'orders',
  keyed: 'number',
  commands: orderCommands,
  events: orderEvents,
};

export const ordersCodec: Proven<
  LevelledCodec<OrderCommand, OrderEvent>,
  [Unlike<typeof orderCommands, OrderCommand>, Unlike<typeof orderEvents, OrderEvent>]
> = serviceCodec(orders);
