import type { AdapterEntry } from '#ports';
import type { KafkaOptions } from '../client/options.js';
import {
  checkRestored,
  isUnfinished,
  restoredFrom,
  restoredSetting,
  restoringSetting,
} from './restored.js';
import type { RestoredFrom } from './restored.js';
import type { StoredSettings } from './settings-record.js';

const from: RestoredFrom = {
  cluster: 'original',
  prefix: 'shop.',
  backupMadeAt: '2026-03-01T10:00:00Z',
  restoredAt: '2026-03-02T10:00:00Z',
  restores: 1,
  beside: false,
};
const begun: StoredSettings = new Map([[restoringSetting, from.backupMadeAt]]);
const finished = (more: Partial<RestoredFrom> = {}): StoredSettings =>
  new Map([...begun, [restoredSetting, JSON.stringify({ ...from, ...more })]]);

const warned = (kept: StoredSettings, prefix?: string): readonly AdapterEntry[] => {
  const entries: AdapterEntry[] = [];
  const options: KafkaOptions = {
    brokers: [],
    clientId: 'test',
    partitions: 1,
    replication: 1,
    ...(prefix === undefined ? {} : { prefix }),
    log: (entry) => entries.push(entry),
  };
  checkRestored(kept, options);
  return entries;
};

test('a restore is unfinished from its first word to its last', () => {
  expect([new Map(), begun, finished()].map(isUnfinished)).toEqual([false, true, false]);
});

test('what was restored says of which backup; what was made here says nothing', () => {
  expect(restoredFrom(finished())).toEqual(from);
  expect([restoredFrom(new Map()), restoredFrom(begun)]).toEqual([undefined, undefined]);
  expect(warned(new Map())).toEqual([]);
});

test('nothing starts on what a restore has begun and not finished', () => {
  expect(() => warned(begun, 'copy.')).toThrow(
    "the restore under the prefix 'copy.' is not finished, expected finished: " +
      'run `oms restore` again: it begins anew',
  );
  expect(() => warned(begun)).toThrow("the restore under the prefix ''");
});

test.each([
  [false, 'the original must not run any more'],
  [true, 'give it no channel or carrier of the original'],
])('every start warns of the original (beside it: %s)', (beside, advice) => {
  const [entry, ...others] = warned(finished({ beside }));
  expect(others).toEqual([]);
  expect(entry).toMatchObject({ level: 'warn', worker: 'kafka' });
  expect(entry?.text).toBe(
    "restored from the backup of cluster original, prefix 'shop.', made at " +
      `2026-03-01T10:00:00Z: ${advice}; both would take and ship the same orders`,
  );
});
