import { invariant } from './assert.js';

export const dayMs = 86_400_000;

/** 0000-01-01T00:00Z: RFC 3339 has no earlier one. */
const instantMin = -62_167_219_200_000;

/** The time `ms` before, or the first one that there is. */
export const before = (at: number, ms: number): number => Math.max(instantMin, at - ms);

/** Digits of every time within the years 0000 to 33658, and of every offset. */
const sortDigits = 15;

/**
 * Text of fixed width for a whole number, so that the order of texts is the order of numbers, also
 * of those below zero: a minus stands before every digit, behind it counts what is above the least.
 */
export const sortText = (value: number): string => {
  invariant(
    Number.isSafeInteger(value) && Math.abs(value) < 10 ** sortDigits,
    () => `no number to sort by: ${value}`,
  );
  return value < 0
    ? `-${String(10 ** sortDigits + value).padStart(sortDigits, '0')}`
    : String(value).padStart(sortDigits, '0');
};

const instantPattern =
  /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3])(:[0-5]\d){2}(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
const dayPattern = /^\d{4}-\d\d-\d\d$/;

/** Midnight UTC, or NaN; the way back shows a 30th of February, which parsing rolls over. */
const dayStart = (day: string): number => {
  const start = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(start) || !new Date(start).toISOString().startsWith(day) ? Number.NaN : start;
};

const read = (text: string): number => {
  const day = instantPattern.exec(text)?.[1];
  // Only days behind the 28th can be missing from a calendar: the others need no second look.
  if (day === undefined || (day.slice(8) > '28' && Number.isNaN(dayStart(day)))) return Number.NaN;
  return Date.parse(text);
};

/** Whether it is a day of the calendar as `YYYY-MM-DD`. */
export const isDay = (text: string): boolean =>
  dayPattern.test(text) && !Number.isNaN(dayStart(text));

/**
 * Whether `instant` can read it: RFC 3339 with seconds and an offset (`Z` or ±hh:mm), no leap
 * second.
 */
export const isInstant = (text: string): boolean => !Number.isNaN(read(text));

/**
 * Epoch milliseconds of RFC 3339 text that the edge has let pass, finer digits cut off; else a
 * `Bug`.
 */
export const instant = (text: string): number => {
  const ms = read(text);
  invariant(!Number.isNaN(ms), () => `not an RFC 3339 time: ${JSON.stringify(text)}`);
  return ms;
};

/** RFC 3339 in UTC with `Z`, milliseconds only where there are any. */
export const instantText = (ms: number): string => {
  const text = new Date(ms).toISOString();
  return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text;
};

/** The last millisecond of the day in UTC: what is later than this missed the day. */
export const endOfDay = (day: string): number => {
  invariant(isDay(day), () => `not a day as YYYY-MM-DD: ${JSON.stringify(day)}`);
  return dayStart(day) + dayMs - 1;
};
