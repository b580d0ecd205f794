import { instantText } from '#kernel';
import { localClock } from './local-time.js';

const read = (zone: string, text: string): string =>
  instantText(localClock(zone)(() => text, 'at'));

describe('local time', () => {
  it.each([
    ['America/Sao_Paulo', '2017-07-01 12:00:00', '2017-07-01T15:00:00Z'],
    ['America/Sao_Paulo', '2017-10-14 23:59:59', '2017-10-15T02:59:59Z'],
    ['America/Sao_Paulo', '2017-10-15 01:00:00', '2017-10-15T03:00:00Z'],
    ['America/Sao_Paulo', '2017-11-24 18:30:10', '2017-11-24T20:30:10Z'],
    ['America/Sao_Paulo', '2018-02-18 00:00:00', '2018-02-18T03:00:00Z'],
    ['Europe/London', '2011-03-27 00:59:00', '2011-03-27T00:59:00Z'],
    ['Europe/London', '2011-03-27 02:00:00', '2011-03-27T01:00:00Z'],
    ['Europe/London', '2011-10-30 02:00', '2011-10-30T02:00:00Z'],
  ])('in %s the clock shows %s at %s', (zone, local, utc) => {
    expect(read(zone, local)).toBe(utc);
  });

  it('counts on from before the gap where the clock skipped an hour', () => {
    expect(read('America/Sao_Paulo', '2017-10-15 00:30:00')).toBe('2017-10-15T03:30:00Z');
  });

  it('takes one of the two where the clock showed an hour twice, always the same', () => {
    const twice = read('America/Sao_Paulo', '2018-02-17 23:30:00');
    expect(['2018-02-18T01:30:00Z', '2018-02-18T02:30:00Z']).toContain(twice);
    expect(read('America/Sao_Paulo', '2018-02-17 23:30:00')).toBe(twice);
  });
});
