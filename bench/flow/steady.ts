/** The part of the time in which orders only begin to come through. */
const beginningShare = 0.2;

interface Look {
  readonly done: number;
  readonly at: number;
}

/**
 * The rate while orders were placed, without the beginning, when none has come through yet, and the
 * end, when the last ones do. Undefined where no time was set, the orders ran out before, or fewer
 * came through than are open at once: then that was beginning and end alone.
 */
export class SteadyRate {
  #first: Look | undefined;
  #last: Look | undefined;
  readonly #timers: readonly NodeJS.Timeout[];

  constructor(
    seconds: number,
    private readonly window: number,
    done: () => number,
  ) {
    const look = (): Look => ({ done: done(), at: performance.now() });
    this.#timers = Number.isFinite(seconds)
      ? [
          setTimeout(() => (this.#first = look()), seconds * beginningShare * 1_000),
          setTimeout(() => (this.#last = look()), seconds * 1_000),
        ]
      : [];
  }

  end(): number | undefined {
    for (const timer of this.#timers) clearTimeout(timer);
    const [first, last] = [this.#first, this.#last];
    if (first === undefined || last === undefined || last.done < this.window) return undefined;
    return ((last.done - first.done) * 1_000) / (last.at - first.at);
  }
}
