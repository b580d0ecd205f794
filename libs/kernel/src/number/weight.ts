import { remembering } from '../content/remembered.js';

// Estimates of what an engine keeps for each value, within a factor of two of the truth.
const textBytes = 24;
const listBytes = 32;
const objectBytes = 32;
const slotBytes = 8;
/** What is as heavy is weighed once: documents are never changed, and share most of their parts. */
const rememberedBytesMin = 2_048;

const weights = remembering<object, number>();

/**
 * About how many bytes of memory a document takes: what caches and batches are bounded by, since
 * one of two thousand lines takes as much as a thousand ordinary ones. Plain data only, which
 * nobody changes any more.
 */
export const weightOf = (value: unknown): number => {
  if (typeof value === 'string') return textBytes + value.length;
  if (typeof value !== 'object' || value === null) return slotBytes;
  const known = weights.get(value);
  if (known !== undefined) return known;
  let bytes = objectBytes;
  if (Array.isArray(value)) {
    bytes = listBytes;
    for (const each of value) bytes += slotBytes + weightOf(each);
  } else {
    for (const each of Object.values(value)) bytes += slotBytes + weightOf(each);
  }
  if (bytes >= rememberedBytesMin) weights.set(value, bytes);
  return bytes;
};
