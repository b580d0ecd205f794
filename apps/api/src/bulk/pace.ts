import { Turns } from '../waiting/turns.js';

const paceLimits = {
  /** Rows are read for so long before they rest as long. */
  burstMsMax: 4,
  /** A row that is refused costs as much again to tell, and nothing slows it down behind here. */
  restsOfRefused: 5,
} as const;

/**
 * The rows of all streams are read in bursts, and after each one all of them rest: half of the
 * thread is for others, and most of it where rows are refused.
 */
class Pace {
  readonly #turns = new Turns();
  #restMs = 0;
  #resting: Promise<void> | undefined;

  /** What `read` gives, once the rows do not rest; only what it does at once is work. */
  async work<T>(read: () => T): Promise<Awaited<T>> {
    while (this.#resting !== undefined) await this.#resting;
    return await this.#timed(read);
  }

  #timed<T>(read: () => T): T {
    const began = performance.now();
    let rests: number = paceLimits.restsOfRefused;
    try {
      const row = read();
      rests = 1;
      return row;
    } finally {
      this.#restMs += rests * (performance.now() - began);
      if (this.#restMs > paceLimits.burstMsMax) this.#rest();
    }
  }

  #rest(): void {
    const ms = this.#restMs;
    this.#restMs = 0;
    this.#resting = this.#turns.rest(ms).then(() => {
      this.#resting = undefined;
    });
  }
}

/** Of this process: what its streams have in common is its one thread. */
export const pace = new Pace();
