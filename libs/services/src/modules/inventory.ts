import { inventoryCodec, ordersCodec } from '#contracts';
import { stock, stockProjections, stockReactions } from '#inventory';
import { listening } from '#runtime';
import { stockInvariants } from '../invariants/stock.js';
import { moduleOf } from '../module.js';

export const inventoryModule = moduleOf('inventory', 3_002, {
  codec: inventoryCodec,
  service: () => ({
    name: 'inventory',
    level: inventoryCodec.level,
    fold: 'inventory.8',
    codec: inventoryCodec,
    decider: stock,
    parted: true,
    inputs: {
      orders: listening(ordersCodec, stockReactions.orders),
      inventory: listening(inventoryCodec, stockReactions.inventory),
    },
  }),
  view: { service: 'inventory', codec: inventoryCodec, projections: [stockProjections.stock] },
  invariants: (between) => ({
    after: stockInvariants,
    settled(key, state) {
      between.reservations.takeStock(key, state);
    },
  }),
});
