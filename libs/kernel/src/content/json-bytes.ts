import { remembering } from './remembered.js';

const known = remembering<object, number>();
const encoder = new TextEncoder();

/**
 * Bytes of a document as JSON in UTF-8. It is measured once: what is said is never changed, and a
 * state that grows shares what it had.
 */
export const jsonBytes = (value: object): number => {
  const bytes = known.get(value) ?? encoder.encode(JSON.stringify(value)).length;
  known.set(value, bytes);
  return bytes;
};

export const sumOfBytes = (values: readonly object[]): number =>
  values.reduce<number>((sum, value) => sum + jsonBytes(value), 0);
