import { setTimeout as pause } from 'node:timers/promises';
import type { Patience } from './patience.js';

/** So many requests of one process wait at once; others are answered by what is known now. */
const waitingMax = 1_000;
/** Looks at everything that moves: each costs as much as many small requests. */
const settlingMax = 8;
const lookMs = 25;

/** Who waits in this process, and for what. */
class Waits {
  #waiting = 0;
  #settling = 0;

  /** `work` with the patience that there is room for: a wait is a wish (RFC 7240). */
  async within<T>(
    { waitMs, signal }: Patience,
    work: (patience: Patience) => Promise<T>,
  ): Promise<T> {
    const hasRoom = this.#waiting < waitingMax;
    this.#waiting += 1;
    try {
      return await work({ waitMs: hasRoom ? waitMs : 0, signal });
    } finally {
      this.#waiting -= 1;
    }
  }

  /** `look` with what is left of the patience, once fewer look; undefined where none is left. */
  async inTurn<T>(
    { waitMs, signal }: Patience,
    look: (patience: Patience) => Promise<T>,
  ): Promise<T | undefined> {
    const until = performance.now() + waitMs;
    while (this.#settling >= settlingMax) {
      if (signal.aborted || performance.now() >= until) return undefined;
      await pause(lookMs);
    }
    this.#settling += 1;
    try {
      return await look({ waitMs: Math.max(0, until - performance.now()), signal });
    } finally {
      this.#settling -= 1;
    }
  }
}

/** Of this process: what its requests have in common is its memory and its one thread. */
export const waits = new Waits();
