import { isInstant } from '#kernel';
import { DateTime } from 'luxon';
import { FieldError } from './csv-table.js';
import type { Row } from './csv-table.js';

/** Reads a wall-clock time out of a row: epoch milliseconds. */
export type LocalClock = <C extends string>(row: Row<C>, column: C) => number;

const localPattern = /^([0-9]{4}-[0-9]{2}-[0-9]{2})[ T]([0-9]{2})(:[0-9]{2}(?::[0-9]{2})?)$/;
const expected = 'a local time such as 2017-11-24 18:30:00';

/** Distance of local time from UTC at the start of a local hour; clocks change on the hour. */
const distanceAt = (zone: string, day: string, hour: string): number =>
  Date.parse(`${day}T${hour}:00:00Z`) -
  DateTime.fromISO(`${day}T${hour}:00:00`, { zone }).toMillis();

/**
 * A reader of wall-clock times in an IANA zone. A time that the clock skipped counts on from before
 * the gap; one that it showed twice is always the same one of the two. Throws `FieldError` on what
 * is no time.
 */
export const localClock = (zone: string): LocalClock => {
  const distances = new Map<string, number>();
  return (row, column) => {
    const text = row(column);
    const [, day = '', hour = '', rest = ''] = localPattern.exec(text) ?? [];
    const seconds = rest.length === 3 ? `${rest}:00` : rest;
    const asUtc = `${day}T${hour}${seconds}Z`;
    if (!isInstant(asUtc)) throw new FieldError(column, text, expected);
    const key = day + hour;
    let distance = distances.get(key);
    if (distance === undefined) {
      distance = distanceAt(zone, day, hour);
      distances.set(key, distance);
    }
    return Date.parse(asUtc) - distance;
  };
};
