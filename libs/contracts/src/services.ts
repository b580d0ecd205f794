import type { StockCommand, StockEvent } from '#inventory';
import type { Message } from '#kernel';
import type { OrderCommand, OrderEvent } from '#orders';
import type { ShippingCommand, ShippingEvent } from '#shipping';
import { stockCommands, stockEvents } from './catalogue/inventory.js';
import { orderCommands } from './catalogue/order-commands.js';
import { orderEvents } from './catalogue/orders.js';
import type { Proven } from './catalogue/proof.js';
import { shippingCommands, shippingEvents } from './catalogue/shipping.js';
import { serviceCodec } from './service-codec.js';
import type { LevelledCodec, Vocabulary } from './service-codec.js';

const orders: Vocabulary = {
  service: 'orders',
  keyed: 'number',
  commands: orderCommands,
  events: orderEvents,
};
const inventory: Vocabulary = {
  service: 'inventory',
  keyed: 'stock',
  commands: stockCommands,
  events: stockEvents,
};
const shipping: Vocabulary = {
  service: 'shipping',
  keyed: 'number',
  commands: shippingCommands,
  events: shippingEvents,
};

/** Every message of every service, for what describes or checks them all. */
export const vocabularies: readonly Vocabulary[] = [orders, inventory, shipping];

type Codec<C extends Message, E extends Message> = Proven<LevelledCodec<C, E>>;

export const ordersCodec: Codec<OrderCommand, OrderEvent> = serviceCodec(orders);
export const inventoryCodec: Codec<StockCommand, StockEvent> = serviceCodec(inventory);
export const shippingCodec: Codec<ShippingCommand, ShippingEvent> = serviceCodec(shipping);
