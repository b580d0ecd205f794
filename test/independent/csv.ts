import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

export type CsvRow = Readonly<Record<string, string>>;

/**
 * The records of a CSV text (RFC 4180: quotes, doubled quotes, line breaks inside quotes, LF or
 * CRLF), the header not included. A record with another number of fields than the header throws.
 */
export function parseCsv(text: string): CsvRow[] {
  const [header, ...records] = splitRecords(text.startsWith('\uFEFF') ? text.slice(1) : text);
  if (header === undefined) return [];
  return records.map((fields, at) => {
    if (fields.length !== header.length) {
      throw new Error(`record ${at + 1}: ${fields.length} fields, the header has ${header.length}`);
    }
    return Object.fromEntries(header.map((name, column) => [name, fields[column] ?? '']));
  });
}

/** The records of a file; `.gz` or not, by its first two bytes. */
export function readCsv(path: string): CsvRow[] {
  const bytes = readFileSync(path);
  const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return parseCsv((packed ? gunzipSync(bytes) : bytes).toString('utf8'));
}

/** The path of `NAME.csv` or `NAME.csv.gz` in a folder; undefined where there is neither. */
export function csvIn(dir: string, name: string): string | undefined {
  return [`${dir}/${name}.csv`, `${dir}/${name}.csv.gz`].find((path) => existsSync(path));
}

/** The field of that name; a column that the file does not have throws. */
export function field(row: CsvRow, name: string): string {
  const value = row[name];
  if (value === undefined) throw new Error(`no column ${name}`);
  return value.trim();
}

/** A whole number from a field (`6`, `-6`); anything else throws. */
export function wholeNumber(row: CsvRow, name: string): number {
  const text = field(row, name);
  if (!/^-?\d+$/.test(text)) throw new Error(`${name}: "${text}" is no whole number`);
  return Number(text);
}

function splitRecords(text: string): string[][] {
  const records: string[][] = [];
  let fields: string[] = [];
  let at = 0;
  while (at < text.length) {
    const [value, end] = text[at] === '"' ? quoted(text, at) : plain(text, at);
    fields.push(value);
    at = end;
    if (text[at] === ',') {
      at += 1;
      // A comma as the very last character still begins one more, empty field.
      if (at < text.length) continue;
      fields.push('');
    }
    if (text[at] === '\r') at += 1;
    if (text[at] === '\n') at += 1;
    if (fields.length > 1 || fields[0] !== '') records.push(fields);
    fields = [];
  }
  return records;
}

function plain(text: string, from: number): [string, number] {
  let end = from;
  while (end < text.length && !',\r\n'.includes(text.charAt(end))) end += 1;
  return [text.slice(from, end), end];
}

function quoted(text: string, from: number): [string, number] {
  let value = '';
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) throw new Error('a quoted field has no end');
    value += text.slice(at, quote);
    if (text[quote + 1] !== '"') return [value, quote + 1];
    value += '"';
    at = quote + 2;
  }
}
