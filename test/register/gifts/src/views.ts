import { keyOf, never } from '#kernel';
import type { Projection } from '#kernel';
import type { GiftEvent } from './events.js';

export interface GiftDocument {
  readonly omsNumber: string;
  readonly tenant: string;
  readonly stage: 'requested' | 'wrapped' | 'dropped';
  readonly cards: number;
}

const gift: Projection<GiftEvent, GiftDocument> = {
  name: 'gift',
  version: 1,
  evolve(doc, { event, key, tenant }) {
    const { cards } = doc ?? { cards: 0 };
    switch (event.type) {
      case 'gift.requested':
        return { omsNumber: key, tenant, stage: 'requested', cards };
      case 'gift.wrapped':
        return { omsNumber: key, tenant, stage: 'wrapped', cards: event.data.cards };
      case 'gift.dropped':
        return { omsNumber: key, tenant, stage: 'dropped', cards };
      default:
        return never(event);
    }
  },
  indexes: ({ tenant, omsNumber }) => [{ index: keyOf(tenant, 'all'), sort: omsNumber }],
  counters: ({ tenant }) => [keyOf(tenant, 'gifts')],
};

export const giftProjections = { gift };
