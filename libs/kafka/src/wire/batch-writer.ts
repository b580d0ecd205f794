import crc32c from 'kafkajs/src/protocol/recordBatch/crc32C/index.js';
import type { LogRecord } from '#ports';
import { batchAt, batchFormat, lengthCountsFrom } from './batch-format.js';

const noProducer = -1;
/** A length below this takes one byte, in the protocol's zigzag numbers. */
const shortMax = 64;
/** Most records are shorter than 8 KiB: their length takes two bytes. */
const usualLengthBytes = 2;
const lengthBytesMax = 5;

/**
 * Writes record batches, format 2 of the protocol: one batch at a time, into memory that it keeps.
 * A record costs few calls, where kafkajs makes an encoder of its own for each field.
 */
class BatchWriter {
  #bytes = Buffer.allocUnsafe(2 ** 18);
  #at = 0;

  /** The batch as it is sent, without compression; the memory is overwritten by the next one. */
  write(records: readonly LogRecord[], time: number): Buffer {
    this.#at = batchAt.records;
    for (const [place, record] of records.entries()) this.#record(record, place);
    const batch = this.#bytes.subarray(0, this.#at);
    batch.fill(0, 0, batchAt.records);
    batch.writeInt32BE(batch.length - lengthCountsFrom, batchAt.length);
    batch.writeInt8(batchFormat, batchAt.format);
    batch.writeInt32BE(records.length - 1, batchAt.lastOffsetDelta);
    batch.writeBigInt64BE(BigInt(time), batchAt.firstTime);
    batch.writeBigInt64BE(BigInt(time), batchAt.lastTime);
    batch.writeBigInt64BE(BigInt(noProducer), batchAt.producerId);
    batch.writeInt32BE(records.length, batchAt.count);
    // It covers what stands behind itself.
    batch.writeUInt32BE(crc32c(batch.subarray(batchAt.attributes)), batchAt.checksum);
    return batch;
  }

  #record({ key, headers, value }: LogRecord, place: number): void {
    const start = this.#at;
    const body = start + usualLengthBytes;
    this.#at = body;
    // Attributes, and the time since the batch's: both are always 0.
    this.#byte(0);
    this.#byte(0);
    this.#length(place);
    if (key === null) this.#byte(1);
    else this.#text(key);
    this.#value(value);
    const names = Object.keys(headers);
    this.#length(names.length);
    for (const name of names) {
      this.#text(name);
      this.#text(headers[name] ?? '');
    }
    this.#lengthBefore(start, body);
  }

  /** Writes the length of what stands from `body` on at `start`, and moves it where that fits. */
  #lengthBefore(start: number, body: number): void {
    const end = this.#at;
    this.#at = start;
    this.#room(end - start + lengthBytesMax);
    const length = end - body;
    const needed = lengthOf(length);
    if (needed !== usualLengthBytes) this.#bytes.copyWithin(start + needed, body, end);
    this.#length(length);
    this.#at += length;
  }

  #value(value: Uint8Array | null): void {
    if (value === null) {
      this.#byte(1);
      return;
    }
    this.#length(value.byteLength);
    this.#room(value.byteLength);
    this.#bytes.set(value, this.#at);
    this.#at += value.byteLength;
  }

  #text(text: string): void {
    const { length } = text;
    this.#room(length * 3 + lengthBytesMax);
    if (length < shortMax && this.#plain(text)) return;
    this.#length(Buffer.byteLength(text));
    this.#at += this.#bytes.write(text, this.#at);
  }

  /** Short texts of ASCII alone, which nearly all are, without a call. */
  #plain(text: string): boolean {
    const bytes = this.#bytes;
    let at = this.#at;
    bytes[at] = text.length << 1;
    for (let place = 0; place < text.length; place += 1) {
      const code = text.charCodeAt(place);
      if (code > 127) return false;
      bytes[(at += 1)] = code;
    }
    this.#at = at + 1;
    return true;
  }

  #length(length: number): void {
    this.#room(lengthBytesMax);
    let rest = length * 2;
    while (rest > 127) {
      this.#bytes[this.#at] = (rest & 127) | 128;
      this.#at += 1;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#at] = rest;
    this.#at += 1;
  }

  #byte(byte: number): void {
    this.#room(1);
    this.#bytes[this.#at] = byte;
    this.#at += 1;
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#at + bytes));
    this.#bytes.copy(larger);
    this.#bytes = larger;
  }
}

/** Bytes of a length that is not negative, in the protocol's zigzag numbers. */
export const lengthOf = (length: number): number => {
  let bytes = 1;
  for (let limit = shortMax; length >= limit; limit *= 128) bytes += 1;
  return bytes;
};

const writer = new BatchWriter();

/** K6: one batch, not compressed. To be copied before the next one is asked for. */
export const writeBatch = (records: readonly LogRecord[], time: number): Buffer =>
  writer.write(records, time);
