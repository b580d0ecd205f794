import type { Clock } from '#ports';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Lets everything run that waits for nothing but promises. */
export const drained = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

export interface VirtualClock extends Clock {
  /** Moves time on by `ms`, from one sleeper to the next; each runs until it waits again. */
  readonly advance: (ms: number) => Promise<void>;
  /** Sets the time without waking anybody in between; what is due then wakes. */
  jump(to: number): void;
  /** When the next sleeper wakes; `undefined` where nobody sleeps. */
  next(): number | undefined;
}

/** Time that stands still until a test moves it. `start` in epoch milliseconds. */
export const virtualClock = (start: number): VirtualClock => {
  let time = start;
  // In order of `at`, then of falling asleep.
  const sleepers: Sleeper[] = [];

  const fallAsleep = (sleeper: Sleeper): void => {
    const behind = sleepers.findIndex((other) => other.at > sleeper.at);
    sleepers.splice(behind < 0 ? sleepers.length : behind, 0, sleeper);
  };
  const jump = (to: number): void => {
    time = to;
    while ((sleepers[0]?.at ?? Infinity) <= time) sleepers.shift()?.wake();
  };

  return {
    now: () => time,
    wakeAt: (at, signal) =>
      new Promise((resolve) => {
        if (at <= time || signal.aborted) {
          resolve();
          return;
        }
        const wake = (): void => {
          signal.removeEventListener('abort', aborted);
          resolve();
        };
        const sleeper = { at, wake };
        const aborted = (): void => {
          sleepers.splice(sleepers.indexOf(sleeper), 1);
          resolve();
        };
        signal.addEventListener('abort', aborted, { once: true });
        fallAsleep(sleeper);
      }),
    advance: async (ms) => {
      const end = time + ms;
      await drained();
      for (let at = sleepers[0]?.at; at !== undefined && at <= end; at = sleepers[0]?.at) {
        jump(Math.max(at, time));
        await drained();
      }
      jump(end);
      await drained();
    },
    jump,
    next: () => sleepers[0]?.at,
  };
};
