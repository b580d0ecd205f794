import { Dice } from './dice.js';
import { minutesMin, scheduleOf } from './schedule.js';

const minutes = 40;
const all = scheduleOf(7, minutes);
const of = (kind: string) => all.filter(({ fault }) => fault.kind === kind);

test('the same seed does the same, another one something else', () => {
  expect(scheduleOf(7, minutes)).toEqual(all);
  expect(scheduleOf(8, minutes)).not.toEqual(all);
});

test('it is in order, and nothing begins after the end', () => {
  const times = all.map(({ atMs }) => atMs);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(times.at(-1)).toBeLessThan(minutes * 60_000);
});

test('the shortest run has a storm', () => {
  expect(scheduleOf(1, minutesMin).length).toBeGreaterThan(5);
});

test('forty minutes are enough for the record', () => {
  const cuts = all.flatMap(({ fault }) => (fault.kind === 'append-cut' ? fault.cuts : []));
  const moves = all.flatMap(({ fault }) => (fault.kind === 'leader-move' ? fault.partitions : []));
  expect(of('service-kill').length).toBeGreaterThanOrEqual(100);
  expect(of('broker-kill').length).toBeGreaterThanOrEqual(30);
  expect(of('service-stop').length).toBeGreaterThanOrEqual(60);
  expect(moves.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(100);
  expect(cuts.length).toBeGreaterThanOrEqual(300);
  for (const kind of ['redis-kill', 'redis-stop', 'broker-stop', 'cut', 'delay', 'flash-sale']) {
    expect([kind, of(kind).length]).toEqual([kind, expect.any(Number)]);
    expect(of(kind).length).toBeGreaterThan(0);
  }
});

test('one server at a time is away, so that what is acknowledged could be acknowledged', () => {
  const away = all.flatMap(({ atMs, fault }) =>
    /^(broker|redis)-/.test(fault.kind) && 'forMs' in fault ? [[atMs, atMs + fault.forMs]] : [],
  );
  for (const [at, [from = 0]] of away.entries()) {
    expect(from).toBeGreaterThan(away[at - 1]?.[1] ?? -1);
  }
});

test('dice give every side, within their bounds', () => {
  const dice = new Dice(3);
  const thrown = Array.from({ length: 1_000 }, () => dice.whole(1, 6));
  expect([...new Set(thrown)].toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(() => dice.of([])).toThrow('no choice');
});
