import { never, refuse } from '#kernel';
import type { Decider, Refusal } from '#kernel';
import type { GiftCommand } from './commands.js';
import type { GiftEvent } from './events.js';
import { evolve } from './evolve.js';
import { initial } from './state.js';
import type { GiftState } from './state.js';

const decide = (command: GiftCommand, state: GiftState): readonly GiftEvent[] | Refusal => {
  switch (command.type) {
    case 'gift.request':
      return state.stage === 'none' ? [{ type: 'gift.requested', data: command.data }] : [];
    case 'gift.wrap':
      if (state.stage === 'none') return refuse('gift_not_requested', 'nobody asked for a gift');
      return state.stage === 'requested'
        ? [{ type: 'gift.wrapped', data: { cards: state.lines } }]
        : [];
    case 'gift.drop':
      return state.stage === 'none' || state.stage === 'dropped'
        ? []
        : [{ type: 'gift.dropped', data: command.data }];
    default:
      return never(command);
  }
};

export const gift: Decider<GiftCommand, GiftEvent, GiftState> = { initial, decide, evolve };
