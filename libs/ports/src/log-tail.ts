import { recordBytes, takenWithin } from './log.js';
import type { ReadLimit, StoredRecord } from './log.js';

interface Chunk {
  readonly records: readonly StoredRecord[];
  readonly sizes: readonly number[];
}

/**
 * The newest records of one partition that this process has seen, oldest first, without a gap: as
 * the objects that they were appended or decoded as, so that readers decode nothing and share what
 * they derive from a record.
 */
export class LogTail {
  readonly #chunks: Chunk[] = [];

  /** The first offset that it holds; `Infinity` where it holds none. */
  get start(): number {
    return this.#chunks[0]?.records[0]?.offset ?? Infinity;
  }

  add(chunk: Chunk): void {
    this.#chunks.push(chunk);
  }

  dropOldest(): void {
    this.#chunks.shift();
  }

  /** From `from` on, up to the limit, at least one; `from` must not lie before `start`. */
  read(from: number, limit: ReadLimit): StoredRecord[] {
    const found: StoredRecord[] = [];
    const takes = takenWithin(limit);
    for (let c = this.#holding(from); c < this.#chunks.length; c += 1) {
      const { records = [], sizes = [] } = this.#chunks[c] ?? {};
      for (let i = indexOf(records, from); i < records.length; i += 1) {
        const record = records[i];
        if (record === undefined || !takes(sizes[i] ?? 0)) return found;
        found.push(record);
      }
    }
    return found;
  }

  /** The place of the chunk that holds this offset. */
  #holding(offset: number): number {
    let low = 0;
    let high = this.#chunks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#chunks[middle]?.records.at(-1)?.offset ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** The place of the first record at or above `offset`. */
const indexOf = (records: readonly StoredRecord[], offset: number): number => {
  const at = offset - (records[0]?.offset ?? 0);
  if (at <= 0 || records[at]?.offset === offset) return Math.max(at, 0);
  const found = records.findIndex((record) => record.offset >= offset);
  return found < 0 ? records.length : found;
};

/** All tails of a process, up to a size: what was added first is dropped first. */
export class LogTails {
  readonly #order: { readonly tail: LogTail; readonly bytes: number }[] = [];
  #bytes = 0;

  constructor(readonly bytesMax: number) {}

  add(
    tail: LogTail,
    records: readonly StoredRecord[],
    sizes: readonly number[] = records.map(recordBytes),
  ): void {
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    tail.add({ records, sizes });
    this.#order.push({ tail, bytes });
    this.#bytes += bytes;
    while (this.#bytes > this.bytesMax) {
      const oldest = this.#order.shift();
      if (oldest === undefined) return;
      oldest.tail.dropOldest();
      this.#bytes -= oldest.bytes;
    }
  }
}
