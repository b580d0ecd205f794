import { recordBytes, takenWithin } from '#ports';
import type { Clock, Log, LogRecord, ReadLimit, StoredRecord } from '#ports';

export interface MemoryLogOptions {
  readonly topic: string;
  readonly partitions: number;
  /** Gives each append its time. */
  readonly clock: Clock;
  readonly appendBytesMax: number;
}

class Partition {
  readonly records: StoredRecord[] = [];
  /** What waits for the end to grow; each entry takes itself out. */
  readonly waiting = new Set<() => void>();

  append(records: readonly LogRecord[], now: number): number {
    const first = this.records.length;
    const time = Math.max(now, this.records.at(-1)?.time ?? now);
    for (const { key, headers, value } of records) {
      this.records.push({ key, headers, value, offset: this.records.length, time });
    }
    for (const wake of this.waiting) wake();
    return first;
  }

  read(from: number, limit: ReadLimit): StoredRecord[] {
    const slice: StoredRecord[] = [];
    const takes = takenWithin(limit);
    for (let at = Math.max(from, 0); at < this.records.length; at += 1) {
      const record = this.records[at];
      if (record === undefined || !takes(recordBytes(record))) break;
      slice.push(record);
    }
    return slice;
  }
}

export interface MemoryLog extends Log {
  /** The offset that a partition's next record will get. */
  readonly end: (partition: number) => number;
  /** When a record was appended; `undefined` where none stands. */
  readonly timeOf: (partition: number, offset: number) => number | undefined;
}

/** A log of arrays that never fails. Readers get the very objects that were stored. */
export const memoryLog = (options: MemoryLogOptions): MemoryLog => {
  const { topic, clock, appendBytesMax } = options;
  const partitions = Array.from({ length: options.partitions }, () => new Partition());
  const at = (partition: number): Partition => {
    const found = partitions[partition];
    if (found === undefined) throw new RangeError(`${topic} has no partition ${partition}`);
    return found;
  };

  return {
    topic,
    partitions: options.partitions,
    appendBytesMax,
    end: (partition) => at(partition).records.length,
    timeOf: (partition, offset) => at(partition).records[offset]?.time,
    append: async (partition, records) => {
      const bytes = records.reduce((sum, record) => sum + recordBytes(record), 0);
      if (bytes > appendBytesMax) return { kind: 'too-large', limitBytes: appendBytesMax };
      return { kind: 'appended', first: at(partition).append(records, clock.now()) };
    },
    read: async (partition, from, limit) => {
      const { records } = at(partition);
      const slice = { records: at(partition).read(from, limit), start: 0, end: records.length };
      return { kind: 'read', slice };
    },
    grown: async (partition, from, waitMs, signal) => {
      const { records, waiting } = at(partition);
      if (records.length > from) return;
      const enough = new AbortController();
      const stop = (): void => enough.abort('enough');
      const wake = (): void => {
        if (records.length > from) stop();
      };
      waiting.add(wake);
      signal.addEventListener('abort', stop, { once: true });
      if (signal.aborted) stop();
      await clock.wakeAt(clock.now() + waitMs, enough.signal);
      waiting.delete(wake);
      signal.removeEventListener('abort', stop);
    },
  };
};
