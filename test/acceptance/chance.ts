/** Chance that can be repeated: `OMS_SEED` takes a run's seed again. */
export const seedOf = (what: string): number => {
  const given = Number(process.env['OMS_SEED'] ?? Number.NaN);
  const seed = Number.isSafeInteger(given) ? given : Date.now() % 1_000_000;
  process.stdout.write(`${what}: OMS_SEED=${seed}\n`);
  return seed;
};

/** A stream of numbers from 0 to below 1 (mulberry32). */
export const chanceOf = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) % 2 ** 32;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

export const pause = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms));
