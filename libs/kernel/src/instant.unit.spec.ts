import fc from 'fast-check';
import {
  before,
  dayMs,
  endOfDay,
  instant,
  instantText,
  isDay,
  isInstant,
  sortText,
} from './instant.js';

describe('an instant', () => {
  test.each([
    ['2026-01-05T10:00:00Z', 1_767_607_200_000, '2026-01-05T10:00:00Z'],
    ['2026-01-05T10:00:00.250Z', 1_767_607_200_250, '2026-01-05T10:00:00.250Z'],
    ['2026-01-05T07:00:00-03:00', 1_767_607_200_000, '2026-01-05T10:00:00Z'],
    ['2026-01-05T10:00:00.000999Z', 1_767_607_200_000, '2026-01-05T10:00:00Z'],
    ['2024-02-29T00:00:00Z', 1_709_164_800_000, '2024-02-29T00:00:00Z'],
  ])('%s is %i ms and written %s', (text, ms, shown) => {
    expect(instant(text)).toBe(ms);
    expect(instantText(ms)).toBe(shown);
  });

  test('writing and reading give the same instant', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799_999 }), (ms) => {
        expect(instant(instantText(ms))).toBe(ms);
      }),
    );
  });

  test.each([
    '2026',
    'Jan 5 2026',
    '2026-01-05',
    '2026-01-05T10:00Z',
    '2026-01-05T10:00:00',
    '2026-02-30T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2025-02-29T10:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-05T24:00:00Z',
    '2026-01-05T10:00:60Z',
    '2026-01-05T10:00:00+25:00',
  ])('%s is none', (text) => {
    expect(isInstant(text)).toBe(false);
    expect(() => instant(text)).toThrow('RFC 3339');
  });
});

describe('a day', () => {
  test('ends a millisecond before the next', () => {
    expect(instantText(endOfDay('2026-01-09'))).toBe('2026-01-09T23:59:59.999Z');
    expect(endOfDay('2024-03-01') - endOfDay('2024-02-28')).toBe(2 * dayMs);
  });

  test.each(['2026-02-29', '2026-1-9', '2026-00-01', '09.01.2026', '', '2026-01-09T00:00:00Z'])(
    'is not %j',
    (text) => {
      expect(isDay(text)).toBe(false);
      expect(() => endOfDay(text)).toThrow('YYYY-MM-DD');
    },
  );
});

describe('the time before', () => {
  test('is never one that RFC 3339 cannot write', () => {
    expect(before(instant('1970-01-01T00:00:00Z'), dayMs)).toBe(-dayMs);
    expect(instantText(before(endOfDay('0000-01-01'), dayMs))).toBe('0000-01-01T00:00:00Z');
  });
});

describe('text to sort by', () => {
  const times = fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_999 });
  test('stands in the order of the numbers, below zero as well', () => {
    fc.assert(
      fc.property(times, times, (one, other) => {
        expect(sortText(one) < sortText(other)).toBe(one < other);
      }),
    );
    expect([sortText(-1), sortText(0)]).toEqual(['-999999999999999', '000000000000000']);
  });
});
