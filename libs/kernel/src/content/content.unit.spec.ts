import { contentOf, differingFields } from './content.js';

const said = { amount: 100, at: '2026-01-05T10:00:00Z', lines: [{ line: '1', quantity: '2' }] };
const differing = (change: object): readonly string[] =>
  differingFields(contentOf(said), contentOf({ ...said, ...change }));

test.each<[string, object]>([
  ['with nothing new', {}],
  ['with another notation of its time', { at: '2026-01-05T10:00:00.000Z' }],
  ['with another offset', { at: '2026-01-05T11:00:00+01:00' }],
  ['with another notation of a quantity', { lines: [{ quantity: '2.0', line: '1' }] }],
  ['with a field that is not there', { reason: undefined }],
])('the same said %s is the same content', (_, change) => expect(differing(change)).toEqual([]));

test('fields in another order say the same', () =>
  expect(contentOf({ a: 1, b: { c: 2, d: 3 } })).toBe(contentOf({ b: { d: 3, c: 2 }, a: 1 })));

test('lines in another order say the same', () => {
  const lines = [
    { line: 'b', quantity: '1' },
    { line: 'a', quantity: '3' },
  ];
  expect(contentOf({ lines })).toBe(contentOf({ lines: lines.toReversed() }));
});

test.each<[string, object, readonly string[]]>([
  ['an amount', { amount: 101 }, ['amount']],
  ['a second later', { at: '2026-01-05T10:00:01Z' }, ['at']],
  ['a line', { lines: [{ line: '1', quantity: '3' }] }, ['lines']],
  ['a field more', { reason: 'x' }, ['reason']],
  ['a field less and another one', { at: undefined, amount: '100' }, ['amount', 'at']],
])('%s differs by its field', (_, change, fields) => expect(differing(change)).toEqual(fields));

test('a text that only looks like a number stands for itself', () =>
  expect(differingFields(contentOf({ sku: '12' }), contentOf({ sku: '12.0' }))).toEqual(['sku']));

test('what is not known differs in nothing', () =>
  expect(differingFields(undefined, contentOf(said))).toEqual([]));
