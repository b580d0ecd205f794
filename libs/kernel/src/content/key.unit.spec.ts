import fc from 'fast-check';
import { keyOf, keyPrefix, namesIn } from './key.js';

const name = fc
  .array(
    fc.constantFrom(
      '|',
      '%',
      '%7C',
      '%25',
      ':',
      '/',
      '{',
      '}',
      '-',
      'a',
      'reference',
      '',
      '日',
      ' ',
    ),
    { maxLength: 5 },
  )
  .map((parts) => parts.join(''));
const names = fc.array(name, { minLength: 1, maxLength: 4 });

it('tells ordinary names as they are', () => {
  expect(keyOf('default', 'reference:R-1')).toBe('default|reference:R-1');
  expect(keyOf('acme|reference:x', 'secret')).not.toBe(keyOf('acme', 'reference:x|secret'));
});

it('gives every list of names a key of its own, which tells them', () => {
  fc.assert(
    fc.property(names, names, (one, other) => {
      expect(namesIn(keyOf(...one))).toEqual(one);
      expect(keyOf(...one) === keyOf(...other)).toBe(JSON.stringify(one) === JSON.stringify(other));
    }),
    { numRuns: 2_000 },
  );
});

it('begins with the keys of its first names alone', () => {
  fc.assert(
    fc.property(name, name, names, (one, other, more) => {
      expect(keyOf(one, ...more).startsWith(keyPrefix(one))).toBe(true);
      expect(keyOf(other, ...more).startsWith(keyPrefix(one))).toBe(one === other);
    }),
    { numRuns: 2_000 },
  );
});
