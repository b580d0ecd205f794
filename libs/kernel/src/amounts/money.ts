import { invariant, Overflow } from '../assert.js';
import type { Quantity } from './quantity.js';

/** ISO 4217 (list one): the currencies whose minor unit is not a hundredth. */
const minorDigits: ReadonlyMap<string, number> = new Map([
  ...[
    'BIF',
    'CLP',
    'DJF',
    'GNF',
    'ISK',
    'JPY',
    'KMF',
    'KRW',
    'PYG',
    'RWF',
    'UGX',
    'UYI',
    'VND',
    'VUV',
    'XAF',
    'XOF',
    'XPF',
  ].map((code): [string, number] => [code, 0]),
  ...['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'].map((code): [string, number] => [code, 3]),
  ...['CLF', 'UYW'].map((code): [string, number] => [code, 4]),
]);

const digitsOf = (currency: string): number => minorDigits.get(currency) ?? 2;

/** Minor units that one line may come to. */
const lineTotalMax = 9_000_000_000_000n;
const quantityDigits = 6;
const amountPattern = /^(-?)([0-9]+)(?:\.([0-9]+))?$/;
/**
 * A unit price: no sign but minus, no leading zeros, no exponent, at most eight digits behind the
 * point, as shops have them that work prices out of gross ones.
 */
export const pricePattern = /^-?(?:0|[1-9][0-9]{0,9})(?:\.[0-9]{1,8})?$/;
export const isPrice = (text: string): boolean => pricePattern.test(text);

/** Beyond this no price means anything, and arithmetic on it would cost time. */
const amountCharsMax = 40;

/** A decimal as `units` / 10^`digits`. */
interface Scaled {
  readonly units: bigint;
  readonly digits: number;
}

const scaled = (text: string): Scaled | undefined => {
  if (text.length > amountCharsMax) return undefined;
  const [, sign, whole, fraction = ''] = amountPattern.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const size = BigInt(whole + fraction);
  return { units: sign === '-' ? -size : size, digits: fraction.length };
};

const tenTo = (exponent: number): bigint => 10n ** BigInt(exponent);

const halfToEven = (numerator: bigint, denominator: bigint): bigint => {
  const quotient = numerator / denominator;
  const rest = numerator % denominator;
  const twice = 2n * (rest < 0n ? -rest : rest);
  const away = twice > denominator || (twice === denominator && quotient % 2n !== 0n);
  if (!away) return quotient;
  return numerator < 0n ? quotient - 1n : quotient + 1n;
};

const totalOf = (price: Scaled, quantity: Quantity, currency: string): bigint =>
  halfToEven(
    price.units * BigInt(quantity) * tenTo(digitsOf(currency)),
    tenTo(price.digits + quantityDigits),
  );

/** Whether two decimals say the same, however many zeros they end with. */
export const sameAmount = (one: string, other: string): boolean => {
  if (one === other) return true;
  const [first, second] = [scaled(one), scaled(other)];
  return (
    first !== undefined &&
    second !== undefined &&
    first.units * tenTo(second.digits) === second.units * tenTo(first.digits)
  );
};

const fits = (total: bigint): boolean => total <= lineTotalMax && total >= -lineTotalMax;

/**
 * Whether `lineTotal` has an answer: decimal text, and at most 9·10¹² minor units. The edge asks.
 */
export const lineTotalFits = (unitPrice: string, quantity: Quantity, currency: string): boolean => {
  const price = scaled(unitPrice);
  return price !== undefined && fits(totalOf(price, quantity, currency));
};

const plainPrice = /^(?:0|[1-9][0-9]{0,7})(?:\.[0-9]{1,4})?$/;
const millionth = 1_000_000;

/** Of whole units at a usual price: no rounding, no large numbers. Undefined: it is no such. */
const plainTotal = (unitPrice: string, quantity: Quantity, currency: string) => {
  const units = quantity / millionth;
  const digits = digitsOf(currency);
  const point = unitPrice.indexOf('.');
  const fractions = point < 0 ? 0 : unitPrice.length - point - 1;
  if (!Number.isInteger(units) || fractions > digits || !plainPrice.test(unitPrice)) {
    return undefined;
  }
  const whole = point < 0 ? unitPrice : unitPrice.slice(0, point) + unitPrice.slice(point + 1);
  const total = Number(whole) * 10 ** (digits - fractions) * units;
  return Math.abs(total) <= Number(lineTotalMax) ? total + 0 : undefined;
};

/**
 * Unit price (a decimal, finer than a minor unit if it likes) times quantity, in minor units of the
 * currency, rounded half to even. Negative prices and quantities count. A `Bug` where
 * `lineTotalFits` says no.
 */
export const lineTotal = (unitPrice: string, quantity: Quantity, currency: string): number => {
  const plain = plainTotal(unitPrice, quantity, currency);
  if (plain !== undefined) return plain;
  const price = scaled(unitPrice);
  invariant(price !== undefined, () => `not a price: ${JSON.stringify(unitPrice)}`);
  const total = totalOf(price, quantity, currency);
  invariant(fits(total), () => `line total beyond ${lineTotalMax} minor units: ${total}`);
  return Number(total);
};

/** Minor units together; an `Overflow` where they add up to more than numbers can count. */
export const addMinor = (one: number, other: number): number => {
  const sum = one + other;
  if (!Number.isSafeInteger(sum)) throw new Overflow(`more minor units than count: ${sum}`);
  return sum;
};

/**
 * Minor units, or undefined where the text is no decimal, finer than the currency, or too large.
 */
const read = (text: string, currency: string): number | undefined => {
  const amount = scaled(text);
  if (amount === undefined) return undefined;
  const numerator = amount.units * tenTo(digitsOf(currency));
  const denominator = tenTo(amount.digits);
  if (numerator % denominator !== 0n) return undefined;
  const minor = numerator / denominator;
  return fits(minor) ? Number(minor) : undefined;
};

/** Whether `minorUnits` can read it. */
export const isAmount = (text: string, currency: string): boolean =>
  read(text, currency) !== undefined;

/** An amount such as `9.90` in minor units; a `Bug` on what `isAmount` refuses. */
export const minorUnits = (text: string, currency: string): number => {
  const minor = read(text, currency);
  invariant(minor !== undefined, () => `not an amount in ${currency}: ${JSON.stringify(text)}`);
  return minor;
};

/**
 * Minor units as people write them, with all digits of the currency: `9.90`, `-0.05`, in JPY `5`.
 */
export const majorText = (minor: number, currency: string): string => {
  invariant(Number.isSafeInteger(minor), () => `not a whole number of minor units: ${minor}`);
  const digits = digitsOf(currency);
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const at = text.length - digits;
  const sign = minor < 0 ? '-' : '';
  return digits === 0 ? `${sign}${text}` : `${sign}${text.slice(0, at)}.${text.slice(at)}`;
};
