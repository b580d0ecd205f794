import type { Clock, Position } from '#ports';
import { ViewsUnavailable } from './current-views.js';
import type { Token } from '../../posting/token.js';
import { queryLimits } from './query-limits.js';

/** Who waits until a view has passed his record. */
interface Waiter {
  readonly offset: number;
  readonly reached: () => void;
}

/** Those who wait until a view has passed their own records. */
export class CursorWatch {
  readonly #waits = new Map<number, Set<Waiter>>();

  constructor(
    private readonly clock: Clock,
    private readonly cursor: (partition: number) => Promise<Position | undefined>,
  ) {}

  /**
   * True once the view has passed the inbox record that the token names; false after `waitMs`, or
   * when `signal` aborts.
   */
  async reached(token: Token, waitMs: number, signal: AbortSignal): Promise<boolean> {
    const until = this.clock.now() + waitMs;
    if (await this.#passed(token).catch(notYet)) return true;
    if (waitMs <= 0 || signal.aborted) return false;
    const patience = new AbortController();
    const stop = (): void => patience.abort();
    signal.addEventListener('abort', stop, { once: true });
    const arrived = new Promise<boolean>((resolve) => {
      const waiter = { offset: token.offset, reached: () => resolve(true) };
      this.#await(token.partition, waiter);
      void this.clock.wakeAt(until, patience.signal).then(() => {
        this.#waits.get(token.partition)?.delete(waiter);
        resolve(false);
      });
    });
    const result = await arrived;
    signal.removeEventListener('abort', stop);
    patience.abort();
    return result;
  }

  async #passed({ partition, offset }: Token): Promise<boolean> {
    const cursor = await this.cursor(partition);
    return cursor !== undefined && cursor.inbox >= offset;
  }

  /** All who wait on a partition share one look at its cursor. */
  #await(partition: number, waiter: Waiter): void {
    const waiting = this.#waits.get(partition);
    if (waiting !== undefined && waiting.size > 0) {
      waiting.add(waiter);
      return;
    }
    const first = new Set([waiter]);
    this.#waits.set(partition, first);
    void this.#watch(partition, first);
  }

  async #watch(partition: number, waiting: Set<Waiter>): Promise<void> {
    const forever = new AbortController().signal;
    while (waiting.size > 0) {
      // Trouble of the store passes, or the patience of those who wait ends.
      const cursor = await this.cursor(partition).catch(() => undefined);
      for (const waiter of waiting) {
        if (cursor === undefined || cursor.inbox < waiter.offset) continue;
        waiting.delete(waiter);
        waiter.reached();
      }
      if (waiting.size === 0) return;
      await this.clock.wakeAt(this.clock.now() + queryLimits.pollMs, forever);
    }
  }
}

/** Who waits for a view that cannot answer waits on. */
const notYet = (error: unknown): false => {
  if (error instanceof ViewsUnavailable) return false;
  throw error;
};
