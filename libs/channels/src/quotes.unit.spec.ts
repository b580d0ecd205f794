import { Readable } from 'node:stream';
import { join } from 'node:path';
import fc from 'fast-check';
import { bodies, folderWith, open, removeFolders, rowsOf } from '../test/sources.js';
import { strayQuote, wellQuotedLines } from './quotes.js';

afterEach(removeFolders);

const lines = async (text: string, pieces = 1_000): Promise<string> => {
  const bytes = Buffer.from(text);
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += pieces) chunks.push(bytes.subarray(at, at + pieces));
  const found: Buffer[] = [];
  for await (const each of wellQuotedLines('f', Readable.from(chunks))) found.push(each);
  return Buffer.concat(found).toString();
};

it.each([
  'a,b\n1,2\n',
  '"a","b"\r\n"1","2"\r\n',
  '\uFEFF"a",b\n',
  'a,"x, ""y"", z"\n',
  'a,""\n',
  'a,12" RULER,b\n',
  'a, "b\n',
  'a,""\r"b",c\r',
  'Ä,"日本"',
])('leaves %j as it is', async (text) => expect(await lines(text)).toBe(text));

it.each([
  ['a,"open,1\nb,"x",2\n', `a,open,1,${strayQuote}\nb,"x",2\n`],
  ['a,"x" y,1\r\n', `a,x y,1,${strayQuote}\r\n`],
  ['a,12" X,"open', `a,12 X,open,${strayQuote}`],
])('marks %j', async (text, marked) => expect(await lines(text)).toBe(marked));

it('finds the same however the file is cut', async () => {
  const line = fc.array(fc.constantFrom('"', '""', ',', 'a', 'ü', '\r\n', '\n', ' '));
  await fc.assert(
    fc.asyncProperty(line, fc.integer({ min: 1, max: 5 }), async (parts, pieces) =>
      expect(await lines(parts.join(''), pieces)).toBe(await lines(parts.join(''))),
    ),
  );
});

it('costs its row: the rows after it are read', async () => {
  const at = '2011-07-01 10:00:00,1.00,17,France';
  const folder = folderWith({
    'r.csv': [
      'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country',
      `701,A,12" RULER,1,${at}`,
      `702,A,"open,1,${at}`,
      `703,A,"x",1,${at}`,
      `704,A,"a" b,1,${at}`,
      `705,B"C,12" x 5",1,${at}`,
      `706,A,"two`,
      `lines",1,${at}`,
      `707,A,"open`,
    ].join('\n'),
  });
  const source = await open(`online-retail:${join(folder, 'r.csv')}`);
  const placed = bodies(await rowsOf(source, 'orders and payments'), 'order.place');
  expect(placed.map(({ body }) => body.lines[0]?.sku)).toEqual(['A', 'A', 'B"C']);
  expect(source.leftOut.map(({ id }) => id)).toEqual(
    [3, 5, 7, 8, 9].map((line) => `r.csv:${line}`),
  );
  expect(source.leftOut[0]).toMatchObject({
    of: '702',
    row: { InvoiceNo: '702' },
    detail:
      'r.csv, line 3: a quote has no other: a row is one line; in a quoted field, quotes are ' +
      'doubled; its order is left out whole',
  });
});
