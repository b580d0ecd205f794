import fc from 'fast-check';
import { orderOf } from '../../test/money.js';
import type { Reported } from '../../test/money.js';
import { secured, moneyOf } from './money.js';

const amount = fc.integer({ min: -20, max: 120 });

const sums: fc.Arbitrary<Reported> = fc.record(
  { authorized: amount, captured: amount, refunded: amount, voided: amount },
  { requiredKeys: [] },
);

const someOrder = fc.record({
  payments: fc.dictionary(fc.constantFrom('a', 'b', 'c'), sums),
  lines: fc.array(
    fc
      .record({
        reserved: fc.nat(3),
        cancelled: fc.nat(3),
        shipped: fc.nat(3),
        restocked: fc.nat(3),
        missing: fc.nat(2),
      })
      .filter((buckets) => Object.values(buckets).some((units) => units > 0)),
    { minLength: 1 },
  ),
  charge: fc.integer({ min: -40, max: 40 }),
});

describe('of any payments', () => {
  it('captures only ever help: what is secured stays so', () => {
    const agrees = ({ captured = 0, refunded = 0 }: Reported): boolean =>
      refunded <= Math.max(0, captured);
    const agreeing = someOrder.filter(({ payments }) => Object.values(payments).every(agrees));
    fc.assert(
      fc.property(agreeing, fc.constantFrom('a', 'b', 'new'), fc.nat(50), (about, name, more) => {
        const before = orderOf(about);
        const old = about.payments[name];
        const after = { ...old, captured: (old?.captured ?? 0) + more };
        const then = orderOf({ ...about, payments: { ...about.payments, [name]: after } });
        expect(secured(then) || !secured(before)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('nothing is owed below zero or above the total, nothing open below zero', () => {
    fc.assert(
      fc.property(someOrder, (about) => {
        const { total, owed, open, refunded } = moneyOf(orderOf(about));
        expect(owed).toBeGreaterThanOrEqual(0);
        expect(owed).toBeLessThanOrEqual(Math.max(0, total));
        expect(Math.min(open, refunded)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('what is there for the order is below zero only where a capture was taken back', () => {
    fc.assert(
      fc.property(someOrder, (about) => {
        const { open, captured, refunded } = moneyOf(orderOf(about));
        const takenBack = Object.values(about.payments).some((one) => (one.captured ?? 0) < 0);
        expect(takenBack || captured - refunded + open >= 0).toBe(true);
      }),
    );
  });
});
