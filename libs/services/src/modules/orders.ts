import { instantText } from '#kernel';
import { inventoryCodec, ordersCodec, shippingCodec } from '#contracts';
import { order, orderProjections, orderReactions, standsOutside } from '#orders';
import type { OrderCommand, OrderEvent, OrderState } from '#orders';
import { listening } from '#runtime';
import type { Service } from '#runtime';
import { channelMap, channelTopic } from '../channel-map.js';
import { editInvariants } from '../invariants/edits.js';
import { orderIdInvariant } from '../invariants/ids.js';
import { MoneyInvariant } from '../invariants/money.js';
import { orderInvariants } from '../invariants/order.js';
import { returnInvariants } from '../invariants/returns.js';
import { moduleOf } from '../module.js';
import { numberOf } from '../number-of.js';
import { goesOn } from '../onward.js';

/** It alone knows the key of the numbers. */
export const ordersModule = moduleOf('orders', 3_001, {
  codec: ordersCodec,
  service(keys): Service<OrderCommand, OrderEvent, OrderState> {
    const { orders, inventory, shipping } = orderReactions(numberOf(keys));
    return {
      name: 'orders',
      level: ordersCodec.level,
      fold: 'orders.16',
      codec: ordersCodec,
      decider: order,
      standsOutside,
      inputs: {
        inventory: listening(inventoryCodec, inventory),
        shipping: listening(shippingCodec, shipping),
      },
      reposts: { orders: listening(ordersCodec, orders) },
      channels: { [channelTopic]: channelMap(keys) },
      deadlineCommand: (_key, { name, at }) => ({
        type: 'order.deadline-reached',
        data: { name, at: instantText(at) },
      }),
    };
  },
  view: {
    service: 'orders',
    codec: ordersCodec,
    projections: [orderProjections.order, orderProjections.timeline],
    goesOn,
  },
  invariants(between) {
    const money = new MoneyInvariant();
    return {
      each(key, happened, before, violated) {
        money.take(key, happened, before, violated);
        orderIdInvariant(key, happened, before, violated);
      },
      after(key, state, violated) {
        orderInvariants(key, state, violated);
        editInvariants(key, state, violated);
        returnInvariants(key, state, violated);
        money.compare(key, state, violated);
      },
      settled(key, state) {
        between.reservations.takeOrder(key, state);
        between.shipments.takeOrder(state);
      },
    };
  },
  isBegun: ({ stage }) => stage !== 'awaited',
});
