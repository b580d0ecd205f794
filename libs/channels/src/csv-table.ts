import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Bug, errorText } from '#kernel';
import { parse } from 'csv-parse';
import { strayQuote, wellQuotedLines } from './quotes.js';
import { SourceError } from './source-error.js';

/** The fields of the row at hand, trimmed; it answers for another row after `take` returned. */
export type Row<C extends string> = (column: C) => string;

/** A row of a file that cannot be read: why, and its fields by column. */
export interface Unreadable {
  readonly file: string;
  readonly line: number;
  readonly detail: string;
  readonly row: Readonly<Record<string, string>>;
  readonly code: 'row_unreadable' | 'order_unknown';
  /** Its fields may stand in other columns than its own. */
  readonly torn: boolean;
}

/** What stands for bytes that are no UTF-8: different names would become one. */
const undecoded = '\uFFFD';

/** The row cannot be used; or it could, were it of an order that the file has. */
export class RowError extends Error {
  constructor(
    message: string,
    readonly code: Unreadable['code'] = 'row_unreadable',
  ) {
    super(message);
  }
}

/** A field is not what it should be; the reader of the table adds file and line. */
export class FieldError extends RowError {
  constructor(column: string, value: string, expected: string) {
    super(`column ${column} is ${JSON.stringify(value)}, expected ${expected}`);
  }
}

const indexesOf = <C extends string>(
  file: string,
  columns: readonly C[],
  header: readonly string[],
): ReadonlyMap<C, number> => {
  const names = header.map((name) => name.trim());
  const missing = columns.filter((column) => !names.includes(column));
  if (missing.length > 0) {
    throw new SourceError(
      `${file}: column ${missing.join(', ')} is missing; expected a header with ` +
        `${columns.join(', ')}, found ${names.join(', ')}`,
    );
  }
  return new Map(columns.map((column) => [column, names.indexOf(column)]));
};

const mustBeFile = async (path: string): Promise<void> => {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) {
    throw new SourceError(`${path} is no file; expected a CSV file, plain or gzipped (.gz)`);
  }
};

/** Throws where the record is none of the table. */
const checkRecord = (record: string[], fieldsWanted: number): void => {
  const isStray = record.at(-1) === strayQuote;
  if (isStray) record.pop();
  if (record.length !== fieldsWanted)
    throw new RowError(`it has ${record.length} fields, expected ${fieldsWanted} as in the header`);
  if (isStray)
    throw new RowError(
      'a quote has no other: a row is one line; in a quoted field, quotes are doubled',
    );
  if (record.some((field) => field.includes(undecoded))) {
    throw new RowError('it is not in UTF-8: save the file in UTF-8');
  }
};

/**
 * Streams a CSV file with a header (gzipped where its name ends in `.gz`) and hands each row to
 * `take`; to `leave`, with the reason, one of which that throws a `RowError`, that has more or
 * fewer fields than the header, a stray quote, or is not in UTF-8. Rejects with `SourceError` where
 * the file cannot be read or a column is missing.
 */
export const readTable = async <C extends string>(
  path: string,
  columns: readonly C[],
  take: (row: Row<C>) => void,
  leave: (row: Row<C>, fault: Unreadable) => void,
): Promise<void> => {
  await mustBeFile(path);
  const file = basename(path);
  let indexes: ReadonlyMap<C, number> | undefined;
  let record: readonly string[] = [];
  let fieldsWanted = 0;
  const row: Row<C> = (column) => (record[indexes?.get(column) ?? -1] ?? '').trim();
  // Rows end in this hook: as objects of a stream they would cost half as much again.
  const parser = parse({
    bom: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    on_record: (next: string[], { lines }): null => {
      try {
        record = next;
        if (indexes === undefined) {
          indexes = indexesOf(file, columns, record);
          fieldsWanted = record.length;
        } else {
          checkRecord(next, fieldsWanted);
          take(row);
        }
      } catch (error) {
        if (!(error instanceof RowError)) throw error;
        const fields = Object.fromEntries(columns.map((column) => [column, row(column)]));
        const { code, message: detail } = error;
        const torn = record.length !== fieldsWanted;
        leave(row, { file, line: lines, code, detail, row: fields, torn });
      }
      return null;
    },
  });
  parser.resume();
  try {
    const bytes = createReadStream(path);
    const lines = (chunks: AsyncIterable<Buffer>) => wellQuotedLines(file, chunks);
    if (path.endsWith('.gz')) await pipeline(bytes, createGunzip(), lines, parser);
    else await pipeline(bytes, lines, parser);
  } catch (error) {
    if (error instanceof SourceError || error instanceof Bug) throw error;
    throw new SourceError(`${path} cannot be read as CSV: ${errorText(error)}`);
  }
  if (indexes === undefined) {
    throw new SourceError(`${file} is empty; expected a header with ${columns.join(', ')}`);
  }
};
