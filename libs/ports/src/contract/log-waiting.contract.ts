import { append, series, read, readAll, noSignal, noted } from '../../test/log-samples.js';
import type { WithLog } from '../../test/log-samples.js';

export const times = (withLog: WithLog): void => {
  test('a record carries the time of its append, and time never runs back in a partition', () =>
    withLog(async ({ log, now, pass, turnBack }) => {
      const skewMs = 50;
      for (let i = 0; i < 5; i += 1) {
        const before = now();
        const first = await append(log, 0, series(i, 2));
        const { records } = await read(log, 0, first);
        expect(records).toHaveLength(2);
        for (const { time } of records) {
          expect(time).toBeGreaterThanOrEqual(before - skewMs);
          expect(time).toBeLessThanOrEqual(now() + skewMs);
        }
        await pass(5);
      }
      turnBack?.(3_600_000);
      await append(log, 0, series(5, 1));
      const all = (await readAll(log, 0)).map(({ time }) => time);
      expect(all).toEqual(all.toSorted((a, b) => a - b));
    }));
};

export const waiting = (withLog: WithLog): void => {
  test('waiting ends at once where the end is above already', () =>
    withLog(async ({ log }) => {
      await append(log, 0, series(0, 2));
      await log.grown(0, 1, 60_000, noSignal());
      expect((await read(log, 0, 0)).end).toBe(2);
    }));

  test('an append wakes who waits for it, and nobody of another partition', () =>
    withLog(async ({ log, pass }) => {
      let woken = '';
      const here = noted(log.grown(0, 0, 60_000, noSignal()), () => {
        woken += 'here';
      });
      const stop = new AbortController();
      const elsewhere = noted(log.grown(1, 0, 60_000, stop.signal), () => {
        woken += ' other';
      });
      await pass(5);
      expect(woken).toBe('');
      await append(log, 0, series(0, 1));
      await here;
      expect(woken).toBe('here');
      expect((await read(log, 0, 0)).end).toBe(1);
      stop.abort();
      await elsewhere;
    }));

  test('an append at or below the offset waited for wakes nobody', () =>
    withLog(async ({ log, pass }) => {
      let woken = false;
      const waits = noted(log.grown(0, 2, 60_000, noSignal()), () => {
        woken = true;
      });
      await append(log, 0, series(0, 2));
      await pass(20);
      expect(woken).toBe(false);
      await append(log, 0, series(2, 1));
      await waits;
      expect(woken).toBe(true);
    }));

  test('waiting ends after its time', () =>
    withLog(async ({ log, now, pass }) => {
      const began = now();
      const waits = log.grown(0, 0, 40, noSignal());
      await pass(60);
      await waits;
      expect(now() - began).toBeGreaterThanOrEqual(39);
      expect((await read(log, 0, 0)).end).toBe(0);
    }));

  test('waiting ends when its signal aborts, before or during it', () =>
    withLog(async ({ log, pass }) => {
      const stop = new AbortController();
      const waits = log.grown(0, 0, 3_600_000, stop.signal);
      await pass(5);
      stop.abort();
      await waits;
      await log.grown(0, 0, 3_600_000, stop.signal);
      expect((await read(log, 0, 0)).end).toBe(0);
    }));
};
