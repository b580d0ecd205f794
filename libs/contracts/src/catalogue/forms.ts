/** The forms of single values in messages. Each says in words what it expects; errors repeat it. */
import {
  childOf,
  decimal,
  decimalPattern,
  instant,
  instantText,
  isDay,
  isDecimal,
  isInstant,
  isPrice,
  millionths,
  numberIsValid,
  parseChild,
  parseNumber,
  pricePattern,
  quantityMax,
} from '#kernel';
import { z } from 'zod';
import { constrained } from './constraints.js';
import { faultOfName, faultOfWords, nameOf } from './names.js';

export const linesMax = 2_000;
export const receiptsMax = 10_000;

/** The one name that no field of an object can have. */
const fieldless = '__proto__';

interface Bounds {
  readonly charsMax: number;
  /** Beside what holds of every name. */
  readonly pattern?: RegExp;
  readonly expected: string;
}

/** A name has one spelling: an edge brings it there, an inbox refuses another one. */
const name = (constraintName: string, { charsMax, pattern, expected }: Bounds) =>
  constrained(
    z.string({ error: `expected ${expected}` }).overwrite(nameOf),
    {
      name: constraintName,
      expected,
      breach: (value) => {
        const isFit =
          value.length > 0 &&
          value.length <= charsMax &&
          value !== fieldless &&
          (pattern === undefined || pattern.test(value)) &&
          faultOfName(value) === undefined;
        return isFit ? [] : [''];
      },
      why: (value) =>
        value === fieldless
          ? `nothing can be called ${fieldless}, which means something else to programs`
          : faultOfName(value),
    },
    { description: expected, minLength: 1, maxLength: charsMax },
  );

/** An identifier: 1 to `charsMax` characters, all of which people can see. */
export const text = (charsMax: number) =>
  name(`text${charsMax}`, {
    charsMax,
    expected: `text of 1 to ${charsMax} characters without invisible ones`,
  });

const keyPartCharsMax = 64;
/** Part of a key: as `text`, and no slash. */
const keyPart = name('keyPart', {
  charsMax: keyPartCharsMax,
  pattern: /^[^/]*$/,
  expected: `text of 1 to ${keyPartCharsMax} characters without '/' and invisible ones`,
});

const tenantCharsMax = 64;
/** The first part of a key, and a header of a request, which carries visible ASCII as it is. */
export const tenant = name('tenant', {
  charsMax: tenantCharsMax,
  pattern: /^[!-.0-~]*$/,
  expected: `1 to ${tenantCharsMax} visible ASCII characters without '/'`,
});
export const node = keyPart;
export const sku = text(128);
export const line = text(64);
export const channel = text(64);
export const channelRef = text(256);
export const id = text(512);
/** What a quantity counts. Those that convert: `libs/kernel/src/amounts/units.ts`. */
export const unit = text(16);
export const code = text(64);

/** Free words of people stay as they are: line breaks and joiners may stand in them. */
export const proseOf = (charsMax: number) => {
  const expected = `text of 1 to ${charsMax} characters`;
  return constrained(
    z.string({ error: `expected ${expected}` }),
    {
      name: `prose${charsMax}`,
      expected,
      breach: (value) =>
        value.length > 0 && value.length <= charsMax && faultOfWords(value) === undefined
          ? []
          : [''],
      why: faultOfWords,
    },
    { description: expected, minLength: 1, maxLength: charsMax },
  );
};
export const prose = proseOf(1_000);

/** Text under a constraint of its own. */
const form = (
  name: string,
  expected: string,
  holds: (value: string) => boolean,
  about: Readonly<Record<string, string>> = {},
  why?: (value: string) => string | undefined,
) =>
  constrained(
    z.string({ error: `expected ${expected}` }),
    { name, expected, breach: (value) => (holds(value) ? [] : ['']), ...(why && { why }) },
    { description: expected, ...about },
  );

/** Which bound a text that is meant as a decimal breaks. */
const faultOfDecimal =
  (fractionMax: number, largest: string) =>
  (text: string): string | undefined => {
    const [, whole, fraction = ''] = /^-?([0-9]+)(?:\.([0-9]+))?$/.exec(text) ?? [];
    if (whole === undefined) return undefined;
    if (/^0[0-9]/.test(whole)) return 'it begins with a zero too many';
    if (fraction.length > fractionMax) return `it has ${fraction.length} digits behind the point`;
    const isLarger = whole.length > 10 || Number(`${whole}.${fraction}`) > Number(largest);
    return isLarger ? `it is larger than ${largest}` : undefined;
  };

const decimalForm = (name: string, expected: string, holds: (millionths: number) => boolean) =>
  form(
    name,
    expected,
    (value) => isDecimal(value) && holds(millionths(value)),
    { pattern: decimalPattern.source },
    faultOfDecimal(6, decimal(quantityMax)),
  );

const decimalWords = 'as decimal text with at most 6 digits behind the point, such as "2" or "0.5"';
export const quantity = decimalForm('quantity', `a quantity above 0 ${decimalWords}`, (q) => q > 0);
export const total = decimalForm('total', `a quantity of 0 or more ${decimalWords}`, (q) => q >= 0);
export const signed = decimalForm('signed', `a quantity ${decimalWords}`, () => true);
export const difference = decimalForm(
  'difference',
  `a quantity other than 0 ${decimalWords}`,
  (q) => q !== 0,
);
export const price = form(
  'price',
  'a price as decimal text with at most 8 digits behind the point, such as "9.90"',
  isPrice,
  { pattern: pricePattern.source },
  faultOfDecimal(8, '9999999999.99999999'),
);

const wholeExpected = 'a whole number of minor units (cents) within ± 9·10¹²';
const minorMax = 9_000_000_000_000;
export const minor = z
  .int({ error: `expected ${wholeExpected}` })
  .min(-minorMax, { error: `expected ${wholeExpected}` })
  .max(minorMax, { error: `expected ${wholeExpected}` })
  .describe(wholeExpected);

const toleranceExpected = 'a whole number of minor units (cents) from 0 to 9·10¹²';
export const tolerance = z
  .int({ error: `expected ${toleranceExpected}` })
  .min(0, { error: `expected ${toleranceExpected}` })
  .max(minorMax, { error: `expected ${toleranceExpected}` })
  .describe(
    'minor units (cents) by which what is captured and authorized may fall short of what is owed',
  );

const countExpected = 'a whole number of 0 or more';
export const count = z
  .int({ error: `expected ${countExpected}` })
  .min(0, { error: `expected ${countExpected}` })
  .describe(countExpected);

const utcExpected = 'a time as RFC 3339 in UTC, such as "2026-01-05T10:00:00Z"';
/** A time as it is stored. */
export const time = form('time', utcExpected, (value) => value.endsWith('Z') && isInstant(value), {
  format: 'date-time',
});

const promiseExpected = 'a day as YYYY-MM-DD, or a time as RFC 3339 in UTC';
export const promise = form(
  'promise',
  promiseExpected,
  (value) => isDay(value) || (value.endsWith('Z') && isInstant(value)),
);

/** Any offset to UTC; text that is no time stays as it is, for the check that follows. */
const inUtc = (value: string): string => (isInstant(value) ? instantText(instant(value)) : value);

const timeExpected = 'a time as RFC 3339 with an offset, such as "2026-01-05T10:00:00Z"';
/** A time as it comes in: with any offset, then kept in UTC. */
export const anyTime = z
  .string({ error: `expected ${timeExpected}` })
  .overwrite(inUtc)
  .refine(isInstant, { error: `expected ${timeExpected}` })
  .meta({
    description: 'a time as RFC 3339 with seconds and an offset; kept in UTC',
    format: 'date-time',
  });

const dayWithOffset = /^(\d{4}-\d\d-\d\d)(Z|[+-]\d\d:\d\d)$/;

/** A day with an offset as the time at which it begins or ends there; other text as it is. */
const momentOf =
  (time: string) =>
  (value: string): string => {
    const [, day, offset] = dayWithOffset.exec(value) ?? [];
    return inUtc(day === undefined ? value : `${day}T${time}${offset}`);
  };

const dayOrTimeExpected =
  'a day as YYYY-MM-DD (it begins and ends in UTC), with an offset as ' +
  'YYYY-MM-DD-08:00 (then there), or a time as RFC 3339 with an offset';
const dayOrTime = (time: string) =>
  z
    .string({ error: `expected ${dayOrTimeExpected}` })
    .overwrite(momentOf(time))
    .refine((value) => isDay(value) || isInstant(value), { error: `expected ${dayOrTimeExpected}` })
    .describe(dayOrTimeExpected);
/** Until when something shall be: a day ends with its last millisecond. */
export const anyPromise = dayOrTime('23:59:59.999');
/** From when on: a day begins with its first one. */
export const anyStart = dayOrTime('00:00:00');

const currencyExpected = 'a currency as three capital letters (ISO 4217), such as "EUR"';
export const currency = z
  .string({ error: `expected ${currencyExpected}` })
  .regex(/^[A-Z]{3}$/, { error: `expected ${currencyExpected}` })
  .describe(currencyExpected);

const numberExpected = 'an OMS number in its normal form XXXX-XXXX-XXXX-CC';
const numberForm = /^(?:[0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{2}$/;
export const omsNumber = form(
  'omsNumber',
  numberExpected,
  (value) => numberForm.test(value) && numberIsValid(value),
  { pattern: numberForm.source },
);

/** What is expected of a number that people write, in words. */
export const readableNumber = 'an OMS number: XXXX-XXXX-XXXX-CC';
const inNormalForm = (value: string): string => parseNumber(value).number ?? value;

/** A number as people write it: in any case and grouping, then kept in its normal form. */
export const anyNumber = z
  .string({ error: `expected ${readableNumber}` })
  .overwrite(inNormalForm)
  .superRefine((value, context) => {
    const { error: code } = parseNumber(value);
    if (code === undefined) return;
    const check = code === 'number_check_failed' ? ' with right check characters' : '';
    context.addIssue({
      code: 'custom',
      message: `expected ${readableNumber}${check}`,
      params: { code },
    });
  })
  .describe(`${readableNumber}; read in any case and grouping`);

const shipmentExpected = `a shipment of the order: its number, then -S1, -S2, …`;
const inShipmentForm = (value: string): string => {
  const child = parseChild(value);
  return child?.kind === 'S' ? childOf(child.number, child.kind, child.ordinal) : value;
};
/** A shipment as people write it, then kept in its normal form. */
export const anyShipment = z
  .string({ error: `expected ${shipmentExpected}` })
  .overwrite(inShipmentForm)
  .refine((value) => parseChild(value)?.kind === 'S', { error: `expected ${shipmentExpected}` })
  .describe(`${shipmentExpected}; read in any case and grouping`);

export const oneOf = <const T extends readonly [string, ...string[]]>(...values: T) =>
  z.enum(values, { error: `expected one of ${values.join(', ')}` });

export const flag = z.boolean({ error: 'expected true or false' });
