import { given } from '#kernel';
import { gift } from './decide.js';

const requested = { type: 'gift.requested', data: { lines: 2 } } as const;

test('what an order asked for is wrapped once, with a card for each line', () => {
  const wrapped = { type: 'gift.wrapped', data: { cards: 2 } } as const;
  given(gift, [requested]).when({ type: 'gift.wrap', data: {} }).then([wrapped]);
  given(gift, [requested, wrapped]).when({ type: 'gift.wrap', data: {} }).thenNothing();
});

test('what nobody asked for is refused', () => {
  given(gift, []).when({ type: 'gift.wrap', data: {} }).thenRefused('gift_not_requested');
});
