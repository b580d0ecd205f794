import { PassThrough, Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { piecesMax } from '#http';
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
  const line = fc
    .string({ unit: 'grapheme', maxLength: 12 })
    .map((text) => text.replaceAll(/[\r\n]/g, '.'));
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { maxLength: 8 }),
      fc.array(fc.nat({ max: 60 }), { maxLength: 6 }),
      async (lines, cuts) => {
        const body = Buffer.from(lines.join('\n'));
        const at = [
          0,
          ...cuts.filter((cut) => cut < body.length).toSorted((a, b) => a - b),
          body.length,
        ];
        const chunks = at.slice(1).map((end, index) => body.subarray(at[index], end));
        const expected = lines
          .map((text, index) => [index + 1, text] as const)
          .filter(([, text]) => /[^ \t]/.test(text));
        expect(await rowsIn(chunks)).toEqual(expected);
      },
    ),
  );
});

test('a line that does not end in time is the last one, and told', async () => {
  const trickle = new PassThrough();
  trickle.write('one\ntw');
  const drip = setInterval(() => trickle.write('o'), 5);
  const found: unknown[] = [];
  for await (const { line, late = false } of rowsOf(trickle, 60)) found.push([line, late]);
  clearInterval(drip);
  expect(found).toEqual([
    [1, false],
    [2, true],
  ]);
});

test('time in which nobody asks for a line counts for no line', async () => {
  const source = Readable.from([Buffer.from('one\n'), Buffer.from('two\n')]);
  const found: unknown[] = [];
  for await (const { late = false } of rowsOf(source, 30)) {
    await pause(40);
    found.push(late);
  }
  expect(found).toEqual([false, false]);
});

test('a line in more pieces than a body may have is none', async () => {
  const pieces = Array.from({ length: piecesMax + 2 }, () => Buffer.from('x'));
  const found: unknown[] = [];
  for await (const { line, bytes } of rowsOf(Readable.from([...pieces, Buffer.from('\nnext')]))) {
    found.push([line, bytes?.length]);
  }
  expect(found).toEqual([
    [1, undefined],
    [2, 4],
  ]);
});
