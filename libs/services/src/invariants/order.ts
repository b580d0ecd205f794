import { decimal } from '#kernel';
import type { Quantity } from '#kernel';
import { isBeyondCounting, left, returned } from '#orders';
import type { Bucket, Buckets, OrderState } from '#orders';
import type { OnViolation } from './violation.js';

const sum = (quantities: Iterable<Quantity>): Quantity => {
  let total = 0;
  for (const quantity of quantities) total += quantity;
  return total;
};

const unitsIn = (buckets: Buckets, names: readonly Bucket[]): Quantity =>
  sum(names.map((name) => buckets[name] ?? 0));

/** Out of the building, or back from there. */
const handedOver = [...left, ...returned];

/**
 * Invariants of one order at any moment (ARCHITECTURE.md §8: I1, I2, I4 and I5 within its own
 * books; of I3 that no more is given back and issued than was asked for).
 */
export const orderInvariants = (key: string, state: OrderState, violated: OnViolation): void => {
  if (state.stage === 'awaited') return;
  for (const line of state.lines) {
    const units = Object.values(line.buckets);
    const lineViolates = (invariant: string, text: string): void =>
      violated(`${invariant} ${key} line ${line.line}: ${text}`);
    if (sum(units) !== line.ordered) {
      lineViolates('I1', `buckets hold ${decimal(sum(units))}, ordered ${decimal(line.ordered)}`);
    }
    if (units.some((quantity) => quantity < 0)) lineViolates('I2', 'below zero');
    if (line.released + line.issued > line.asked && !isBeyondCounting(line)) {
      lineViolates('I3', 'more given back and issued than asked for');
    }
    const gone = unitsIn(line.buckets, handedOver);
    const carriedBy = sum(
      state.shipments.map((shipment) => unitsIn(shipment.units[line.line] ?? {}, handedOver)),
    );
    if (gone !== carriedBy) {
      lineViolates('I4', `${decimal(gone)} left, its shipments carried ${decimal(carriedBy)}`);
    }
    const back = unitsIn(line.buckets, returned);
    if (back > line.issued && !isBeyondCounting(line)) {
      lineViolates('I5', `${decimal(back)} came back, ${decimal(line.issued)} ever left`);
    }
  }
};
