import fc from 'fast-check';
import { millionths } from './quantity.js';
import { conversionOf, converted, unitName } from './units.js';

const convert = (quantity: string, from: string, to: string): number | undefined => {
  const conversion = conversionOf(from, to);
  return conversion && converted(millionths(quantity), conversion);
};

describe('a quantity in another unit', () => {
  it.each([
    ['500', 'g', 'kg', '0.5'],
    ['0.5', 'kg', 'g', '500'],
    ['2', 'dozen', 'each', '24'],
    ['36', 'each', 'DZN', '3'],
    ['1.5', 'l', 'ml', '1500'],
    ['3', 'ft', 'in', '36'],
    ['1', 'KGM', 'grams', '1000'],
    ['7', 'Stück', 'pcs', '7'],
    ['2', 'Beutel', 'beutel', '2'],
  ])('%s %s in %s → %s', (quantity, from, to, expected) => {
    expect(convert(quantity, from, to)).toBe(millionths(expected));
  });

  it.each([
    ['g', 'each'],
    ['kg', 'l'],
    ['lb', 'kg'],
    ['Beutel', 'each'],
    ['m', 'm3'],
  ])('from %s to %s nobody knows', (from, to) => {
    expect(conversionOf(from, to)).toBeUndefined();
  });

  it('is no quantity where it is finer than a millionth, or larger than can be counted', () => {
    expect(convert('0.000001', 'g', 'kg')).toBeUndefined();
    expect(convert('9000000000', 't', 'g')).toBeUndefined();
  });

  it('comes back as it was', () => {
    const units = ['each', 'pair', 'dozen', 'gross', 'mg', 'g', 'kg', 't', 'ml', 'l', 'm3', 'ft'];
    fc.assert(
      fc.property(
        fc.constantFrom(...units),
        fc.constantFrom(...units),
        fc.maxSafeInteger(),
        (from, to, quantity) => {
          const [there, back] = [conversionOf(from, to), conversionOf(to, from)];
          fc.pre(there !== undefined && back !== undefined);
          const other = converted(quantity, there);
          expect(other === undefined ? quantity : converted(other, back)).toBe(quantity);
        },
      ),
    );
  });

  it('has one name however it is spelled', () => {
    expect(['KGM', ' kg ', 'Kilo'].map(unitName)).toEqual(['kg', 'kg', 'kg']);
    expect(unitName('Constructor')).toBe('constructor');
  });
});
