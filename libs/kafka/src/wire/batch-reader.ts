import type { StoredRecord } from '#ports';
import { attributeBits, batchAt } from './batch-format.js';

/** Names of headers are few; foreign ones may be any, and are not kept. */
const namesMax = 256;
const names = new Map<number, string>();

/** Reads the records of one batch that is not compressed: format 2 of the protocol. */
export const readRecords = (bytes: Buffer, start: number): readonly StoredRecord[] =>
  new BatchReader(bytes, start).records();

class BatchReader {
  #at: number;

  constructor(
    private readonly bytes: Buffer,
    private readonly start: number,
  ) {
    this.#at = start + batchAt.records;
  }

  records(): readonly StoredRecord[] {
    const { bytes, start } = this;
    const first = Number(bytes.readBigInt64BE(start + batchAt.firstOffset));
    const isOfAppend =
      (bytes.readInt16BE(start + batchAt.attributes) & attributeBits.timeOfAppend) !== 0;
    const firstTime = Number(bytes.readBigInt64BE(start + batchAt.firstTime));
    const lastTime = Number(bytes.readBigInt64BE(start + batchAt.lastTime));
    const records: StoredRecord[] = [];
    for (let count = bytes.readInt32BE(start + batchAt.count); count > 0; count -= 1) {
      const length = this.#number();
      const end = this.#at + length;
      // Attributes of a record mean nothing yet.
      this.#at += 1;
      const later = this.#number();
      const time = isOfAppend ? lastTime : firstTime + later;
      const offset = first + this.#number();
      records.push(this.#record(offset, time));
      this.#at = end;
    }
    return records;
  }

  #record(offset: number, time: number): StoredRecord {
    const key = this.#text();
    const length = this.#number();
    const value = length < 0 ? null : this.bytes.subarray(this.#at, this.#at + length);
    this.#at += Math.max(length, 0);
    return { offset, time, key, headers: this.#headers(), value };
  }

  /** A foreign producer may send one without value, or several of one name: the last counts. */
  #headers(): Record<string, string> {
    const headers: Record<string, string> = {};
    for (let count = this.#number(); count > 0; count -= 1) {
      const name = this.#name();
      const value = this.#text() ?? '';
      if (name === '__proto__') {
        Object.defineProperty(headers, name, { value, enumerable: true });
      } else headers[name] = value;
    }
    return headers;
  }

  #text(): string | null {
    const length = this.#number();
    if (length < 0) return null;
    const end = this.#at + length;
    const text = this.bytes.toString('utf8', this.#at, end);
    this.#at = end;
    return text;
  }

  /** The same text for the same bytes, where it can be: objects of one form are read faster. */
  #name(): string {
    const length = this.#number();
    const start = this.#at;
    const end = start + Math.max(length, 0);
    let hash = length;
    for (let at = start; at < end; at += 1) hash = (hash * 31 + (this.bytes[at] ?? 0)) | 0;
    this.#at = end;
    const known = names.get(hash);
    if (known?.length === length && this.#stands(known, start)) return known;
    const name = this.bytes.toString('utf8', start, end);
    if (known === undefined && names.size < namesMax) names.set(hash, name);
    return name;
  }

  #stands(name: string, start: number): boolean {
    for (let at = 0; at < name.length; at += 1) {
      if (name.charCodeAt(at) !== this.bytes[start + at]) return false;
    }
    return true;
  }

  /** A zigzag number of up to 53 bits. */
  #number(): number {
    let byte = this.bytes[this.#at] ?? 0;
    this.#at += 1;
    if (byte < 128) return (byte >>> 1) ^ -(byte & 1);
    let value = byte & 127;
    for (let factor = 128; byte > 127; factor *= 128) {
      byte = this.bytes[this.#at] ?? 0;
      this.#at += 1;
      value += (byte & 127) * factor;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}
