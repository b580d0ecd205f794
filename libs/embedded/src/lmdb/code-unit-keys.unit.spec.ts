import fc from 'fast-check';
import { codeUnitKeys } from './code-unit-keys.js';

const bytesOf = (key: string): Uint8Array => {
  const target = new Uint8Array(200);
  return target.slice(0, codeUnitKeys.writeKey(key, target, 0));
};
// Any units, halves of surrogate pairs too.
const unit = fc.oneof(fc.nat(0xffff), fc.nat(0x7f), fc.integer({ min: 0xd7f0, max: 0xe010 }));
const key = fc.array(unit, { maxLength: 30 }).map((units) => String.fromCharCode(...units));

test('bytes stand in the order of the strings, and lead back to them', () => {
  fc.assert(
    fc.property(key, key, (a, b) => {
      expect(Math.sign(Buffer.compare(bytesOf(a), bytesOf(b)))).toBe(a === b ? 0 : a < b ? -1 : 1);
      const bytes = bytesOf(a);
      expect(codeUnitKeys.readKey(bytes, 0, bytes.length)).toBe(a);
    }),
  );
});

test('a key that does not fit is an error', () => {
  expect(() => codeUnitKeys.writeKey('長'.repeat(4), new Uint8Array(11), 0)).toThrow(RangeError);
});
