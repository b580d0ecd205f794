/** A stream of chance that its seeds determine. */
export interface Dice {
  /** A number from 0 up to, not including, 1. */
  roll(): number;
  /** A whole number from 0 to `sides` - 1. */
  below(sides: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
}

/** Spreads every bit of the input over the output (the finisher of MurmurHash3). */
const mixed = (value: number): number => {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
};

/** Mulberry32, started from a seed and the numbers of a stream: neighbours are unlike. */
export const dice = (seed: number, ...stream: readonly number[]): Dice => {
  let state = mixed(mixed(seed) ^ Math.floor(seed / 2 ** 32));
  for (const part of stream) state = mixed(state + Math.imul(part + 1, 0x9e3779b1));
  const roll = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    roll,
    below: (sides) => Math.floor(roll() * sides),
    chance: (probability) => roll() < probability,
  };
};
