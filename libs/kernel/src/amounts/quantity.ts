import { invariant, Overflow } from '../assert.js';

/**
 * Whole millionths of a unit, at most `quantityMax` either way. Adding and comparing is plain
 * arithmetic.
 */
export type Quantity = number;

/** 2⁵³ − 1 millionths: the largest whole number of which a number can tell the next. */
export const quantityMax: Quantity = Number.MAX_SAFE_INTEGER;

const unit = 1_000_000;
const fractionDigits = 6;

/**
 * A plain decimal: no sign but minus, no leading zeros, no exponent, at most six digits behind the
 * point.
 */
export const decimalPattern = /^-?(?:0|[1-9][0-9]{0,9})(?:\.[0-9]{1,6})?$/;

const smallWholeMax = 1000;
const smallTexts = Array.from({ length: smallWholeMax + 1 }, (_, whole) => `${whole}`);

/** One to three digits without a leading zero, which is nearly every quantity; else −1. */
const smallWhole = (text: string): number => {
  const { length } = text;
  if (length === 0 || length > 3) return -1;
  let whole = 0;
  for (let i = 0; i < length; i += 1) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return -1;
    whole = whole * 10 + digit;
  }
  return length > 1 && whole < 10 ** (length - 1) ? -1 : whole;
};

/** NaN where the text is no decimal or too large. */
const read = (text: string): Quantity => {
  const small = smallWhole(text);
  if (small >= 0) return small * unit;
  if (!decimalPattern.test(text)) return Number.NaN;
  const [whole = '', fraction = ''] = text.split('.');
  // One integer of at most 16 digits: rounding could only hide behind the limit checked here.
  const quantity = Number(whole + fraction.padEnd(fractionDigits, '0'));
  return Math.abs(quantity) > quantityMax ? Number.NaN : quantity + 0;
};

/** Whether `millionths` can read it: what the edge asks of every quantity and price. */
export const isDecimal = (text: string): boolean => !Number.isNaN(read(text));

/** Reads a decimal that the edge has let pass; anything else is a `Bug`. */
export const millionths = (text: string): Quantity => {
  const quantity = read(text);
  const isRead = !Number.isNaN(quantity);
  invariant(isRead, () => `not a decimal within ± 2⁵³ millionths: ${JSON.stringify(text)}`);
  return quantity;
};

/** The shortest form: `2`, `0.5`, `-3`. An `Overflow` beyond `quantityMax`. */
export const decimal = (quantity: Quantity): string => {
  const isCounted = !(Math.abs(quantity) > quantityMax);
  if (!isCounted) throw new Overflow(`more millionths than count: ${quantity}`);
  invariant(Number.isSafeInteger(quantity), () => `not a whole number of millionths: ${quantity}`);
  const size = Math.abs(quantity);
  const whole = Math.floor(size / unit);
  const fraction = size % unit;
  const sign = quantity < 0 ? '-' : '';
  if (fraction !== 0) {
    return `${sign}${whole}.${String(fraction).padStart(fractionDigits, '0').replace(/0+$/, '')}`;
  }
  return sign === '' ? (smallTexts[whole] ?? `${whole}`) : `-${whole}`;
};
