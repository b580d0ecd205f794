import { giftsCodec, ordersCodec } from '#contracts';
import { gift, giftProjections, giftReactions } from '#gifts';
import { listening } from '#runtime';
import { moduleOf } from '../module.js';

export const giftsModule = moduleOf('gifts', 3_005, {
  codec: giftsCodec,
  service: () => ({
    name: 'gifts',
    level: giftsCodec.level,
    fold: 'gifts.1',
    codec: giftsCodec,
    decider: gift,
    inputs: { orders: listening(ordersCodec, giftReactions.orders) },
  }),
  view: { service: 'gifts', codec: giftsCodec, projections: [giftProjections.gift] },
  invariants: () => ({
    after(key, state, violated) {
      if (state.stage !== 'wrapped' || state.cards === state.lines) return;
      violated(`gifts ${key}: ${state.cards} cards for ${state.lines} lines`);
    },
  }),
});
