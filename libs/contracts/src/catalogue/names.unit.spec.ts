import fc from 'fast-check';
import { faultOfName, faultOfWords, nameOf } from './names.js';

const invisible = [
  '\u0000',
  '\u0009',
  '\u000a',
  '\u0085',
  '\u00ad',
  '\u034f',
  '\u061c',
  '\u115f',
  '\u180e',
  '\u200b',
  '\u200d',
  '\u200e',
  '\u202e',
  '\u2028',
  '\u2060',
  '\u2066',
  '\u2800',
  '\u3164',
  '\ufe0f',
  '\ufeff',
  '\uffa0',
  '\ufffe',
  '\ud83d',
  '\u{e0001}',
  '\u{e0100}',
];

describe('a name', () => {
  test.each([
    ['R-77 ', 'R-77'],
    ['\u00a0R-77', 'R-77'],
    ['\t R-77\r\n', 'R-77'],
    ['R\u200377', 'R 77'],
    ['R\u00a077', 'R 77'],
    ['Cafe\u0301', 'Caf\u00e9'],
    ['\u212b', '\u00c5'],
    ['\u3000R-77\u2003', 'R-77'],
  ])('%j has the spelling %j', (given, spelt) => {
    expect(nameOf(given)).toBe(spelt);
    expect(faultOfName(spelt)).toBeUndefined();
    expect(faultOfName(given)).toBeDefined();
  });

  test.each(['12', '12.0', '012', 'a/b', 'é', '日本', 'שלום', '🤕', 'a  b', 'ﬁ', "'", '%2F'])(
    '%s stays as it is',
    (name) => {
      expect(nameOf(name)).toBe(name);
      expect(faultOfName(name)).toBeUndefined();
    },
  );

  test.each(invisible)('with %j inside is told which character nobody sees', (character) => {
    const point = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    expect(faultOfName(nameOf(`A${character}B`))).toContain(`U+${point}`);
  });

  test('has one spelling, whatever stands in it', () => {
    const part = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...invisible, ' ', '\u00a0', 'e\u0301', '\u1e9b\u0323', '\u0344', 'A'),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const spelt = nameOf(parts.join(''));
        expect(nameOf(spelt)).toBe(spelt);
        for (const form of ['NFD', 'NFC'] as const) {
          expect(nameOf(` ${parts.join('').normalize(form)}\u00a0`)).toBe(spelt);
        }
      }),
    );
  });
});

describe('words of people', () => {
  test.each(['line\nbreak', 'می‌خواهم', '👨‍👩‍👧', '❤️', ' spaces ', '\u202aNo. 7\u202c', 'a\tb'])(
    '%j stay as they are',
    (text) => expect(faultOfWords(text)).toBeUndefined(),
  );
  test.each(['cut \ud83d', '\udc00', 'a\u0000b'])('%j are refused', (text) =>
    expect(faultOfWords(text)).toMatch(/U\+(?:D83D|DC00|0000)/),
  );
});
