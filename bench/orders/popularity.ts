import type { Dice } from '#simulation';

/**
 * Zipf's law with exponent 1: the nth SKU is asked for 1/n as often as the first. Gives the place
 * of a SKU, from 0 on.
 */
export const zipf = (count: number): ((chance: Dice) => number) => {
  const sums: number[] = [];
  let total = 0;
  for (let rank = 1; rank <= count; rank += 1) {
    total += 1 / rank;
    sums.push(total);
  }
  const steps = 2 ** 31;
  return (chance) => {
    const wanted = (chance.below(steps) / steps) * total;
    let [low, high] = [0, count - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? 0) > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  };
};
