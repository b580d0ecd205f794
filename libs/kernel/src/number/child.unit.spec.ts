import fc from 'fast-check';
import { childOf, parseChild } from './child.js';
import { sample } from '../../test/numbers.js';

describe('a child', () => {
  const number = 'H0VD-3KFX-FA0T-8V';

  test('parses back to its order', () => {
    expect(childOf(number, 'S', 1)).toBe('H0VD-3KFX-FA0T-8V-S1');
    fc.assert(
      fc.property(
        fc.constantFrom(...sample),
        fc.constantFrom('S', 'R', 'P'),
        fc.integer({ min: 1, max: 999999 }),
        (order, kind, ordinal) => {
          const child = { number: order, kind, ordinal };
          const text = childOf(order, kind, ordinal);
          expect(parseChild(text)).toEqual(child);
          expect(parseChild(text.replaceAll('-', '').toLowerCase())).toEqual(child);
          expect(parseChild(` ${text.replaceAll('-', ' ')} `)).toEqual(child);
        },
      ),
    );
  });

  test.each([
    '',
    number,
    `${number}-S`,
    `${number}-S0`,
    `${number}-X1`,
    `${number}-S1234567`,
    'H0VD-3KFX-FA0T-8W-S1',
    `S1${'-'.repeat(100)}`,
  ])('%j is none', (text) => expect(parseChild(text)).toBeUndefined());

  test.each([0, 1.5, -1, Number.NaN])('an ordinal is never %d', (ordinal) => {
    expect(() => childOf(number, 'P', ordinal)).toThrow('ordinal');
  });
});
