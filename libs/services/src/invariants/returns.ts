import { decimal, millionths } from '#kernel';
import type { Quantity } from '#kernel';
import { exceptionKey, returned } from '#orders';
import type { OrderState } from '#orders';
import type { OnViolation } from './invariants.js';

type Sums = ReadonlyMap<string, Quantity>;

const summed = (parts: Iterable<readonly [line: string, quantity: Quantity]>): Sums => {
  const sums = new Map<string, Quantity>();
  for (const [line, some] of parts) sums.set(line, (sums.get(line) ?? 0) + some);
  return sums;
};

/**
 * Of each line, no more came back than the parcels of its order hold; where a departure was taken
 * back afterwards, people were told.
 */
export const returnInvariant = (key: string, state: OrderState, violated: OnViolation): void => {
  if (state.stage === 'awaited' || state.returns.length === 0) return;
  const sent = summed(
    state.shipments
      .flatMap(({ parcels }) => parcels)
      .flatMap(({ contents }) => contents)
      .map(({ line, quantity }) => [line, millionths(quantity)]),
  );
  const told = new Set(state.seen.map(({ fact }) => fact));
  for (const { line, buckets } of state.lines) {
    const back = returned.reduce((sum, bucket) => sum + (buckets[bucket] ?? 0), 0);
    const some = back - (sent.get(line) ?? 0);
    if (some > 0 && !told.has(exceptionKey('return-unmatched', line))) {
      violated(`return ${key} line ${line}: ${decimal(some)} came back and never left, untold`);
    }
  }
};
