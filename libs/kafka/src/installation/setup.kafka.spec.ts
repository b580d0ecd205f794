import { setTimeout as sleep } from 'node:timers/promises';
import { ownOptions, removeAll, shareBroker, withAdmin } from '../../test/cluster.js';
import { expectBothRefuse, refusal, withInstallation } from '../../test/installed.js';
import { openKafka } from '../open-kafka.js';
import type { KafkaOptions } from '../client/options.js';
import { checkSetup, prepareTopics } from './setup.js';
import { settingsPlan, settingsTopic, topicPlans } from './topics.js';

shareBroker();

const settings = { numberKeyFingerprint: 'abc' };
const withSetup = (run: (options: KafkaOptions) => Promise<void>): Promise<void> =>
  withInstallation(settings, run);
const topicResource = 2;

/** kafkajs sets all settings of a topic together. */
const alter = async (options: KafkaOptions, topic: string, name: string, value: string) => {
  const plan = [...topicPlans(options), settingsPlan(options)].find((each) => each.topic === topic);
  const made = Object.entries(plan?.demands ?? {}).map(
    ([key, demand]) => [key, demand.value] as const,
  );
  const entries = new Map([...made, [name, value] as const]);
  const resource = { type: topicResource, name: `${options.prefix}${topic}` };
  const configEntries = Array.from(entries, ([key, set]) => ({ name: key, value: set }));
  await withAdmin(async (admin) => {
    await admin.alterConfigs({ validateOnly: false, resources: [{ ...resource, configEntries }] });
    for (let found = ''; found !== value;) {
      const { resources } = await admin.describeConfigs({
        includeSynonyms: false,
        resources: [resource],
      });
      found =
        resources[0]?.configEntries.find(({ configName }) => configName === name)?.configValue ??
        '';
    }
  });
};

describe('setting up', () => {
  test('makes every topic once, also where several start at once, and passes its own audit', () =>
    withSetup(async (options) => {
      await Promise.all([1, 2, 3].map(() => prepareTopics(options, settings)));
      await checkSetup(options, settings);
      const topics = await withAdmin((admin) => admin.listTopics());
      expect(topics.filter((topic) => topic.startsWith(`${options.prefix}`)).toSorted()).toEqual(
        [
          'oms.channels.orders',
          'oms.inventory.events',
          'oms.inventory.inbox',
          'oms.orders.events',
          'oms.orders.inbox',
          'oms.settings',
          'oms.shipping.events',
          'oms.shipping.inbox',
        ].map((topic) => `${options.prefix}${topic}`),
      );
    }));

  test('the first start of several at once, on an empty cluster, alarms nobody', async () => {
    const reported: string[] = [];
    const options = ownOptions({
      log: ({ level, text }) => {
        reported.push(`${level} ${text}`);
      },
    });
    try {
      await Promise.all([1, 2, 3].map(() => prepareTopics(options, settings)));
      await checkSetup(options, settings);
      expect(reported.filter((line) => /^error|Topic creation/.test(line))).toEqual([]);
    } finally {
      await removeAll(options);
    }
  });

  test('garbage among the settings stops no start', () =>
    withSetup(async (options) => {
      const family = await openKafka(options);
      const garbage = [
        [null, 'x'],
        ['', ''],
        ['made oms.nothing.events', 'true'],
        ['made ', 'true'],
        ['partitions', '77'],
        ['numberKeyFingerprint', '{'],
        ['__proto__', 'y'],
      ] as const;
      try {
        const { kind } = await family.log(settingsTopic).append(
          0,
          garbage.map(([key, text]) => ({ key, headers: {}, value: Buffer.from(text) })),
        );
        expect(kind).toBe('appended');
      } finally {
        await family.close();
      }
      await prepareTopics(options, settings);
      await checkSetup(options, settings);
    }));

  test('a check makes nothing', async () => {
    const options = ownOptions();
    expect(await refusal(checkSetup(options, settings))).toMatchObject({
      setting: 'topic oms.settings',
      found: 'missing',
    });
    const topics = await withAdmin((admin) => admin.listTopics());
    expect(topics.filter((topic) => topic.startsWith(`${options.prefix}`))).toEqual([]);
  });
});

describe('a start is refused, by the name of the setting and its expected value,', () => {
  test('where the number of partitions changed', () =>
    withSetup(async (options) => {
      const more = { ...options, partitions: 3 };
      await expectBothRefuse(more, settings, {
        setting: 'OMS_PARTITIONS',
        found: '3',
        expected: '2',
        message: expect.stringMatching(/^OMS_PARTITIONS is 3, expected 2: /),
      });
      await withAdmin((admin) =>
        admin.createPartitions({
          topicPartitions: [{ topic: `${options.prefix}oms.orders.inbox`, count: 3 }],
        }),
      );
      await sleep(500);
      await expectBothRefuse(options, settings, {
        setting: `partitions of ${options.prefix}oms.orders.inbox`,
        found: '3',
        expected: '2',
      });
    }));

  test('with another number key', () =>
    withSetup(async (options) => {
      await expectBothRefuse(
        options,
        { numberKeyFingerprint: 'xyz' },
        { setting: 'numberKeyFingerprint', found: 'xyz', expected: 'abc' },
      );
    }));

  test('where a topic of events is gone', () =>
    withSetup(async (options) => {
      const topic = `${options.prefix}oms.orders.events`;
      await withAdmin((admin) => admin.deleteTopics({ topics: [topic] }));
      await sleep(500);
      await expectBothRefuse(options, settings, {
        setting: 'topic oms.orders.events',
        found: 'missing',
        expected: 'there',
      });
      const topics = await withAdmin((admin) => admin.listTopics());
      expect(topics).not.toContain(topic);
    }));

  test.each([
    ['oms.orders.events', 'retention.ms', '604800000', '-1'],
    ['oms.orders.events', 'retention.bytes', '1000000', '-1'],
    ['oms.orders.events', 'cleanup.policy', 'compact', 'delete'],
    ['oms.orders.events', 'cleanup.policy', 'compact,delete', 'delete'],
    ['oms.orders.events', 'message.timestamp.type', 'CreateTime', 'LogAppendTime'],
    ['oms.orders.events', 'max.message.bytes', '1048588', '8454144 or more'],
    ['oms.orders.events', 'unclean.leader.election.enable', 'true', 'false'],
    ['oms.orders.inbox', 'retention.ms', '3600000', '2592000000 or more, or -1'],
    ['oms.orders.inbox', 'message.timestamp.type', 'CreateTime', 'LogAppendTime'],
    ['oms.channels.orders', 'compression.type', 'zstd', 'uncompressed or gzip'],
    ['oms.orders.events', 'compression.type', 'producer', 'uncompressed or gzip'],
    ['oms.shipping.inbox', 'compression.type', 'lz4', 'uncompressed or gzip'],
    ['oms.settings', 'compression.type', 'producer', 'uncompressed or gzip'],
    ['oms.settings', 'cleanup.policy', 'compact', 'delete'],
  ])('where %s has %s %s', (topic, name, value, expected) =>
    withSetup(async (options) => {
      await alter(options, topic, name, value);
      await expectBothRefuse(options, settings, {
        setting: `${name} of ${options.prefix}${topic}`,
        found: value,
        expected,
      });
    }),
  );

  test('where too few replicas have to be in sync', () =>
    withSetup(async (options) => {
      await expectBothRefuse({ ...options, replication: 3 }, settings, {
        setting: `replication of ${options.prefix}oms.channels.orders`,
        found: '1',
        message: expect.stringContaining('OMS_REPLICATION'),
      });
    }));

  test('where there are fewer brokers than replicas, and nothing is made', async () => {
    const options = ownOptions({ replication: 3 });
    expect(await refusal(prepareTopics(options, settings))).toMatchObject({
      setting: 'OMS_REPLICATION',
      found: '3',
      expected: 'at most 1, as many as there are brokers',
    });
    const topics = await withAdmin((admin) => admin.listTopics());
    expect(topics.filter((topic) => topic.startsWith(`${options.prefix}`))).toEqual([]);
  });

  test('where a broker makes no such topic, with its own reason', async () => {
    const options = ownOptions({ prefix: 'not a topic ' });
    await expect(prepareTopics(options, settings)).rejects.toThrow(
      /^not a topic oms\.settings cannot be made: INVALID_TOPIC_EXCEPTION: /,
    );
  });
});
