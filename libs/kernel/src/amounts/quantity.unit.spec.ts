import fc from 'fast-check';
import { decimal, isDecimal, millionths, quantityMax } from './quantity.js';

describe('a quantity', () => {
  test.each([
    ['2', 2_000_000, '2'],
    ['0.5', 500_000, '0.5'],
    ['-3', -3_000_000, '-3'],
    ['-0.000001', -1, '-0.000001'],
    ['1.500', 1_500_000, '1.5'],
    ['100', 100_000_000, '100'],
    ['1234567.25', 1_234_567_250_000, '1234567.25'],
    ['-0', 0, '0'],
    ['0.000000', 0, '0'],
    ['9007199254.740991', quantityMax, '9007199254.740991'],
  ])('%s is %i millionths and written %s', (text, quantity, shortest) => {
    expect(millionths(text)).toBe(quantity);
    expect(decimal(quantity)).toBe(shortest);
  });

  test.each([
    '',
    ' 1',
    '1 ',
    '+1',
    '01',
    '007',
    '00',
    '1.',
    '.5',
    '1e3',
    '0x1',
    '1,5',
    '--1',
    '-',
    'NaN',
    'Infinity',
    '1.0000001',
    '9007199254.740992',
    '-9007199254.740992',
    '9999999999',
    '10000000000',
    '٣',
    '1\n',
  ])('%j is none', (text) => {
    expect(isDecimal(text)).toBe(false);
    expect(() => millionths(text)).toThrow('not a decimal');
  });

  test('writing and reading give the same quantity', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (quantity) => {
        expect(millionths(decimal(quantity))).toBe(quantity);
      }),
      { numRuns: 5000 },
    );
    for (let units = -1500; units <= 1500; units += 1) {
      expect(decimal(millionths(`${units}`))).toBe(`${units}`);
    }
  });

  test('the text is the shortest: no trailing zero, no lone point', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (quantity) => {
        expect(decimal(quantity)).toMatch(/^(?:-?(?:0|[1-9]\d*)(?:\.\d{0,5}[1-9])?)$/);
      }),
    );
  });

  test.each([0.5, Number.NaN, Infinity, 2 ** 53])('%d millionths are our bug', (quantity) => {
    expect(() => decimal(quantity)).toThrow('millionths');
  });
});
