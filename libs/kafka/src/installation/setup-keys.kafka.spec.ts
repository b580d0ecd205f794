import { setTimeout as sleep } from 'node:timers/promises';
import { epochsText, keyFingerprint, parseEpochs, parseKey } from '#kernel';
import type { NumberKeys } from '#kernel';
import { ownOptions, removeAll, shareBroker } from '../../test/cluster.js';
import { expectBothRefuse, refusal, withInstallation } from '../../test/installed.js';
import { openLogs } from '../open-kafka.js';
import type { KafkaOptions } from '../client/options.js';
import { checkSetup, prepareTopics } from './setup.js';
import type { KafkaSettings } from './settings-check.js';
import { SetupRefused } from '#ports';
import { settingsTopic } from './topics.js';

shareBroker();

/** OMS_NUMBER_KEY made of `first`, and OMS_NUMBER_KEYS. */
const keysOf = (later: string, first = 'a1'): NumberKeys => ({
  epochs: [
    { from: Number.NEGATIVE_INFINITY, key: parseKey(first.repeat(32)) },
    ...parseEpochs(later),
  ],
});
const keyed = (later: string, first?: string): KafkaSettings => ({
  numberKeyFingerprint: epochsText(keysOf(later, first)),
});
const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();
const hourMs = 3_600_000;
const tomorrow = `${inMs(24 * hourMs)}=${'b2'.repeat(32)}`;
const otherTomorrow = tomorrow.replace(/b2/g, 'c3');
const nextWeek = `${inMs(7 * 24 * hourMs)}=${'d4'.repeat(32)}`;

/** Every word that was ever written about the keys; `write` adds one to it. */
const wordsOnKeys = async (options: KafkaOptions, write?: KafkaSettings): Promise<string[]> => {
  const logs = openLogs({ ...options, partitions: 1 }, () => undefined);
  const log = logs.log(settingsTopic);
  try {
    const key = 'numberKeyFingerprint';
    if (write?.[key] !== undefined) {
      const value = Buffer.from(write[key]);
      const outcome = await log.append(0, [{ key, headers: {}, value }]);
      expect(outcome).toMatchObject({ kind: 'appended' });
    }
    const read = await log.read(0, 0, { records: 100, bytes: 2 ** 20 });
    if (read.kind !== 'read') throw new Error(read.reason);
    return read.slice.records
      .filter((record) => record.key === key)
      .map(({ value }) => Buffer.from(value ?? []).toString());
  } finally {
    await logs.close();
  }
};

const expectStarts = async (options: KafkaOptions, asked: KafkaSettings): Promise<void> => {
  await prepareTopics(options, asked);
  await checkSetup(options, asked);
};

const former = { numberKeyFingerprint: keyFingerprint(keysOf('')) };
const withFormer = (run: (options: KafkaOptions) => Promise<void>): Promise<void> =>
  withInstallation(former, run);

describe('later keys of an installation that knows one', () => {
  test('are kept before their time, once, and whoever lacks or changes one is refused', () =>
    withFormer(async (options) => {
      const both = `${tomorrow} ${nextWeek}`;
      for (const later of [tomorrow, tomorrow, both]) await expectStarts(options, keyed(later));
      const words = ['', tomorrow, both].map((later) => keyed(later).numberKeyFingerprint);
      expect(await wordsOnKeys(options)).toEqual(words);
      for (const [later, found, reason] of [
        ['', words[0], 'is missing'],
        [tomorrow, words[1], 'is missing'],
        [`${otherTomorrow} ${nextWeek}`, expect.any(String), 'has another key'],
      ] as const) {
        await expectBothRefuse(options, keyed(later), {
          setting: 'numberKeyFingerprint',
          found,
          expected: words[2],
          message: expect.stringMatching(`OMS_NUMBER_KEY and OMS_NUMBER_KEYS: .* ${reason}`),
        });
      }
      await expectBothRefuse(options, keyed(both, 'ff'), {
        message: expect.stringContaining('made with another key'),
      });
      expect(await wordsOnKeys(options)).toEqual(words);
    }));

  test('are refused where their time has come, and nothing is kept of them', () =>
    withFormer(async (options) => {
      const late = keyed(`${inMs(-1_000)}=${'b2'.repeat(32)} ${nextWeek}`);
      await expectBothRefuse(options, late, {
        found: late.numberKeyFingerprint,
        expected: former.numberKeyFingerprint,
        message: expect.stringMatching(/OMS_NUMBER_KEYS: .* begins in the past/),
      });
      await expectStarts(options, former);
      expect(await wordsOnKeys(options)).toHaveLength(1);
    }));

  test('hold on when their time has come', () =>
    withFormer(async (options) => {
      const soonMs = 2_000;
      const soon = keyed(`${inMs(soonMs)}=${'b2'.repeat(32)}`);
      await expectStarts(options, soon);
      await sleep(soonMs);
      await expectStarts(options, soon);
      await expectBothRefuse(options, former, { expected: soon.numberKeyFingerprint });
    }));

  test('are not added by who only looks', () =>
    withFormer(async (options) => {
      expect(await refusal(checkSetup(options, keyed(tomorrow)))).toMatchObject({
        message: expect.stringMatching(/OMS_NUMBER_KEYS: the last epoch is not kept yet/),
      });
      expect(await wordsOnKeys(options)).toHaveLength(1);
    }));
});

/** Starts all at once; which of them started. */
const startsAtOnce = async (
  options: KafkaOptions,
  ...later: readonly string[]
): Promise<readonly boolean[]> => {
  const started = await Promise.allSettled(
    later.map((each) => prepareTopics(options, keyed(each))),
  );
  for (const each of started) {
    if (each.status === 'rejected') expect(each.reason).toBeInstanceOf(SetupRefused);
  }
  return started.map(({ status }) => status === 'fulfilled');
};

describe('of starts at the same time', () => {
  test('those with a new key keep it, whoever else starts without', () =>
    withFormer(async (options) => {
      const both = `${tomorrow} ${nextWeek}`;
      const [, , first, second] = await startsAtOnce(options, '', tomorrow, both, both);
      expect([first, second]).toEqual([true, true]);
      await checkSetup(options, keyed(both));
      await expectBothRefuse(options, former, { expected: keyed(both).numberKeyFingerprint });
    }));

  test('one of two unlike keys is kept, the other one is refused', () =>
    withFormer(async (options) => {
      const unlike = [tomorrow, `${otherTomorrow} ${nextWeek}`];
      const started = await startsAtOnce(options, ...unlike);
      expect(started).toHaveLength(2);
      expect(started[0]).toBe(!started[1]);
      const [kept = '', lost = ''] = started[0] === true ? unlike : unlike.toReversed();
      await expectStarts(options, keyed(kept));
      await expectBothRefuse(options, keyed(lost), { expected: keyed(kept).numberKeyFingerprint });
    }));

  test('the first ones agree on their keys', async () => {
    const options = ownOptions();
    try {
      const started = await startsAtOnce(options, tomorrow, otherTomorrow, tomorrow);
      expect(started).toContain(true);
      expect(started[0]).toBe(started[2]);
      expect(started[1]).toBe(!started[0]);
    } finally {
      await removeAll(options);
    }
  });
});

describe('the log decides which epochs count', () => {
  test('one that was written before its process died goes on', () =>
    withFormer(async (options) => {
      await wordsOnKeys(options, keyed(tomorrow));
      await expectStarts(options, keyed(tomorrow));
      expect(await wordsOnKeys(options)).toHaveLength(2);
      await expectBothRefuse(options, former, { expected: keyed(tomorrow).numberKeyFingerprint });
    }));

  test('one that was sent in time and came late does not', () =>
    withFormer(async (options) => {
      const late = keyed(`${inMs(-1)}=${'b2'.repeat(32)}`);
      expect(await wordsOnKeys(options, late)).toHaveLength(2);
      await expectStarts(options, former);
      await expectBothRefuse(options, late, { expected: former.numberKeyFingerprint });
      await expectStarts(options, keyed(tomorrow));
    }));
});
