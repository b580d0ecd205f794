import fc from 'fast-check';
import { parseToken, tokenText } from './token.js';

test('a token is read as it was written', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('orders', 'inventory', 'shipping'),
      fc.nat(99_999),
      fc.nat(Number.MAX_SAFE_INTEGER % 1e15),
      (service, partition, offset) => {
        const token = { service, partition, offset };
        expect(parseToken(tokenText(token))).toEqual(token);
      },
    ),
  );
});

test.each([
  '',
  'orders',
  'orders.1',
  'orders.1.',
  'orders.-1.2',
  'orders.1.2.3',
  'Orders.1.2',
  'orders.1.1234567890123456',
  'orders.123456.1',
  ' orders.1.2',
  'orders.1.2\n',
])('%j is no token', (text) => {
  expect(parseToken(text)).toBeUndefined();
});
