import { recordBytes } from '../log.js';
import type { LogRecord } from '../log.js';
import {
  everything,
  shape,
  read,
  append,
  series,
  namesOf,
  readAll,
  plain,
  record,
  bytesOf,
} from '../../test/log-samples.js';
import type { LogUnderTest, LogShape, WithLog } from '../../test/log-samples.js';
import { times, waiting } from './log-waiting.contract.js';

export type OpenLog = (shape: LogShape) => Promise<LogUnderTest>;

/** What every `Log` promises. */
export const logContract = (family: string, open: OpenLog): void => {
  const withLog = async (run: (under: LogUnderTest) => Promise<void>): Promise<void> => {
    const under = await open(shape);
    try {
      await run(under);
    } finally {
      await under.close();
    }
  };
  describe(`log contract: ${family}`, () => {
    appending(withLog);
    contents(withLog);
    reading(withLog);
    times(withLog);
    waiting(withLog);
    reopening(withLog);
  });
};

const appending = (withLog: WithLog): void => {
  test('a fresh partition is empty from 0 to 0', () =>
    withLog(async ({ log }) => {
      expect(await read(log, 1, 0)).toEqual({ records: [], start: 0, end: 0 });
      expect(log).toMatchObject(shape);
    }));

  test('appends stand at consecutive offsets, in order, each partition by itself', () =>
    withLog(async ({ log }) => {
      expect(await append(log, 0, series(0, 1))).toBe(0);
      expect(await append(log, 0, series(1, 3))).toBe(1);
      expect(await append(log, 1, series(10, 2))).toBe(0);
      expect(await append(log, 0, series(4, 1))).toBe(4);
      const { records, end } = await read(log, 0, 0);
      expect(end).toBe(5);
      expect(records.map(({ offset }) => offset)).toEqual([0, 1, 2, 3, 4]);
      expect(namesOf(records)).toEqual(['r0', 'r1', 'r2', 'r3', 'r4']);
      expect(namesOf((await read(log, 1, 0)).records)).toEqual(['r10', 'r11']);
    }));

  test('what many writers append at once stands side by side, at the offset each was told', () =>
    withLog(async ({ log }) => {
      const appended = await Promise.all(
        Array.from({ length: 40 }, async (_, writer) => {
          const records = series(writer * 10, 1 + (writer % 5));
          return { records, first: await append(log, 0, records) };
        }),
      );
      const all = await readAll(log, 0);
      for (const { records, first } of appended) {
        expect(all.slice(first, first + records.length).map(plain)).toEqual(records.map(plain));
      }
      expect(all).toHaveLength(appended.reduce((sum, { records }) => sum + records.length, 0));
      expect(all.every(({ offset }, at) => offset === at)).toBe(true);
    }));

  test('one writer sees its own appends in the order it made them', () =>
    withLog(async ({ log }) => {
      const firsts = await Promise.all(
        Array.from({ length: 20 }, (_, i) => append(log, i % 2, series(i, 1))),
      );
      for (const [i, first] of firsts.entries()) {
        expect(
          namesOf((await read(log, i % 2, first, { ...everything, records: 1 })).records),
        ).toEqual([`r${i}`]);
      }
    }));

  test('an append that is too large is refused whole, and says the limit', () =>
    withLog(async ({ log }) => {
      const half = record('half', shape.appendBytesMax / 2);
      expect(await log.append(0, [half, half])).toEqual({
        kind: 'too-large',
        limitBytes: shape.appendBytesMax,
      });
      expect(await read(log, 0, 0)).toEqual({ records: [], start: 0, end: 0 });
      expect(await append(log, 0, [half])).toBe(0);
    }));
};

const contents = (withLog: WithLog): void => {
  const unlike: readonly LogRecord[] = [
    { key: null, headers: {}, value: null },
    { key: '', headers: { empty: '' }, value: new Uint8Array(0) },
    {
      key: 'clé 鍵 🔑',
      headers: { näme: 'wert ß 値 🧵', b: 'line\nbreak', a: '"' },
      value: bytesOf('é'),
    },
    { key: null, headers: { only: 'headers' }, value: new Uint8Array([0, 255, 128, 0]) },
    { key: 'k'.repeat(300), headers: { long: 'h'.repeat(70_000) }, value: new Uint8Array(70_000) },
  ];

  test('keys, headers and bytes come back as they were, null apart from empty', () =>
    withLog(async ({ log, reopen }) => {
      await append(log, 0, unlike);
      for (const one of unlike) await append(log, 0, [one]);
      const again = (await reopen?.()) ?? log;
      const stored = await readAll(again, 0);
      expect(stored.map(plain)).toEqual([...unlike, ...unlike].map(plain));
    }));

  test('a value of 8 MiB comes back whole', () =>
    withLog(async ({ log, reopen }) => {
      const value = new Uint8Array(8 * 2 ** 20).map((_, i) => (i * 7) % 251);
      await append(log, 0, [record('before'), { key: null, headers: {}, value }, record('behind')]);
      const stored = await readAll((await reopen?.()) ?? log, 0);
      expect(stored).toHaveLength(3);
      expect(Buffer.compare(stored[1]?.value ?? new Uint8Array(0), value)).toBe(0);
    }));
};

const reading = (withLog: WithLog): void => {
  test('reads from every offset, within every limit, at least one record', () =>
    withLog(async ({ log }) => {
      const written = Array.from({ length: 12 }, (_, i) => record(`r${i}`, 10 + 200 * (i % 4)));
      await append(log, 0, written.slice(0, 1));
      await append(log, 0, written.slice(1, 8));
      await append(log, 0, written.slice(8));
      for (let from = -1; from <= 14; from += 1) {
        for (const records of [1, 2, 5, 100]) {
          for (const bytes of [1, 60, 700, 1_500, 10_000]) {
            const slice = await read(log, 0, from, { records, bytes });
            const rest = written.slice(Math.max(from, 0));
            expect(slice).toMatchObject({ start: 0, end: 12 });
            expect(slice.records.map(plain)).toEqual(
              rest.slice(0, slice.records.length).map(plain),
            );
            expect(slice.records.length > 0).toBe(rest.length > 0);
            expect(slice.records.length).toBeLessThanOrEqual(records);
            if (slice.records.length < 2) continue;
            expect(
              slice.records.reduce((sum, one) => sum + recordBytes(one), 0),
            ).toBeLessThanOrEqual(bytes);
          }
        }
      }
    }));

  test('reading on in small slices gives every record once', () =>
    withLog(async ({ log }) => {
      for (let i = 0; i < 60; i += 4) await append(log, 0, series(i, 4));
      for (const limit of [
        { records: 7, bytes: 10_000 },
        { records: 100, bytes: 150 },
      ]) {
        const names = namesOf(await readAll(log, 0, limit));
        expect(names).toEqual(Array.from({ length: 60 }, (_, i) => `r${i}`));
      }
    }));
};

const reopening = (withLog: WithLog): void => {
  test('what was appended stands after the log is opened again, and it goes on behind it', () =>
    withLog(async ({ log, now, reopen }) => {
      for (let i = 0; i < 30; i += 3) await append(log, i % 2, series(i, 3));
      const before = [await readAll(log, 0), await readAll(log, 1)];
      const again = (await reopen?.()) ?? log;
      for (const partition of [0, 1]) {
        const all = await readAll(again, partition);
        expect(all.map((one) => ({ ...plain(one), offset: one.offset, time: one.time }))).toEqual(
          before[partition]?.map((one) => ({ ...plain(one), offset: one.offset, time: one.time })),
        );
      }
      expect(await append(again, 0, series(90, 1))).toBe(15);
      const [last] = (await read(again, 0, 15)).records;
      expect(last?.time).toBeGreaterThanOrEqual(before[0]?.at(-1)?.time ?? now());
    }));
};
