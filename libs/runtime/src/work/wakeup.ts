import type { Clock } from '#ports';

/** Wakes the one who waits; a notice that nobody waits for is heard by the next wait. */
export class Wakeup {
  #notified = false;
  #wake: (() => void) | undefined;

  notify(): void {
    this.#notified = true;
    this.#wake?.();
  }

  /** Resolves at the notice, at `at` (epoch milliseconds) where given, or when `signal` aborts. */
  async wait(clock: Clock, at: number | undefined, signal: AbortSignal): Promise<void> {
    const waking = new AbortController();
    const wake = (): void => waking.abort();
    signal.addEventListener('abort', wake, { once: true });
    this.#wake = wake;
    if (this.#notified || signal.aborted) wake();
    if (at === undefined) await aborted(waking.signal);
    else await clock.wakeAt(at, waking.signal);
    signal.removeEventListener('abort', wake);
    this.#wake = undefined;
    this.#notified = false;
  }
}

export const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
