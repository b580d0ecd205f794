import { sha256Hex } from '#kernel';
import type { Clock, Random } from '#ports';
import { endIfAborted } from './ending.js';
import { limits } from '../limits.js';

/** A number from 0 to below 1 out of the one source of chance. */
const fraction = (random: Random): number =>
  Number.parseInt(sha256Hex(random.id()).slice(0, 8), 16) / 2 ** 32;

/**
 * Pauses that grow twofold up to a cap, each shortened by chance to between its half and its whole.
 */
export class Backoff {
  #failures = 0;

  constructor(
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /** Ends the work where `signal` aborts meanwhile. */
  async pause(signal: AbortSignal): Promise<void> {
    const { retryMsMin, retryMsMax } = limits;
    const whole = Math.min(retryMsMin * 2 ** Math.min(this.#failures, 20), retryMsMax);
    this.#failures += 1;
    const ms = Math.ceil(whole * (0.5 + fraction(this.random) / 2));
    await this.clock.wakeAt(this.clock.now() + ms, signal);
    endIfAborted(signal);
  }

  succeeded(): void {
    this.#failures = 0;
  }
}

/** Whoever tries again. */
export type Pauses = Pick<Backoff, 'pause' | 'succeeded'>;
