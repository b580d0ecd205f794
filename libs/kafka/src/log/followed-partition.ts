import { LogTail } from '#ports';
import type { LogRecord, ReadLimit, Slice, LogTails } from '#ports';
import { HeldBack } from '../client/held-back.js';
import type { Readable } from '../wire/readable.js';
import { isDense, isEvents } from '../installation/topics.js';

/** One partition as its follower knows it, and who waits for it. */
export class FollowedPartition {
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
  /** The end that this process's own appends have made; reads must not tell an older one. */
  acknowledged = 0;
  #acknowledgedAt = 0;
  wantedAt = 0;
  /** Since the last poll that answered. */
  failures = 0;
  /** By somebody's open transaction. */
  readonly heldBack = new HeldBack();
  /** The appends of this process. */
  appends: { readonly underWay: Promise<unknown> | undefined } | undefined;
  #tail = new LogTail();
  readonly #waiting = new Set<() => void>();

  /** `topic` is the full name, prefix included. */
  constructor(
    readonly topic: string,
    readonly partition: number,
    private readonly tails: LogTails,
  ) {}

  get isDense(): boolean {
    return isDense(this.topic);
  }

  get isWaitedFor(): boolean {
    return this.#waiting.size > 0;
  }

  follow({ start, end }: { readonly start: number; readonly end: number }): void {
    this.#tail = new LogTail();
    this.start = start;
    this.next = end;
    this.end = end;
    this.state = 'followed';
    this.wake();
  }

  forget(state: 'idle' | 'broken'): void {
    this.state = state;
    this.#tail = new LogTail();
  }

  /** Takes what a poll from `next` on gave. */
  take({ records, next, start, end }: Readable): void {
    this.failures = 0;
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
    this.#acknowledgedAt = performance.now();
    if (this.state !== 'followed' || this.next !== first || time < 0) return;
    const stored = records.map(({ key, headers, value }, at) => ({
      key,
      headers,
      value,
      offset: first + at,
      time,
    }));
    this.take({ records: stored, next, start: this.start, end: Math.max(this.end, next) });
  }

  /** What is known without asking; undefined where a broker must be asked, or the next poll. */
  read(from: number, limit: ReadLimit): Slice | undefined {
    const { start, next } = this;
    if (this.state !== 'followed') return undefined;
    const end = Math.max(this.end, this.acknowledged);
    if (from === next) return next === end ? { records: [], start, end } : undefined;
    if (from < this.#tail.start || from > next) return undefined;
    const records = this.#tail.read(from, limit);
    return { records, start, end, ...(records.length === 0 ? { next } : {}) };
  }

  /** Whether the next poll brings what stands at `from`: it is known to be there. */
  isComing(from: number): boolean {
    return this.state === 'followed' && from === this.next;
  }

  wake(): void {
    for (const wake of this.#waiting) wake();
  }

  /**
   * Whether this process alone has written here of late, and knows all of it: a poll would only
   * bring the same again. Only of events, which have one writer: somebody else's record is then a
   * takeover, and is seen this much later.
   */
  isOwnOfLate(): boolean {
    return (
      isEvents(this.topic) &&
      this.next === this.acknowledged &&
      this.end <= this.next &&
      performance.now() - this.#acknowledgedAt < ownMsMax
    );
  }

  /** Resolves once the end is above `from`, or after `waitMs`, or when `signal` aborts. */
  grown(from: number, waitMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const stop = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        signal?.removeEventListener('abort', stop);
        resolve();
      };
      const wake = (): void => {
        if (this.state === 'followed' && this.next > from) stop();
      };
      const timer = setTimeout(stop, Math.min(waitMs, timerMsMax));
      this.#waiting.add(wake);
      signal?.addEventListener('abort', stop, { once: true });
      if (signal?.aborted === true) stop();
      else wake();
    });
  }
}

const ownMsMax = 500;

/** The longest time that one timer of the platform can sleep. */
const timerMsMax = 2 ** 31 - 1;
