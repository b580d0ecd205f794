import { Readable } from 'node:stream';
import fc from 'fast-check';
import { rowsOf } from './rows.js';

const rowsIn = async (
  chunks: readonly Buffer[],
): Promise<readonly (readonly [number, string])[]> => {
  const found: (readonly [number, string])[] = [];
  for await (const { line, bytes } of rowsOf(Readable.from(chunks))) {
    found.push([line, Buffer.from(bytes ?? []).toString()]);
  }
  return found;
};

test('lines are the same however the body is cut into chunks', async () => {
  const line = fc.string({ unit: 'grapheme', maxLength: 12 })
    .map((text) => text.replaceAll(/[\r\n]/g, '.'));
  await fc.assert(fc.asyncProperty(
    fc.array(line, { maxLength: 8 }), fc.array(fc.nat({ max: 60 }), { maxLength: 6 }),
    async (lines, cuts) => {
      const body = Buffer.from(lines.join('\n'));
      const at = [
        0, ...cuts.filter((cut) => cut < body.length).toSorted((a, b) => a - b), body.length,
      ];
      const chunks = at.slice(1).map((end, index) => body.subarray(at[index], end));
      const expected = lines.map((text, index) => [index + 1, text] as const)
        .filter(([, text]) => /[^ \t]/.test(text));
      expect(await rowsIn(chunks)).toEqual(expected);
    },
  ));
});
