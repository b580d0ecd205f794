import { instantText } from '#kernel';
import type { NumberKeys } from '#kernel';
import { inventoryCodec, ordersCodec, shippingCodec } from '#contracts';
import { stock, stockProjections, stockReactions } from '#inventory';
import type { StockCommand, StockEvent } from '#inventory';
import { order, orderProjections, orderReactions, standsOutside } from '#orders';
import type { OrderCommand, OrderEvent } from '#orders';
import { listening } from '#runtime';
import type { Service, View } from '#runtime';
import { shipment, shipmentProjections, shippingReactions } from '#shipping';
import type { ShippingCommand, ShippingEvent } from '#shipping';
import { channelMap, channelTopic } from './channel-map.js';
import { goesOn } from './collision.js';
import { numberOf } from './number-of.js';

type StateOf<D> = D extends { readonly initial: infer S } ? S : never;
export type OrdersService = Service<OrderCommand, OrderEvent, StateOf<typeof order>>;
export type InventoryService = Service<StockCommand, StockEvent, StateOf<typeof stock>>;
export type ShippingService = Service<ShippingCommand, ShippingEvent, StateOf<typeof shipment>>;

export interface Services {
  readonly orders: OrdersService;
  readonly inventory: InventoryService;
  readonly shipping: ShippingService;
}

/**
 * The three services as data: decider, codec, and whom they listen to. Only orders knows the key of
 * the number.
 */
export const servicesWith = (keys: NumberKeys): Services => {
  const fromOrders = orderReactions(numberOf(keys));
  return {
    orders: {
      name: 'orders',
      level: ordersCodec.level,
      fold: 'orders.16',
      codec: ordersCodec,
      decider: order,
      standsOutside,
      reactions: {
        orders: listening(ordersCodec, fromOrders.orders),
        inventory: listening(inventoryCodec, fromOrders.inventory),
        shipping: listening(shippingCodec, fromOrders.shipping),
      },
      channels: { [channelTopic]: channelMap(keys) },
      deadlineCommand: (_key, { name, at }) => ({
        type: 'order.deadline-reached',
        data: { name, at: instantText(at) },
      }),
    },
    inventory: {
      name: 'inventory',
      level: inventoryCodec.level,
      fold: 'inventory.8',
      codec: inventoryCodec,
      decider: stock,
      parted: true,
      reactions: {
        orders: listening(ordersCodec, stockReactions.orders),
        inventory: listening(inventoryCodec, stockReactions.inventory),
      },
    },
    shipping: {
      name: 'shipping',
      level: shippingCodec.level,
      fold: 'shipping.7',
      codec: shippingCodec,
      decider: shipment,
      reactions: { orders: listening(ordersCodec, shippingReactions.orders) },
    },
  };
};

export interface Views {
  readonly orders: View<OrderEvent>;
  readonly inventory: View<StockEvent>;
  readonly shipping: View<ShippingEvent>;
}

/** What each service's log is shown as. */
export const views: Views = {
  orders: {
    service: 'orders',
    codec: ordersCodec,
    projections: [orderProjections.order, orderProjections.timeline],
    goesOn,
  },
  inventory: { service: 'inventory', codec: inventoryCodec, projections: [stockProjections.stock] },
  shipping: {
    service: 'shipping',
    codec: shippingCodec,
    projections: [shipmentProjections.shipment],
  },
};
