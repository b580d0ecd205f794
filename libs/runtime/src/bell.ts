import type { Clock } from '#ports';

/** Wakes the one who waits; a ring that nobody waits for is heard by the next wait. */
export class Bell {
  #rung = false;
  #wake: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Resolves at the ring, at `at` (epoch milliseconds) where given, or when `signal` aborts. */
  async wait(clock: Clock, at: number | undefined, signal: AbortSignal): Promise<void> {
    const waking = new AbortController();
    const wake = (): void => waking.abort();
    signal.addEventListener('abort', wake, { once: true });
    this.#wake = wake;
    if (this.#rung || signal.aborted) wake();
    if (at === undefined) await aborted(waking.signal);
    else await clock.wakeAt(at, waking.signal);
    signal.removeEventListener('abort', wake);
    this.#wake = undefined;
    this.#rung = false;
  }
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
