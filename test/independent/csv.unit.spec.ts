import { join } from 'node:path';
import { csvIn, field, parseCsv, readCsv, wholeNumber } from './csv.js';
import { folderOf } from './hand-made.js';
import { instantsOf } from './local-time.js';

describe('a CSV text', () => {
  it('keeps commas, quotes and line breaks of quoted fields', () => {
    expect(parseCsv('a,b\r\n"x, ""y""","1\n2"\r\n')).toEqual([{ a: 'x, "y"', b: '1\n2' }]);
  });

  it('reads empty fields, also the last one, with or without a last line break', () => {
    expect(parseCsv('a,b\n,\nx,')).toEqual([
      { a: '', b: '' },
      { a: 'x', b: '' },
    ]);
  });

  it('refuses a record with another number of fields and a quote without an end', () => {
    expect(() => parseCsv('a,b\n1\n')).toThrow('record 1: 1 fields, the header has 2');
    expect(() => parseCsv('a\n"x')).toThrow('no end');
  });

  it('refuses a quantity that is no whole number, and a column that is not there', () => {
    expect(wholeNumber({ q: ' -6 ' }, 'q')).toBe(-6);
    expect(() => wholeNumber({ q: '1.5' }, 'q')).toThrow('"1.5" is no whole number');
    expect(() => field({ q: '1' }, 'r')).toThrow('no column r');
  });

  it('is the same packed or not', () => {
    const dir = folderOf({ 'one.csv': 'a\n1\n', 'two.csv.gz': 'a\n1\n' });
    expect(readCsv(join(dir, 'one.csv'))).toEqual([{ a: '1' }]);
    expect(readCsv(csvIn(dir, 'two') ?? '')).toEqual([{ a: '1' }]);
    expect(csvIn(dir, 'three')).toBeUndefined();
  });
});

describe('a local time', () => {
  it('follows summer time', () => {
    expect(instantsOf('2011-01-05 09:00:00', 'Europe/London')).toEqual([
      '2011-01-05T09:00:00.000Z',
    ]);
    expect(instantsOf('2011-07-05 09:00:00', 'Europe/London')).toEqual([
      '2011-07-05T08:00:00.000Z',
    ]);
    expect(instantsOf('2017-12-01 10:00:00', 'America/Sao_Paulo')).toEqual([
      '2017-12-01T12:00:00.000Z',
    ]);
  });

  it('has two readings in the hour that the clock showed twice or left out', () => {
    expect(instantsOf('2018-02-17 23:33:56', 'America/Sao_Paulo')).toEqual([
      '2018-02-18T01:33:56.000Z',
      '2018-02-18T02:33:56.000Z',
    ]);
    expect(instantsOf('2011-03-27 01:30:00', 'Europe/London')).toEqual([
      '2011-03-27T00:30:00.000Z',
      '2011-03-27T01:30:00.000Z',
    ]);
  });
});
