/** Readers of single fields: each answers the value or throws a `FieldError`. */
import { readText } from '#contracts';
import type { TextName } from '#contracts';
import { isAmount, isPrice, minorUnits } from '#kernel';
import { FieldError } from './csv-table.js';
import type { Row } from './csv-table.js';

/** Text that becomes `name` in messages, in its form; empty where the file has none. */
export const named = <C extends string>(row: Row<C>, column: C, name: TextName): string => {
  const said = row(column);
  if (said === '') return said;
  const { text, expected } = readText(name, said);
  if (text !== undefined) return text;
  throw new FieldError(column, said, expected);
};

export const needed = <C extends string>(row: Row<C>, column: C, name: TextName): string => {
  const text = named(row, column, name);
  if (text === '') throw new FieldError(column, text, 'a value');
  return text;
};

const wholePattern = /^-?[0-9]{1,10}(?:\.0+)?$/;
/** Whole units that millionths can count. */
const wholeMax = 9_000_000_000;

export const wholeNumber = <C extends string>(row: Row<C>, column: C): number => {
  const text = row(column);
  const value = wholePattern.test(text) ? Number(text) + 0 : Number.NaN;
  if (Math.abs(value) <= wholeMax) return value;
  throw new FieldError(column, text, `a whole number within ± ${wholeMax}`);
};

/** An amount such as `9.90`, in minor units. */
export const amount = <C extends string>(row: Row<C>, column: C, currency: string): number => {
  const text = row(column);
  if (isAmount(text, currency)) return minorUnits(text, currency);
  throw new FieldError(column, text, `an amount in ${currency} such as 9.90`);
};

/** A price may be finer than a minor unit: it stays text. */
export const price = <C extends string>(row: Row<C>, column: C): string => {
  const text = row(column);
  if (isPrice(text)) return text;
  throw new FieldError(column, text, 'a price such as 9.90, at most 8 digits behind the point');
};
