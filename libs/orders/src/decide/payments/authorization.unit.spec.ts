import { reservedEvent, acceptedEvent } from '../../../test/orders.js';
import { timed, paid, names, reached, typesOf, stateOf } from '../../../test/payments.js';
import type { OrderEvent } from '../../events.js';
import { moneyOf } from '../../money/money.js';

describe('an authorization that ends', () => {
  const end = '2026-01-05T12:00:00Z';
  const later = '2026-01-07T12:00:00Z';
  const open = [timed(), paid('authorized', 2000, end)];

  it('is awaited as long as something of it is open', () => {
    expect(names(open)).toEqual(['payment-expiry']);
    expect(names([...open, paid('captured', 2000)])).toEqual([]);
    expect(names([timed({ timers: false }), paid('authorized', 2000, end)])).toEqual([]);
  });

  it('is recorded when its moment comes, and not before', () => {
    const expiry = reached('payment-expiry', end);
    expect(typesOf(open, expiry, Date.parse(end) - 1)).toEqual([]);
    expect(typesOf(open, expiry, Date.parse(end))).toEqual(['payment.expired']);
  });

  it('is known before goods are released on it, though no clock has told of it yet', () => {
    const reserved = [...open, reservedEvent('1', '2')];
    expect(
      typesOf(
        [...reserved, { type: 'order.held', data: { hold: 'h', reason: 'r' } }, acceptedEvent],
        { type: 'order.release-hold', data: { hold: 'h' } },
      ),
    ).toEqual(['hold.released', 'payment.expired']);
  });

  it('is prolonged by the latest end that is told, in any order', () => {
    const expired: OrderEvent = { type: 'payment.expired', data: { payment: 'P', expiresAt: end } };
    const longer = paid('authorized', 0, later);
    const figures = [
      [...open, longer, expired],
      [...open, expired, longer],
      [timed(), longer, ...open.slice(1)],
    ].map((history) => moneyOf(stateOf(history)).open);
    expect(figures).toEqual([2000, 2000, 2000]);
  });
});
