import type { Clock, Random } from '#ports';
import { Backoff } from './backoff.js';
import { Wakeup } from './wakeup.js';
import { Ending } from './ending.js';
import type { Outcome } from './ending.js';

/** One piece of work that is begun again as long as it is ours. */
export interface Supervised {
  readonly clock: Clock;
  readonly random: Random;
  /** Rings when a person wants halted work to go on. */
  readonly resume: Wakeup;
  readonly run: (signal: AbortSignal) => Promise<Outcome>;
  /** Told of every end but an abort. */
  readonly ended: (outcome: Exclude<Outcome, { kind: 'aborted' }>) => void;
}

/**
 * Crash-only: work that ends begins anew from the log, after a jittered pause that grows while it
 * keeps ending. Halted work waits for a person. Resolves when `owned` aborts.
 */
export const supervise = async (
  { clock, random, resume, run, ended }: Supervised,
  owned: AbortSignal,
): Promise<void> => {
  const backoff = new Backoff(clock, random);
  let begun = clock.now();
  while (!owned.aborted) {
    // Work that held for a while has not failed many times in a row.
    if (clock.now() - begun > calmMs) backoff.succeeded();
    begun = clock.now();
    const outcome = await attempt(run, owned, ended);
    if (outcome.kind === 'halted') await resume.wait(clock, undefined, owned);
    else if (outcome.kind === 'stepped-down') await pause(backoff, owned);
  }
};

const calmMs = 60_000;

const attempt = async (
  run: Supervised['run'],
  owned: AbortSignal,
  ended: Supervised['ended'],
): Promise<Outcome> => {
  try {
    const outcome = await run(owned);
    if (outcome.kind !== 'aborted') ended(outcome);
    return outcome;
  } catch (error) {
    const outcome = { kind: 'stepped-down', reason: String(error) } as const;
    ended(outcome);
    return outcome;
  }
};

const pause = async (backoff: Backoff, owned: AbortSignal): Promise<void> => {
  try {
    await backoff.pause(owned);
  } catch (error) {
    if (!(error instanceof Ending)) throw error;
  }
};
