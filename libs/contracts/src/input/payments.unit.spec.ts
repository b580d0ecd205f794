import { toRecordPayment, paymentInput } from './payments.js';

describe('a payment without an id', () => {
  const paid = { payment: 'p', status: 'captured', amount: 5, at: '2026-01-05T10:00:00Z' } as const;
  const idOf = (change: object, fallback: string): string =>
    toRecordPayment(paymentInput.parse({ ...paid, ...change }), fallback).data.id;

  test('is known by what is said of it for which time, however the time is written', () => {
    expect(idOf({ at: '2026-01-05T12:00:00.000+02:00' }, 'c-2')).toBe(idOf({}, 'c-1'));
    expect(idOf({ id: 'own' }, 'c-1')).toBe('own');
  });

  test.each([
    { payment: 'q' },
    { status: 'authorized' },
    { amount: 6 },
    { at: '2026-01-05T10:00:01Z' },
  ])('is another one with %j', (change) => {
    expect(idOf(change, 'c-1')).not.toBe(idOf({}, 'c-1'));
  });

  test('and without a time is a payment of its own each time', () => {
    const untimed = { at: undefined };
    expect([idOf(untimed, 'c-1'), idOf(untimed, 'c-2')]).toEqual(['c-1', 'c-2']);
  });
});
