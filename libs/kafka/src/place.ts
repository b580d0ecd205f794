import type { LogRecord, ReadLimit, Slice } from '#ports';
import type { Readable } from './readable.js';
import { Tail } from './tail.js';
import type { Tails } from './tail.js';

/** One partition as its follower knows it, and who waits for it. */
export class Place {
  /**
   * `idle`: nobody asks for it; `starting`: its end is asked for; `followed`: it is in the polls;
   * `broken`: a poll failed, nothing is known until the next one.
   */
  state: 'idle' | 'starting' | 'followed' | 'broken' = 'idle';
  /** The first offset of the log. */
  start = 0;
  /** The next offset to poll: everything before it, from the tail's start on, is in the tail. */
  next = 0;
  /** The log's end, as far as it is known; not below `next`. */
  end = 0;
  /** The end that this process's own appends have made; reads must not fall behind it. */
  acknowledged = 0;
  wantedAt = 0;
  /** The appends of this process. */
  appends: { readonly underWay: Promise<unknown> | undefined } | undefined;
  #tail = new Tail();
  readonly #waiting = new Set<() => void>();

  constructor(readonly partition: number, private readonly tails: Tails) {}

  get isWaitedFor(): boolean {
    return this.#waiting.size > 0;
  }

  follow({ start, end }: { readonly start: number; readonly end: number }): void {
    this.#tail = new Tail();
    this.start = start;
    this.next = end;
    this.end = end;
    this.state = 'followed';
    this.wake();
  }

  forget(state: 'idle' | 'broken'): void {
    this.state = state;
    this.#tail = new Tail();
  }

  /** Takes what a poll from `next` on gave. */
  take({ records, next, start, end }: Readable): void {
    this.start = start;
    this.end = end;
    if (next <= this.next) return;
    if (records.length > 0) this.tails.add(this.#tail, records);
    this.next = next;
    this.wake();
  }

  /**
   * Takes what this process has appended, as the objects that they are: its readers decode nothing.
   * Where the poll was faster, or others wrote before, the poll's copy is taken.
   */
  acknowledge(records: readonly LogRecord[], first: number, time: number): void {
    const next = first + records.length;
    this.acknowledged = Math.max(this.acknowledged, next);
    if (this.state !== 'followed' || this.next !== first || time < 0) return;
    const stored = records.map(({ key, headers, value }, at) =>
      ({ key, headers, value, offset: first + at, time }));
    this.take({ records: stored, next, start: this.start, end: Math.max(this.end, next) });
  }

  /** What is known without asking; undefined where a broker must be asked. */
  read(from: number, limit: ReadLimit): Slice | undefined {
    const { start, next, end } = this;
    if (this.state !== 'followed' || next < this.acknowledged) return undefined;
    if (from === next && next === end) return { records: [], start, end };
    if (from < this.#tail.start || from >= next) return undefined;
    const records = this.#tail.read(from, limit);
    return { records, start, end, ...(records.length === 0 ? { next } : {}) };
  }

  wake(): void {
    for (const wake of this.#waiting) wake();
  }

  /** Resolves once the end is above `from`, or after `waitMs`, or when `signal` aborts. */
  grown(from: number, waitMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const stop = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', stop);
        resolve();
      };
      const wake = (): void => {
        if (this.state === 'followed' && this.next > from) stop();
      };
      const timer = setTimeout(stop, Math.min(waitMs, timerMsMax));
      this.#waiting.add(wake);
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
      else wake();
    });
  }
}

/** The longest time that one timer of the platform can sleep. */
const timerMsMax = 2 ** 31 - 1;
