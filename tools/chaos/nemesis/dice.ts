import { dice } from '#simulation';
import type { Dice as Chance } from '#simulation';

/** Luck from a seed, as the simulation has it, in the words of a schedule. */
export class Dice {
  readonly #chance: Chance;

  constructor(seed: number) {
    this.#chance = dice(seed);
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.#chance.chance(probability);
  }

  /** A whole number from `least` to `most`. */
  whole(least: number, most: number): number {
    return least + this.#chance.below(most - least + 1);
  }

  of<T>(choices: readonly [T, ...T[]] | readonly T[]): T {
    const chosen = choices[this.#chance.below(choices.length)];
    if (chosen === undefined) throw new RangeError('no choice to choose from');
    return chosen;
  }
}
