import { createHmac, hash } from 'node:crypto';

/** d before the first answer of a log. */
export const zeroDigest: Uint8Array = new Uint8Array(16);

/** What a log record shows to the digest: its position in the log is not part of it. */
export interface DigestedRecord {
  readonly key: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Uint8Array | null;
}

/** The term differs between a deposed writer's copy and ours. */
const termHeader = 'ce_omsterm';
/** It ends with `prev`, which is the digest itself: as many hexadecimal digits. */
const linkHeader = 'ce_omslink';
const prevChars = 32;

const digestBytes = 16;
const absent = 0xffffffff;
const scratchBytesInitial = 64 * 1024;
const scratchBytesKept = 1024 * 1024;
const shapesMax = 64;
/** Up to this length a loop is faster than a call into native code. */
const loopedBytesMax = 64;

/** The digested header names of records that carry the same names in the same order. */
interface HeaderShape {
  readonly names: readonly string[];
  readonly digested: readonly { readonly name: string; readonly part: Uint8Array }[];
}

let scratch = Buffer.allocUnsafe(scratchBytesInitial);
let end = 0;
let shapes: HeaderShape[] = [];

const reserve = (bytes: number): void => {
  if (end + bytes <= scratch.length) return;
  const larger = Buffer.allocUnsafe(Math.max(scratch.length * 2, end + bytes));
  scratch.copy(larger, 0, 0, end);
  scratch = larger;
};

const writeLength = (at: number, length: number): void => {
  scratch[at] = length >>> 24;
  scratch[at + 1] = length >>> 16;
  scratch[at + 2] = length >>> 8;
  scratch[at + 3] = length;
};

const writeBytes = (bytes: Uint8Array): void => {
  const { length } = bytes;
  reserve(length);
  if (length > loopedBytesMax) scratch.set(bytes, end);
  else for (let i = 0; i < length; i += 1) scratch[end + i] = bytes[i] ?? 0;
  end += length;
};

/** Writes short ASCII text without leaving JavaScript; false where it is neither. */
const writeAscii = (text: string): boolean => {
  const { length } = text;
  if (length > loopedBytesMax) return false;
  for (let i = 0, at = end + 4; i < length; i += 1, at += 1) {
    const code = text.charCodeAt(i);
    if (code > 0x7f) return false;
    scratch[at] = code;
  }
  return true;
};

const writeText = (text: string): void => {
  reserve(4 + text.length * 3);
  const length = writeAscii(text) ? text.length : scratch.write(text, end + 4, 'utf8');
  writeLength(end, length);
  end += 4 + length;
};

const writePart = (part: Uint8Array | null): void => {
  reserve(4);
  writeLength(end, part === null ? absent : part.length);
  end += 4;
  if (part !== null) writeBytes(part);
};

const writeKey = (key: string | null): void => (key === null ? writePart(null) : writeText(key));

const sameNames = (left: readonly string[], right: readonly string[]): boolean => {
  if (left.length !== right.length) return false;
  for (let i = 0; i < left.length; i += 1) if (left[i] !== right[i]) return false;
  return true;
};

const shapeOf = (names: readonly string[]): HeaderShape => ({
  names,
  digested: names
    .filter((name) => name !== termHeader)
    .toSorted()
    .map((name) => {
      const bytes = Buffer.from(name, 'utf8');
      const part = new Uint8Array(4 + bytes.length);
      new DataView(part.buffer).setUint32(0, bytes.length);
      part.set(bytes, 4);
      return { name, part };
    }),
});

/**
 * A log repeats a handful of shapes, mostly the one before: sorting and encoding happen once for
 * each.
 */
const knownShape = (headers: DigestedRecord['headers']): HeaderShape => {
  const names = Object.keys(headers);
  for (const shape of shapes) if (sameNames(shape.names, names)) return shape;
  const shape = shapeOf(names);
  shapes = [shape, ...shapes].slice(0, shapesMax);
  return shape;
};

const writeHeaders = (headers: DigestedRecord['headers']): void => {
  for (const { name, part } of knownShape(headers).digested) {
    writeBytes(part);
    const text = headers[name] ?? '';
    writeText(name === linkHeader ? text.slice(0, -prevChars) : text);
  }
};

/** As a string of bytes, which Node hands over faster than a buffer. */
const sha256OfScratch = (): Uint8Array => {
  const bytes = hash('sha256', scratch.subarray(0, end), 'binary');
  if (scratch.length > scratchBytesKept) scratch = Buffer.allocUnsafe(scratchBytesInitial);
  const digest = new Uint8Array(digestBytes);
  for (let i = 0; i < digestBytes; i += 1) digest[i] = bytes.charCodeAt(i);
  return digest;
};

/**
 * The digest of the accepted chain up to and including one more answer: the first 16 bytes of
 * SHA-256(previous ‖ the answer's records in order, each as key, headers sorted by name, value;
 * each part behind its length as 4 bytes, big-endian; a missing key or value has length 2³² − 1).
 * `ce_omsterm` is left out, and `ce_omslink` without its last 32 digits, which are `previous`.
 */
export const chainDigest = (
  previous: Uint8Array,
  records: readonly DigestedRecord[],
): Uint8Array => {
  end = 0;
  writeBytes(previous);
  for (const { key, headers, value } of records) {
    writeKey(key);
    writeHeaders(headers);
    writePart(value);
  }
  return sha256OfScratch();
};

export const sha256Hex = (data: string | Uint8Array): string => hash('sha256', data, 'hex');

export const hmacSha256 = (key: Uint8Array, data: Uint8Array): Uint8Array =>
  createHmac('sha256', key).update(data).digest();

/** Lower-case hexadecimal digits. */
export const hex = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');

/** The bytes of an even number of hexadecimal digits; throws a `TypeError` on anything else. */
export const fromHex = (text: string): Uint8Array => {
  if (!/^(?:[0-9a-f]{2})*$/i.test(text)) throw new TypeError('not pairs of hexadecimal digits');
  return new Uint8Array(Buffer.from(text, 'hex'));
};
