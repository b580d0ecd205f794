import type { StoredRecord } from '#ports';
import { ownOptions, removeAll, shareBroker } from '../../test/cluster.js';
import { refusal } from '../../test/installed.js';
import { openKafka } from '../open-kafka.js';
import type { KafkaOptions } from '../client/options.js';
import { installedSettings } from './installed.js';
import { restoredFrom } from './restored.js';
import type { RestoredFrom } from './restored.js';
import { restoreTopics } from './restoring.js';
import type { LogToRestore } from './restoring.js';
import { checkSetup, prepareTopics } from './setup.js';

shareBroker();
jest.setTimeout(120_000);

const topic = 'oms.orders.events';
const madeAt = Date.parse('2026-01-05T10:00:00Z');
const from: RestoredFrom = {
  cluster: 'original',
  prefix: '',
  backupMadeAt: new Date(madeAt).toISOString(),
  restoredAt: new Date(madeAt + 1_000).toISOString(),
  restores: 1,
  beside: false,
};
const record = (offset: number): StoredRecord => ({
  offset,
  time: madeAt + offset,
  key: `key-${offset}`,
  headers: { ce_id: `${offset}` },
  value: Buffer.from(`${offset}`),
});
/** Retention took what stood before 3; a marker stood at 5, an aborted transaction at 7 and 8. */
const offsets = [3, 4, 6, 9];
const log: LogToRestore = {
  topic,
  partition: 0,
  start: 3,
  end: 10,
  runs: () => [[record(3), record(4)], [record(6)], [record(9)]],
};
const restored = (options: KafkaOptions, between = async (): Promise<void> => undefined) =>
  restoreTopics(options, { logs: [log], from, numberKeyFingerprint: undefined }, between);

const withOptions = async (run: (options: KafkaOptions) => Promise<void>): Promise<void> => {
  const options = ownOptions({ partitions: 1 });
  try {
    await run(options);
  } finally {
    await removeAll(options);
  }
};

const recordsIn = async (options: KafkaOptions): Promise<readonly StoredRecord[]> => {
  const family = await openKafka(options);
  try {
    const found: StoredRecord[] = [];
    // A read may end before the log does.
    for (let next = 3; next < 10;) {
      const outcome = await family.log(topic).read(0, next, { records: 100, bytes: 2 ** 20 });
      if (outcome.kind !== 'read') throw new Error(outcome.reason);
      const { records, start, end, next: behind } = outcome.slice;
      expect([start, end]).toEqual([3, 10]);
      found.push(...records);
      const passed = behind ?? (records.at(-1)?.offset ?? next - 1) + 1;
      expect(passed).toBeGreaterThan(next);
      next = passed;
    }
    return found;
  } finally {
    await family.close();
  }
};

test('every record has its offset, time and content again, and services start on it', () =>
  withOptions(async (options) => {
    await restored(options);
    const records = await recordsIn(options);
    const whole = records.filter(({ value }) => value !== null);
    expect(whole.map(({ offset }) => offset)).toEqual(offsets);
    expect(whole.map(({ key, time, headers }) => ({ key, time, headers }))).toEqual(
      offsets.map(record).map(({ key, time, headers }) => ({ key, time, headers })),
    );
    expect(restoredFrom(await installedSettings(options))).toEqual(from);
    await prepareTopics(options, {});
  }));

test('an installation that is there is left as it is', () =>
  withOptions(async (options) => {
    await prepareTopics(options, {});
    expect(await refusal(restored(options))).toMatchObject({ found: 'there', expected: 'missing' });
    await checkSetup(options, {});
  }));

test('nothing starts on a restore that was interrupted; run again it begins anew', () =>
  withOptions(async (options) => {
    const interrupted = async (): Promise<void> => {
      throw new Error('the disk is full');
    };
    await expect(restored(options, interrupted)).rejects.toThrow('the disk is full');
    expect(await refusal(checkSetup(options, {}))).toMatchObject({ found: 'not finished' });
    await restored(options);
    expect((await recordsIn(options)).filter(({ value }) => value !== null)).toHaveLength(4);
    await checkSetup(options, {});
  }));
