import fc from 'fast-check';
import { jsonErrorAt } from './json-error.js';

describe('the place where text stops to be JSON', () => {
  test.each([
    ['', 0, 'a value'],
    ['{', 1, 'a field name in double quotes or }'],
    ['[1,]', 3, 'a value'],
    ['{"a":1,}', 7, 'a field name in double quotes'],
    ['{"a" 1}', 5, 'a colon'],
    ['{"a":x}', 5, 'a value'],
    ['{"a":1 "b":2}', 7, 'a comma or the closing bracket'],
    ['{} {}', 3, 'the end of the body'],
    ['[01]', 2, 'a comma or the closing bracket'],
    ['"\\x"', 0, 'a value'],
    ["{'a':1}", 1, 'a field name in double quotes or }'],
    ['[1}', 2, 'a comma or the closing bracket'],
  ])('of %j is %d, where %s is expected', (text, position, expected) => {
    expect(jsonErrorAt(text)).toMatchObject({ position, expected });
  });

  test('counts lines and columns from one', () => {
    expect(jsonErrorAt('{\n  "a": ä\n}')).toMatchObject({ line: 2, column: 8, got: 'ä' });
  });

  test('cutting a document off is found at its end, wherever it is cut', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (json, cut) => {
        const text = json.slice(0, cut % json.length);
        const refused = (() => {
          try {
            JSON.parse(text);
            return false;
          } catch {
            return true;
          }
        })();
        if (!refused) return;
        const { position } = jsonErrorAt(text);
        expect(position).toBeLessThanOrEqual(text.length);
      }),
    );
  });
});
