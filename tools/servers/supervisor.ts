import { setTimeout as sleep } from 'node:timers/promises';
import type { Ended, ServerProcess } from './server-process.js';

const pauseMsMin = 500;
const pauseMsMax = 10_000;
/** One that ran this long is not failing at its start. */
const healthyMsMin = 30_000;
const charsMax = 300;

/** Starts a process again, with growing pauses, as often as it ends by itself. */
export class Supervisor {
  readonly #stopped = new AbortController();

  constructor(
    readonly process: ServerProcess,
    readonly say: (line: string) => void,
  ) {}

  /**
   * Of a process that was started just now. Resolves with how it ended where `givesUp` says so,
   * which is told how often it ended in a row, each time soon after its start; with undefined
   * when it was stopped.
   */
  async keep(givesUp: (ended: Ended, inARow: number) => boolean): Promise<Ended | undefined> {
    for (let inARow = 1; ; inARow += 1) {
      const began = performance.now();
      const ended = await this.process.ended;
      if (this.#stopped.signal.aborted) return undefined;
      if (performance.now() - began > healthyMsMin) inARow = 1;
      if (givesUp(ended, inARow)) return ended;
      const pauseMs = Math.min(pauseMsMin * 2 ** (inARow - 1), pauseMsMax);
      this.#tell(ended, pauseMs);
      await this.#pause(pauseMs);
      if (this.#stopped.signal.aborted) return undefined;
      this.process.start();
    }
  }

  /** Who is killed by a signal has not said why: its last line is of something else. */
  #tell({ code, how }: Ended, pauseMs: number): void {
    const { name } = this.process;
    const last = code === null ? '' : this.process.logTail(1).slice(0, charsMax);
    const said = last === '' ? '' : `; it said last: ${last}`;
    this.say(`${name} ended (${how}), again in ${pauseMs / 1000} s${said}`);
  }

  async #pause(ms: number): Promise<void> {
    const { signal } = this.#stopped;
    await sleep(ms, undefined, { signal }).catch(() => undefined);
  }

  /** From now on it is left as it is: whoever ends it says this first. */
  stop(): void {
    this.#stopped.abort();
  }
}
