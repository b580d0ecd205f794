import { memoryLog, virtualClock } from '#simulation';
import { keepSettings, keptSettings } from './settings-record.js';

const written = (key: string | null, text: string) => ({
  key,
  headers: {},
  value: Buffer.from(text),
});
const settingsLog = () =>
  memoryLog({
    topic: 'oms.settings',
    partitions: 1,
    clock: virtualClock(Date.parse('2026-01-05T10:00:00Z')),
    appendBytesMax: 1_000_000,
  });

test('of each setting the first record counts, whoever writes another one later', async () => {
  const log = settingsLog();
  await log.append(0, [written('partitions', '4'), written(null, 'for nobody')]);
  await log.append(0, [written('partitions', '8'), written('made oms.orders.events', 'true')]);
  expect(await keptSettings(log)).toEqual(
    new Map([
      ['partitions', '4'],
      ['made oms.orders.events', 'true'],
    ]),
  );
});

test('more than one read holds is read to its end', async () => {
  const log = settingsLog();
  const many = Array.from({ length: 2_500 }, (_, at) => written(`setting ${at}`, `${at}`));
  await log.append(0, many);
  expect((await keptSettings(log)).size).toBe(2_500);
});

test('only what stands nowhere yet is written; what others wrote first comes back', async () => {
  const log = settingsLog();
  await keepSettings(log, new Map([['partitions', '4']]));
  const kept = await keepSettings(
    log,
    new Map([
      ['partitions', '8'],
      ['made oms.orders.events', 'true'],
    ]),
  );
  expect(kept.get('partitions')).toBe('4');
  expect(log.end(0)).toBe(2);
  await keepSettings(log, new Map([['partitions', '4']]));
  expect(log.end(0)).toBe(2);
});

test('a log that takes nothing now is told with its reason', async () => {
  const log = settingsLog();
  const away = {
    ...log,
    append: async () => ({ kind: 'unavailable', reason: 'no leader' }) as const,
  };
  await expect(keepSettings(away, new Map([['partitions', '4']]))).rejects.toThrow(
    'the settings could not be kept in oms.settings: no leader',
  );
});
