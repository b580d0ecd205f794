import type { LogRecord, StoredRecord } from '#ports';

// The records of one append as one value of the store:
//   u8 format, f64 time, u32 count, u32 length of the shapes, the shapes (JSON: lists of header
//   names), u32 end of each record, counted from the first, the records.
// A record: u8 flags, u16 shape, u32 length of the key and of each header's value in UTF-16 units,
//   u32 bytes of text, the text (key and header values, one behind the other), its value.
const format = 1;
const fixedBytes = 17;
const keyIsNull = 1;
const valueIsNull = 2;
const recordFixedBytes = 11;
const utf8BytesMax = 3;

/** The header names of the records of a batch; most have the same ones. */
class Shapes {
  readonly lists: (readonly string[])[] = [];
  readonly #places = new Map<string, number>();
  #last = 0;

  placeOf(names: readonly string[]): number {
    const last = this.lists[this.#last];
    if (last?.length === names.length && names.every((name, i) => name === last[i])) {
      return this.#last;
    }
    const text = JSON.stringify(names);
    const place = this.#places.get(text) ?? this.lists.push(names) - 1;
    this.#places.set(text, place);
    this.#last = place;
    return place;
  }
}

const bodyBytesMax = (records: readonly LogRecord[]): number =>
  records.reduce((sum, { key, headers, value }) => {
    let bytes = sum + recordFixedBytes + utf8BytesMax * (key?.length ?? 0) + (value?.length ?? 0);
    for (const name in headers) bytes += 4 + utf8BytesMax * (headers[name]?.length ?? 0);
    return bytes;
  }, 0);

/** Writes one record at `at` and answers where it ends. */
const writeRecord = (target: Buffer, start: number, record: LogRecord, shapes: Shapes): number => {
  const { key, headers, value } = record;
  const names = Object.keys(headers);
  target[start] = (key === null ? keyIsNull : 0) | (value === null ? valueIsNull : 0);
  target.writeUInt16LE(shapes.placeOf(names), start + 1);
  let text = key ?? '';
  let at = target.writeUInt32LE(text.length, start + 3);
  for (const name of names) {
    const header = headers[name] ?? '';
    at = target.writeUInt32LE(header.length, at);
    text += header;
  }
  const textBytes = target.write(text, at + 4, 'utf8');
  at = target.writeUInt32LE(textBytes, at) + textBytes;
  if (value !== null) target.set(value, at);
  return at + (value?.length ?? 0);
};

const scratchBytesKept = 2 ** 20;
let scratch = Buffer.allocUnsafeSlow(2 ** 16);

/** Room to write a body into before it is copied to where it belongs. */
const room = (bytes: number): Buffer => {
  if (bytes <= scratch.length) return scratch;
  const larger = Buffer.allocUnsafeSlow(bytes);
  if (bytes <= scratchBytesKept) scratch = larger;
  return larger;
};

/** The bytes of one append, without its time; `stampBatch` puts that in. */
export const encodeBatch = (records: readonly LogRecord[]): Buffer => {
  const shapes = new Shapes();
  const body = room(bodyBytesMax(records));
  const ends = Buffer.allocUnsafe(records.length * 4);
  let end = 0;
  for (const [i, record] of records.entries()) {
    end = writeRecord(body, end, record, shapes);
    ends.writeUInt32LE(end, i * 4);
  }
  const names = Buffer.from(JSON.stringify(shapes.lists));
  const fixed = Buffer.alloc(fixedBytes);
  fixed[0] = format;
  fixed.writeUInt32LE(records.length, 9);
  fixed.writeUInt32LE(names.length, 13);
  return Buffer.concat([fixed, names, ends, body.subarray(0, end)]);
};

/** Gives an encoded append the time (epoch milliseconds) that all its records carry. */
export const stampBatch = (bytes: Buffer, time: number): void => {
  bytes.writeDoubleLE(time, 1);
};

/** One stored append; records are decoded when they are asked for. */
export class RecordBatch {
  readonly time: number;
  /** The offset behind its last record. */
  readonly end: number;
  readonly #ends: number;
  readonly #body: number;
  readonly #shapes: readonly (readonly string[])[];

  /** `first` is the offset of its first record. */
  constructor(
    readonly first: number,
    readonly bytes: Buffer,
  ) {
    if (bytes[0] !== format) {
      throw new Error(`the log entry at ${first} has format ${bytes[0]}, expected ${format}`);
    }
    const count = bytes.readUInt32LE(9);
    this.time = bytes.readDoubleLE(1);
    this.end = first + count;
    this.#ends = fixedBytes + bytes.readUInt32LE(13);
    this.#body = this.#ends + count * 4;
    this.#shapes = JSON.parse(bytes.toString('utf8', fixedBytes, this.#ends));
  }

  /** The record at this offset, which must lie in the batch. */
  record(offset: number): StoredRecord {
    const { bytes } = this;
    const place = this.#ends + (offset - this.first) * 4;
    const start = this.#body + (offset === this.first ? 0 : bytes.readUInt32LE(place - 4));
    const flags = bytes.readUInt8(start);
    const names = this.#shapes[bytes.readUInt16LE(start + 1)] ?? [];
    const keyLength = bytes.readUInt32LE(start + 3);
    const lengths = start + 7;
    const textAt = lengths + names.length * 4 + 4;
    const textEnd = textAt + bytes.readUInt32LE(textAt - 4);
    const text = bytes.toString('utf8', textAt, textEnd);
    const headers: Record<string, string> = {};
    let from = keyLength;
    for (const [i, name] of names.entries()) {
      const to = from + bytes.readUInt32LE(lengths + i * 4);
      headers[name] = text.slice(from, to);
      from = to;
    }
    return {
      key: (flags & keyIsNull) === 0 ? text.slice(0, keyLength) : null,
      headers,
      value:
        (flags & valueIsNull) === 0
          ? bytes.subarray(textEnd, this.#body + bytes.readUInt32LE(place))
          : null,
      offset,
      time: this.time,
    };
  }
}
