import { invariant } from './assert.js';

const seed = 0x9747b28c;
const multiplier = 0x5bd1e995;

const mixed = (word: number): number => {
  const k = Math.imul(word, multiplier);
  return Math.imul(k ^ (k >>> 24), multiplier);
};

const finished = (hash: number): number => {
  const h = Math.imul(hash ^ (hash >>> 13), multiplier);
  return h ^ (h >>> 15);
};

/** Little-endian, with 0 for what is behind the end. */
const threeBytes = (bytes: Uint8Array, at: number): number =>
  (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);

/** The 32-bit hash of bytes, signed. */
const murmur2Bytes = (bytes: Uint8Array): number => {
  const { length } = bytes;
  const whole = length & ~3;
  let h = seed ^ length;
  for (let i = 0; i < whole; i += 4) {
    h = Math.imul(h, multiplier) ^ mixed(threeBytes(bytes, i) | ((bytes[i + 3] ?? 0) << 24));
  }
  if (length > whole) {
    h = Math.imul(h ^ threeBytes(bytes, whole), multiplier);
  }
  return finished(h);
};

/** The same over the characters of ASCII text; undefined where a character is not ASCII. */
const murmur2Ascii = (text: string): number | undefined => {
  const { length } = text;
  const whole = length & ~3;
  let h = seed ^ length;
  let seen = 0;
  for (let i = 0; i < whole; i += 4) {
    const a = text.charCodeAt(i);
    const b = text.charCodeAt(i + 1);
    const c = text.charCodeAt(i + 2);
    const d = text.charCodeAt(i + 3);
    seen |= a | b | c | d;
    h = Math.imul(h, multiplier) ^ mixed(a | (b << 8) | (c << 16) | (d << 24));
  }
  if (length > whole) {
    let tail = 0;
    for (let i = whole; i < length; i += 1) {
      const code = text.charCodeAt(i);
      seen |= code;
      tail |= code << (8 * (i - whole));
    }
    h = Math.imul(h ^ tail, multiplier);
  }
  return seen > 0x7f ? undefined : finished(h);
};

/**
 * The partition 0 … `partitions` − 1 of a key, as the default partitioner of Kafka's Java client
 * chooses it (murmur2 of the UTF-8 bytes, sign bit masked), so that every client puts an order's
 * messages side by side.
 */
export const partitionOf = (key: string, partitions: number): number => {
  const counted = Number.isInteger(partitions) && partitions > 0;
  invariant(counted, `no number of partitions: ${partitions}`);
  const hash = murmur2Ascii(key) ?? murmur2Bytes(new TextEncoder().encode(key));
  return (hash & 0x7fffffff) % partitions;
};
