import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';

/**
 * Long readings of all requests share one thread with the short ones. They go one slice after the
 * other, so that a short request waits for a slice and never for all that others have asked; and
 * they rest as long as they work, so that half of the thread is for others.
 */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<T>(slice: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(slice);
    this.#last = turn.catch(() => undefined).then(() => nextTurn());
    return turn;
  }

  /** After so many milliseconds of work. */
  rest(ms: number): Promise<void> {
    const rested = this.#last.then(() => pause(ms));
    this.#last = rested;
    return rested;
  }
}

/** The entries in slices of so many. */
export const slicesOf = <T>(entries: readonly T[], most: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(entries.length / most) }, (_, at) =>
    entries.slice(at * most, (at + 1) * most),
  );
