import fc from 'fast-check';
import {
  isAmount,
  isPrice,
  lineTotal,
  lineTotalFits,
  majorText,
  minorUnits,
  sameAmount,
} from './money.js';
import { decimal, millionths } from './quantity.js';

describe('the total of a line', () => {
  test.each([
    ['9.90', '2', 'EUR', 1980],
    ['0.001', '5', 'EUR', 0], // 0.5 cent: to even
    ['0.001', '15', 'EUR', 2], // 1.5 cents: to even
    ['0.001', '25', 'EUR', 2],
    ['0.001', '25.000001', 'EUR', 3],
    ['0.001', '-15', 'EUR', -2],
    ['-0.001', '25', 'EUR', -2],
    ['-9.90', '-2', 'EUR', 1980],
    ['1.5', '1', 'JPY', 2],
    ['2.5', '1', 'JPY', 2],
    ['1.2345', '1', 'KWD', 1234],
    ['0.12345', '1', 'CLF', 1234],
    ['0', '12', 'BRL', 0],
    ['12345678.99', '7000', 'BRL', 8_641_975_293_000],
  ])('%s × %s in %s is %i minor units', (price, quantity, currency, total) => {
    expect(lineTotal(price, millionths(quantity), currency)).toBe(total);
  });

  test('never leaves the exact value by more than half a minor unit, and a tie ends even', () => {
    const milli = fc.integer({ min: -1_000_000, max: 1_000_000 });
    fc.assert(
      fc.property(milli, milli, (price, quantity) => {
        // Both in thousandths: the product is in ten-thousandths of a minor unit.
        const text = decimal(price * 1000);
        const exact = price * quantity;
        const total = lineTotal(text, quantity * 1000, 'EUR');
        const off = Math.abs(exact - total * 10_000);
        expect(off).toBeLessThanOrEqual(5000);
        expect(off === 5000 && total % 2 !== 0).toBe(false);
      }),
      { numRuns: 3000 },
    );
  });

  test('turns its sign with the quantity', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10 ** 9 }),
        fc.integer({ min: 1, max: 10 ** 9 }),
        (price, quantity) => {
          const text = decimal(price);
          expect(lineTotal(text, -quantity, 'EUR') + lineTotal(text, quantity, 'EUR')).toBe(0);
        },
      ),
    );
  });

  test('is the same however a price is written', () => {
    const digits = fc.constantFrom(
      ['JPY', 0] as const,
      ['EUR', 2] as const,
      ['KWD', 3] as const,
      ['CLF', 4] as const,
    );
    fc.assert(
      fc.property(
        digits,
        fc.integer({ min: 0, max: 99_999_999 }),
        fc.integer({ min: -9_999, max: 9_999 }),
        ([currency, places], minor, units) => {
          const text = (minor / 10 ** places).toFixed(places);
          const longer = places === 0 ? `${text}.00000` : `${text}00000`;
          const total = lineTotal(text, units * 1_000_000, currency);
          expect(total).toBe(lineTotal(longer, units * 1_000_000, currency));
          expect(total).toBe(minor * units + 0);
        },
      ),
    );
  });

  test('has a limit that the edge can ask for', () => {
    expect(lineTotalFits('9007199254', millionths('1'), 'EUR')).toBe(true);
    expect(lineTotalFits('9007199254', millionths('9007199254'), 'EUR')).toBe(false);
    expect(lineTotalFits('abc', millionths('1'), 'EUR')).toBe(false);
    expect(lineTotalFits('9'.repeat(1_000_000), millionths('1'), 'EUR')).toBe(false);
    expect(() => lineTotal('9007199254', millionths('9007199254'), 'EUR')).toThrow('beyond');
    expect(() => lineTotal('1,5', millionths('1'), 'EUR')).toThrow('not a price');
  });
});

describe('an amount', () => {
  test.each([
    ['9.90', 'EUR', 990, '9.90'],
    ['9.9000', 'EUR', 990, '9.90'],
    ['-0.05', 'BRL', -5, '-0.05'],
    ['5', 'JPY', 5, '5'],
    ['1.234', 'BHD', 1234, '1.234'],
    ['0', 'EUR', 0, '0.00'],
  ])('%s %s is %i minor units and written %s', (text, currency, minor, shown) => {
    expect(minorUnits(text, currency)).toBe(minor);
    expect(majorText(minor, currency)).toBe(shown);
  });

  test('writing and reading give the same amount in every kind of currency', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -(10 ** 12), max: 10 ** 12 }),
        fc.constantFrom('EUR', 'JPY', 'KWD', 'CLF'),
        (minor, currency) => {
          expect(minorUnits(majorText(minor, currency), currency)).toBe(minor);
        },
      ),
    );
  });

  test.each([
    ['0.001', 'EUR'],
    ['0.5', 'JPY'],
    ['', 'EUR'],
    ['1.', 'EUR'],
    ['1e3', 'EUR'],
    ['9'.repeat(20), 'EUR'],
  ])('%s %s is none', (text, currency) => {
    expect(isAmount(text, currency)).toBe(false);
    expect(() => minorUnits(text, currency)).toThrow('not an amount');
  });
});

describe('a unit price', () => {
  test.each(['0', '16.4689238', '-0.00000001', '9999999999.99999999'])('may be %s', (text) => {
    expect(isPrice(text)).toBe(true);
  });

  test.each(['', '.5', '01', '1.', '1e3', '+1', '0.000000001', '10000000000'])(
    'is not %j',
    (text) => {
      expect(isPrice(text)).toBe(false);
    },
  );

  test('says the same with more zeros behind it', () => {
    expect(sameAmount('16.4689238', '16.46892380')).toBe(true);
    expect(sameAmount('0', '-0.00')).toBe(true);
    expect(sameAmount('16.4689238', '16.46892381')).toBe(false);
    expect(sameAmount('9.90', 'gratis')).toBe(false);
  });

  test('of eight digits counts exactly, half to even', () => {
    expect(lineTotal('16.4689238', millionths('3'), 'EUR')).toBe(4941);
    expect(lineTotal('0.00500000', millionths('1'), 'EUR')).toBe(0);
    expect(lineTotal('0.00500001', millionths('1'), 'EUR')).toBe(1);
    expect(lineTotal('0.01500000', millionths('1'), 'EUR')).toBe(2);
    expect(lineTotal('0.00000001', millionths('1500000'), 'EUR')).toBe(2);
    expect(lineTotal('-16.46892385', millionths('0.000001'), 'EUR')).toBe(0);
  });
});
