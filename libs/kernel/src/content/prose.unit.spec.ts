import { asProse, listed, shortened } from '../index.js';

it.each([
  ['short', 'short'],
  ['abcdef', 'abcde…'],
  ['abcd😀', 'abcd…'],
  ['abc😀d', 'abc😀…'],
])('shortens %j to %j', (text, short) => {
  expect(shortened(text, 5)).toBe(short);
});

it('prose has 1,000 units at most, and no half of a character', () => {
  expect(asProse('x'.repeat(1_001))).toHaveLength(1_000);
  expect(asProse(`${'x'.repeat(999)}😀`)).toHaveLength(999);
});

it.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b', 'c'], 'a, b, c'],
  [['a', 'b', 'c', 'd', 'e'], 'a, b, c and 2 more'],
])('lists %j as %j', (names, words) => {
  expect(listed(names, 3)).toBe(words);
});
