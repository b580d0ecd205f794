import { weightOf } from '#kernel';
import { StoreRefused } from '#ports';
import type { StateChanges } from '#ports';
import { assertFits, putAll } from './documents.js';
import type { Documents } from './documents.js';
import { systemClock } from '../machine/system.js';

/**
 * How long a change waits for those that replace it, how many wait before that, and how much memory
 * those of all stores of this process may take.
 */
export const writeBehindLimits = {
  flushMs: 2_000,
  changesMax: 8_192,
  waitingBytesMax: 32 * 2 ** 20,
} as const;

/** Those of this process that have changes waiting, and what these take in memory. */
const waiting = { bytes: 0, all: new Set<WriteBehind>() };

/** Keys from `low` on that stand before `high`. */
export interface KeyRange {
  readonly low: string;
  readonly high: string;
  readonly limit: number;
  readonly descending: boolean;
}

/** All keys that begin with `prefix`, which must not end in U+FFFF. */
export const beginningWith = (prefix: string): Pick<KeyRange, 'low' | 'high'> => {
  const last = prefix.length - 1;
  const next = String.fromCharCode(prefix.charCodeAt(last) + 1);
  return { low: prefix, high: prefix.slice(0, last) + next };
};

/**
 * Documents of a disposable store, written behind: what is changed is seen at once by this process
 * and stored two seconds later, all of it in one transaction, so that what changes again and again
 * is encoded once. A killed process has lost the last seconds, cursor included: they are made again
 * from the log.
 */
export class WriteBehind {
  #changes = new Map<string, object | null>();
  /** In memory. */
  #bytes = 0;
  /** Under way to the store. */
  #flushing: { readonly changes: StateChanges; readonly done: Promise<void> } | undefined;
  /** What the store said last, if it has not taken what waits. */
  #failure: { readonly error: unknown } | undefined;
  #timer: AbortController | undefined;

  /** `documents` answers undefined where there are none to read (yet). */
  constructor(private readonly documents: () => Documents | undefined) {}

  get(key: string): object | undefined {
    const change = this.#changeOf(key);
    return change === undefined ? this.documents()?.get(key) : (change ?? undefined);
  }

  /** Throws where the store will never take what waits: also whoever writes nothing is told. */
  assertTaken(): void {
    if (this.#failure?.error instanceof StoreRefused) throw this.#failure.error;
  }

  keys({ low, high, limit, descending }: KeyRange): readonly string[] {
    const changed = [...this.#changedIn(low, high)];
    // Each changed key may hide one stored key, so that many more are looked at.
    const most = limit + changed.length;
    const found = this.#stored(low, high, most, descending);
    if (changed.length === 0) return found;
    const kept = found.filter((key) => this.#changeOf(key) === undefined);
    for (const key of changed) if (this.#changeOf(key) !== null) kept.push(key);
    const direction = descending ? -1 : 1;
    return kept.toSorted((a, b) => (a < b ? -direction : direction)).slice(0, limit);
  }

  /**
   * All or nothing; `null` deletes. Seen by reads from now on. Rejects where the store has failed
   * to take what waits: then nothing more is taken. Waits where too much waits already.
   */
  async write(changes: Iterable<readonly [string, object | null]>): Promise<void> {
    if (this.#failure !== undefined) await this.flush();
    const all = Array.from(changes);
    for (const [key] of all) assertFits(key);
    for (const [key, doc] of all) this.#set(key, doc);
    const { changesMax, waitingBytesMax } = writeBehindLimits;
    if (waiting.bytes > waitingBytesMax) {
      const flushed = Array.from(waiting.all, (each) => each.flush().catch(() => undefined));
      await Promise.all(flushed);
      return;
    }
    if (this.#changes.size < changesMax) {
      this.#timer ??= this.#startTimer();
      return;
    }
    const before = this.#flushing?.done;
    const flushed = this.flush();
    // What is still under way gives a batch its pause; the store's own answer comes with the next.
    flushed.catch(() => undefined);
    await before;
  }

  /** Resolves when everything changed until now is stored; rejects where it could not be. */
  async flush(): Promise<void> {
    while (this.#flushing !== undefined) await this.#flushing.done;
    this.#timer?.abort();
    this.#timer = undefined;
    if (this.#changes.size === 0) return;
    const changes = this.#take();
    const done = this.#store(changes).finally(() => {
      this.#flushing = undefined;
    });
    this.#flushing = { changes, done };
    await done;
  }

  /** Forgets what waits; resolves when nothing is under way. */
  async discard(): Promise<void> {
    this.#timer?.abort();
    this.#timer = undefined;
    this.#take();
    await this.#flushing?.done.catch(() => undefined);
    this.#take();
  }

  #set(key: string, doc: object | null): void {
    const bytes = weightOf(doc) - weightOf(this.#changes.get(key));
    this.#changes.set(key, doc);
    this.#bytes += bytes;
    waiting.bytes += bytes;
    waiting.all.add(this);
  }

  /** What waits; nothing waits any more. */
  #take(): Map<string, object | null> {
    const changes = this.#changes;
    this.#changes = new Map();
    waiting.bytes -= this.#bytes;
    waiting.all.delete(this);
    this.#bytes = 0;
    return changes;
  }

  async #store(changes: Map<string, object | null>): Promise<void> {
    try {
      const documents = this.documents();
      if (documents === undefined) throw new Error('the data directory is read only');
      await putAll(documents, changes);
      this.#failure = undefined;
    } catch (error) {
      this.#failure = { error };
      for (const [key, doc] of [...changes, ...this.#take()]) this.#set(key, doc);
      throw error;
    }
  }

  #startTimer(): AbortController {
    const over = new AbortController();
    void systemClock
      .wakeAt(systemClock.now() + writeBehindLimits.flushMs, over.signal)
      // What fails is told to the next one who writes.
      .then(() => (over.signal.aborted ? undefined : this.flush().catch(() => undefined)));
    return over;
  }

  #changeOf(key: string): object | null | undefined {
    const change = this.#changes.get(key);
    return change === undefined ? this.#flushing?.changes.get(key) : change;
  }

  #changedIn(low: string, high: string): ReadonlySet<string> {
    const found = new Set<string>();
    for (const changes of [this.#flushing?.changes, this.#changes]) {
      for (const key of changes?.keys() ?? []) if (key >= low && key < high) found.add(key);
    }
    return found;
  }

  #stored(low: string, high: string, limit: number, descending: boolean): readonly string[] {
    const range = descending
      ? { start: high, end: low, reverse: true, inclusiveEnd: true, limit: limit + 1 }
      : { start: low, end: high, limit };
    const found: string[] = [];
    for (const key of this.documents()?.getKeys(range) ?? []) {
      if (key !== high && found.length < limit) found.push(key);
    }
    return found;
  }
}
