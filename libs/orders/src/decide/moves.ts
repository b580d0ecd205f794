import { decimal, millionths } from '#kernel';
import type { Quantity } from '#kernel';
import type { Bucket, Move, LineQuantity } from '../message/quantities.js';
import type { Line } from '../state/line.js';
import { taken, loose, sumOf } from '../state/buckets.js';

export const movesOf = (
  { line, buckets }: Line,
  order: readonly Bucket[],
  quantity: Quantity,
): readonly Move[] =>
  taken(buckets, order, quantity).map(({ from, quantity: some }) => ({
    line,
    from,
    quantity: decimal(some),
  }));

/** Every unit that no node has and that is not given up. */
export const looseMoves = (lines: readonly Line[]): readonly Move[] =>
  lines.flatMap((line) => movesOf(line, loose, sumOf(line.buckets, loose)));

/**
 * Each line once, with the sum of its quantities: people name a line twice, and a line has several
 * moves.
 */
export const quantitiesOf = (moves: readonly LineQuantity[]): readonly LineQuantity[] => {
  const sums = new Map<string, Quantity>();
  for (const { line, quantity } of moves) {
    sums.set(line, (sums.get(line) ?? 0) + millionths(quantity));
  }
  return [...sums].map(([line, sum]) => ({ line, quantity: decimal(sum) }));
};
