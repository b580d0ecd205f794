import { LogTail, recordBytes, takenWithin } from '#ports';
import type { Clock, LogRecord, ReadLimit, StoredRecord, LogTails } from '#ports';
import type { Database, PutOptions } from 'lmdb';
import { onAbort } from '../machine/on-abort.js';
import { RecordBatch, stampBatch } from '../lmdb/record-batch.js';
import { timerMsMax } from '../machine/system.js';

/** What is to be written: encoded already, placed and timed when its turn has come. */
export interface Pending {
  readonly partition: LogPartition;
  readonly records: readonly LogRecord[];
  /** Bytes of each record, as limits count them. */
  readonly sizes: readonly number[];
  readonly bytes: Buffer;
}

/** An append that was given its place. */
export interface Placed extends Pending {
  readonly first: number;
  readonly time: number;
}

/** lmdb's types know the options of `putSync` alone. */
export type Appends = Database<Buffer, number> & {
  put(first: number, bytes: Buffer, options: PutOptions): Promise<boolean>;
};

/** One partition of one topic: a database of appends by their first offset. */
export class LogPartition {
  /** Behind the last durable record. */
  end = 0;
  #tail = new LogTail();
  readonly #waiting = new Set<() => void>();
  #next = 0;
  #time = 0;

  constructor(
    readonly appends: Appends | undefined,
    private readonly tails: LogTails,
  ) {
    this.refresh();
  }

  /**
   * Reads where the log stands: after opening, after a failed write, or where another process
   * writes.
   */
  refresh(): void {
    this.appends?.resetReadTxn();
    const last = this.#entries({ reverse: true, limit: 1 })[0];
    // What others wrote is not in the tail, which has no gaps.
    if (last?.end !== this.end) this.#tail = new LogTail();
    this.end = last?.end ?? 0;
    this.#next = this.end;
    this.#time = last?.time ?? 0;
  }

  /** The next offsets and a time that does not run back. */
  place(pending: Pending, clock: Clock): Placed {
    const first = this.#next;
    this.#next += pending.records.length;
    this.#time = Math.max(this.#time, clock.now());
    stampBatch(pending.bytes, this.#time);
    return { ...pending, first, time: this.#time };
  }

  /** Shows a durable append to readers. */
  show({ first, time, records: given, sizes }: Placed): void {
    const records = given.map(({ key, headers, value }, i) => ({
      key,
      headers,
      value,
      offset: first + i,
      time,
    }));
    this.end = first + records.length;
    this.tails.add(this.#tail, records, sizes);
    for (const wake of this.#waiting) wake();
  }

  read(from: number, limit: ReadLimit): StoredRecord[] {
    const start = Math.max(from, 0);
    if (start >= this.end) return [];
    return start >= this.#tail.start ? this.#tail.read(start, limit) : this.#stored(start, limit);
  }

  /** Resolves once the end is above `from`, or after `waitMs`, or when `signal` aborts. */
  grown(from: number, waitMs: number, signal: AbortSignal): Promise<void> {
    if (this.end > from || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const stop = (): void => {
        this.#waiting.delete(wake);
        clearTimeout(timer);
        forget();
        resolve();
      };
      const wake = (): void => {
        if (this.end > from) stop();
      };
      this.#waiting.add(wake);
      const timer = setTimeout(stop, Math.min(waitMs, timerMsMax));
      const forget = onAbort(signal, stop);
    });
  }

  #stored(from: number, limit: ReadLimit): StoredRecord[] {
    const found: StoredRecord[] = [];
    const takes = takenWithin(limit);
    for (const batch of this.#batchesFrom(from, limit.bytes)) {
      const end = Math.min(batch.end, this.end);
      for (let offset = from + found.length; offset < end; offset += 1) {
        const record = batch.record(offset);
        if (!takes(recordBytes(record))) return found;
        found.push(record);
      }
    }
    return found;
  }

  /**
   * Appends from the one that holds `from` on, a few at a time, which may be large: no long-lived
   * read transaction.
   */
  *#batchesFrom(from: number, bytes: number): Generator<RecordBatch> {
    const [holding] = this.#entries({ start: from, reverse: true, limit: 1 });
    if (holding === undefined) return;
    yield holding;
    for (let next = holding.end; next < this.end;) {
      const batches = this.#entries({ start: next, limit: 8 }, bytes);
      if (batches.length === 0) return;
      yield* batches;
      next = batches.at(-1)?.end ?? this.end;
    }
  }

  #entries(
    range: { start?: number; reverse?: boolean; limit: number },
    bytesMax = Infinity,
  ): RecordBatch[] {
    if (this.appends === undefined) return [];
    const found: RecordBatch[] = [];
    let bytes = 0;
    for (const { key, value } of this.appends.getRange(range)) {
      found.push(new RecordBatch(key, value));
      bytes += value.length;
      if (bytes >= bytesMax) break;
    }
    return found;
  }
}
