import type { Random } from '#ports';

/** A stream of chance that one seed determines. */
export interface Dice {
  /** A whole number from 0 to `sides` - 1. */
  below(sides: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
}

/** Mulberry32: 32 bits of state, good enough to choose schedules. */
const bitsOf = (seed: number): (() => number) => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return (bits ^ (bits >>> 14)) >>> 0;
  };
};

export const dice = (seed: number): Dice => {
  const bits = bitsOf(seed);
  return {
    below: (sides) => Math.floor((bits() / 2 ** 32) * sides),
    chance: (probability) => bits() < probability * 2 ** 32,
  };
};

/** Ids in the shape of a random UUID, the same ones for the same seed. */
export const seededRandom = (seed: number): Random => {
  const bits = bitsOf(seed);
  const eight = (): string => bits().toString(16).padStart(8, '0');
  return {
    id: () => {
      const [a, b, c, d] = [eight(), eight(), eight(), eight()];
      const variant = ['8', '9', 'a', 'b'][Number.parseInt(c.charAt(0), 16) & 3] ?? '8';
      return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-${variant}${c.slice(1, 4)}-${c.slice(4)}${d}`;
    },
  };
};
