import type { Posting, Reaction } from '#kernel';
import type { OrderEvent } from '#orders';
import type { GiftCommand } from './commands.js';

/** What an order's events ask of its gift wrapping. */
const orders: Reaction<OrderEvent, GiftCommand> = ({ event, key, tenant }) => {
  const posting = (command: GiftCommand): readonly Posting<GiftCommand>[] => [
    { key, tenant, number: key, command },
  ];
  switch (event.type) {
    case 'order.placed':
      return posting({ type: 'gift.request', data: { lines: event.data.body.lines.length } });
    case 'order.accepted':
      return posting({ type: 'gift.wrap', data: {} });
    case 'order.cancelled':
      return posting({ type: 'gift.drop', data: { reason: event.data.reason } });
    default:
      return [];
  }
};

export const giftReactions = { orders };
