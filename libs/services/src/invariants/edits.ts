import { decimal, lineTotal } from '#kernel';
import type { OrderState } from '#orders';
import type { OnViolation } from './violation.js';

/**
 * What is agreed, after whatever edits: the total is that of the lines and charges, and no edit
 * took more off a line than was ever ordered on it.
 */
export const editInvariants = (key: string, state: OrderState, violated: OnViolation): void => {
  if (state.stage === 'awaited') return;
  const { currency, charges } = state.terms;
  let total = 0;
  for (const { amount } of charges) total += amount;
  for (const { line, unitPrice, ordered, dropped } of state.lines) {
    total += lineTotal(unitPrice, ordered - dropped, currency);
    if (dropped < 0 || dropped > ordered) {
      const units = decimal(dropped);
      violated(`edit ${key} line ${line}: ${units} taken off, ${decimal(ordered)} ever ordered`);
    }
  }
  if (total !== state.total) {
    violated(`edit ${key}: the total is ${state.total}, what is agreed comes to ${total}`);
  }
};
