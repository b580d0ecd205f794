import type { Clock, Ownership, Random } from '#ports';
import { soleOwnership as ownsAll } from '#runtime';
import { v7 } from 'uuid';
import { onAbort } from './on-abort.js';

/** The longest time that one timer of the platform can sleep. */
export const timerMsMax = 2 ** 31 - 1;
const restartMs = 1_000;

const sleep = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const stop = (): void => {
      clearTimeout(timer);
      forget();
      resolve();
    };
    const timer = setTimeout(stop, ms);
    const forget = onAbort(signal, stop);
    if (signal.aborted) stop();
  });

/** The machine's time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  wakeAt: async (at, signal) => {
    for (let left = at - Date.now(); left > 0 && !signal.aborted; left = at - Date.now()) {
      await sleep(Math.min(left, timerMsMax), signal);
    }
  },
};

/** Ids that begin with their time (UUID version 7). */
export const systemRandom: Random = { id: () => v7() };

/** All partitions are this process's. Work that ends is begun again after a second. */
export const soleOwnership: Ownership = ownsAll(systemClock, restartMs);
