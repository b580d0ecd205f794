/** What a channel keeps with its order for itself. Nobody here reads it; every store holds it. */
import { z } from 'zod';
import { constrained } from './constraints.js';

const metadataBytesMax = 4_096;
const metadataDepthMax = 8;

/** Neither NUL nor halves of a surrogate pair: they would not survive every store. */
const isStorable = (text: string): boolean => !/[\0\p{Cs}]/u.test(text);

/** Whether every store gives it back as it was: whole numbers beyond 2⁵³ would lose digits. */
const isKept = (value: unknown, depth: number): boolean => {
  if (typeof value === 'string') return isStorable(value);
  if (typeof value === 'number') return Math.abs(value) <= Number.MAX_SAFE_INTEGER;
  if (typeof value !== 'object' || value === null) return true;
  return (
    depth < metadataDepthMax &&
    Object.entries(value).every(
      ([name, inner]) => name !== '__proto__' && isStorable(name) && isKept(inner, depth + 1),
    )
  );
};

const expected =
  'a JSON object ' +
  `of at most ${metadataBytesMax} bytes and ${metadataDepthMax} levels, ` +
  'numbers within ± 2⁵³ (larger ones as text), text without NUL and halves of characters';

export const metadata = constrained(
  z.record(z.string(), z.unknown(), { error: `expected ${expected}` }),
  {
    name: 'metadata',
    expected,
    breach: (data) =>
      isKept(data, 0) && Buffer.byteLength(JSON.stringify(data), 'utf8') <= metadataBytesMax
        ? []
        : [''],
  },
  { id: 'Metadata', description: expected },
);
