import { bodyDepthMax } from '#contracts';
import { Problem } from '../problems/problem.js';
import { readJson, withoutNulls } from './json.js';

const bytes = (text: string): Uint8Array => Buffer.from(text);

/** The document of the problem that reading these bytes ends with. */
const refusedWith = (given: Uint8Array): Problem['document'] => {
  try {
    readJson(given);
  } catch (error) {
    if (error instanceof Problem) return error.document;
    throw error;
  }
  throw new Error('it was read');
};

describe('a body that is JSON', () => {
  it.each([
    ['{}', {}],
    ['[1, "ä", null]', [1, 'ä', null]],
    [' \n"text"\t', 'text'],
    ['0', 0],
    ['"\\u0061"', 'a'],
  ])('%s is read as it stands', (text, value) => {
    expect(readJson(bytes(text))).toEqual(value);
  });

  it('nests as deep as may be, and no deeper', () => {
    const nested = (levels: number) => bytes('['.repeat(levels) + ']'.repeat(levels));
    expect(() => readJson(nested(bodyDepthMax))).not.toThrow();
    expect(refusedWith(nested(bodyDepthMax + 1))).toMatchObject({
      code: 'too_deep',
      status: 400,
      detail: expect.stringContaining(`byte ${bodyDepthMax}`),
      errors: [{ field: 'body', expected: `at most ${bodyDepthMax} levels` }],
    });
  });

  it('does not count brackets that stand in text', () => {
    const text = JSON.stringify({ a: '['.repeat(200), b: '\\"[[' });
    expect(readJson(bytes(text))).toEqual(JSON.parse(text));
  });
});

describe('a body that is none', () => {
  it('says that it is empty, or not UTF-8', () => {
    expect(refusedWith(bytes(''))).toMatchObject({ code: 'empty_body', status: 400 });
    for (const wrong of [
      [0x22, 0xff, 0x22],
      [0x22, 0xc3, 0x22],
      [0x22, 0xed, 0xa0, 0x80, 0x22],
    ]) {
      expect(refusedWith(Uint8Array.from(wrong))).toMatchObject({
        code: 'bad_json',
        errors: [{ field: 'body', expected: 'JSON in UTF-8' }],
      });
    }
  });

  it('says where it stops to be JSON, what was expected there, and what came', () => {
    expect(refusedWith(bytes('{\n  "a": 1,\n  b: 2\n}'))).toMatchObject({
      code: 'bad_json',
      detail: 'not JSON at position 14 (line 3, column 3)',
      position: 14,
      line: 3,
      column: 3,
      errors: [{ field: 'body', expected: 'a field name in double quotes', got: 'b' }],
    });
  });

  it('that was cut off says so', () => {
    expect(refusedWith(bytes('{"a": [1, 2'))).toMatchObject({
      errors: [{ got: 'the end of the body' }],
    });
  });
});

describe('a field that would reach a prototype', () => {
  it.each([
    ['{"__proto__": {"admin": true}}', '__proto__'],
    ['{"lines": [{}, {"__proto__": 1}]}', 'lines[1].__proto__'],
    ['{"\\u005f_proto__": 1}', '__proto__'],
    ['{"a": {"b": {"__PROTO__": 1, "__proto__": 2}}}', 'a.b.__proto__'],
  ])('in %s is refused by its path', (text, field) => {
    expect(refusedWith(bytes(text))).toMatchObject({
      code: 'schema_invalid',
      errors: [{ field, expected: 'no field of this name' }],
    });
  });

  it('may be spoken of in text', () => {
    expect(readJson(bytes('{"notes": "__proto__"}'))).toEqual({ notes: '__proto__' });
  });
});

describe('fields that are null', () => {
  it('are left out, however deep they stand', () => {
    expect(withoutNulls({ a: null, b: { c: null, d: 1 }, e: [{ f: null, g: 2 }] })).toEqual({
      b: { d: 1 },
      e: [{ g: 2 }],
    });
  });

  it('stay in lists, where they have a place, and in what the channel keeps for itself', () => {
    const given = { list: [null, 1], metadata: { a: null }, lines: [{ metadata: [null] }] };
    expect(withoutNulls(structuredClone(given))).toEqual(given);
  });

  it('a whole `metadata` that is null is one of them', () => {
    expect(withoutNulls({ metadata: null })).toEqual({});
  });

  it.each([[null], [undefined], ['text'], [0]])('%j is no object: nothing is left out', (value) => {
    expect(withoutNulls(value)).toBe(value);
  });
});
