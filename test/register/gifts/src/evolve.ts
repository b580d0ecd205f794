import { never } from '#kernel';
import type { GiftEvent } from './events.js';
import type { GiftState } from './state.js';

export const evolve = (state: GiftState, event: GiftEvent): GiftState => {
  switch (event.type) {
    case 'gift.requested':
      return { stage: 'requested', lines: event.data.lines };
    case 'gift.wrapped': {
      const { cards } = event.data;
      return { stage: 'wrapped', cards, lines: state.stage === 'requested' ? state.lines : cards };
    }
    case 'gift.dropped':
      return { stage: 'dropped' };
    default:
      return never(event);
  }
};
