import { z } from 'zod';
import { fieldProblem, shown } from '#http';
import type { Problem } from '#http';

/** Where a page ended: the place of its last entry in the index that it walked. */
export interface Cursor {
  readonly index: string;
  readonly sort: string;
  readonly key: string;
}

const charsMax = 4_096;
const form = z.tuple([z.string(), z.string(), z.string()]);

export const cursorText = ({ index, sort, key }: Cursor): string =>
  Buffer.from(JSON.stringify([index, sort, key]), 'utf8').toString('base64url');

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
};

export const refusedCursor = (text: string): Problem =>
  fieldProblem('cursor_invalid', {
    field: 'cursor',
    got: shown(text),
    expected: 'the `next` of a page before, with the same filters',
  });

/** The cursor of a page before, of the same list and the same filters; others are refused. */
export const readCursor = (text: string, index: string): Cursor => {
  const read = text.length > charsMax ? undefined : form.safeParse(parsed(text)).data;
  if (read?.[0] !== index) throw refusedCursor(text);
  return { index, sort: read[1], key: read[2] };
};
