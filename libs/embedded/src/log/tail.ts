import type { ReadLimit, StoredRecord } from '#ports';

/** One append as it is kept: its records with the bytes of each. */
export interface Kept {
  readonly records: readonly StoredRecord[];
  readonly sizes: readonly number[];
}

/** The newest appends of one partition, oldest first, without a gap. */
export class Tail {
  readonly #appends: Kept[] = [];

  /** The first offset that it holds; `Infinity` where it holds none. */
  get start(): number {
    return this.#appends[0]?.records[0]?.offset ?? Infinity;
  }

  add(append: Kept): void {
    this.#appends.push(append);
  }

  dropOldest(): void {
    this.#appends.shift();
  }

  /**
   * The records from `from` on, up to the limit, at least one; `from` must not lie before `start`.
   */
  read(from: number, limit: ReadLimit): StoredRecord[] {
    const found: StoredRecord[] = [];
    let bytes = 0;
    for (let a = this.#holding(from); a < this.#appends.length; a += 1) {
      const { records = [], sizes = [] } = this.#appends[a] ?? {};
      for (let i = Math.max(from - (records[0]?.offset ?? 0), 0); i < records.length; i += 1) {
        const record = records[i];
        bytes += sizes[i] ?? 0;
        const full = found.length >= limit.records || bytes > limit.bytes;
        if (record === undefined || (full && found.length > 0)) return found;
        found.push(record);
      }
    }
    return found;
  }

  /** The place of the append that holds this offset. */
  #holding(offset: number): number {
    let low = 0;
    let high = this.#appends.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#appends[middle]?.records.at(-1)?.offset ?? 0) < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/**
 * Keeps the newest records of all partitions as the objects that they were appended as, up to a
 * size, so that readers in the same process decode nothing and share what they derive from a
 * record.
 */
export class Tails {
  readonly #order: { readonly tail: Tail; readonly bytes: number }[] = [];
  #bytes = 0;

  constructor(readonly bytesMax: number) {}

  add(tail: Tail, append: Kept): void {
    const bytes = append.sizes.reduce((sum, size) => sum + size, 0);
    tail.add(append);
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
