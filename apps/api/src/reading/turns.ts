import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Long reads go in slices, one after the other over all requests, so that a short request waits
 * for a slice and never for all that others have asked.
 */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  take<T>(slice: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(slice);
    this.#last = turn.catch(() => undefined).then(() => nextTurn());
    return turn;
  }
}

/** The entries in slices of so many. */
export const slicesOf = <T>(entries: readonly T[], most: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(entries.length / most) },
    (_, at) => entries.slice(at * most, (at + 1) * most));
