/** A real broker, and topics of a test's own on it. */
import { Kafka, logLevel } from 'kafkajs';
import { sharedServers, uniquePrefix } from '#servers';
import type { Servers } from '#servers';
import type { KafkaOptions } from '../src/client/options.js';

let servers: Servers | undefined;

/** For a spec that is content with a prefix of its own. */
export const shareBroker = (): void => {
  beforeAll(async () => {
    servers = await sharedServers();
  });
  afterAll(async () => {
    await servers?.stop();
  });
};

const brokersShared = (): readonly string[] => {
  if (servers === undefined) throw new Error('the spec has not called shareBroker()');
  return servers.brokers;
};

/** Everything that one test makes lies under a prefix of its own. */
export const ownOptions = (more: Partial<KafkaOptions> = {}): KafkaOptions => ({
  brokers: more.brokers ?? brokersShared(),
  clientId: 'test',
  prefix: uniquePrefix(),
  partitions: 2,
  replication: 1,
  ...more,
});

export const withAdmin = async <T>(
  run: (admin: ReturnType<Kafka['admin']>) => Promise<T>,
  brokers = brokersShared(),
): Promise<T> => {
  const admin = new Kafka({
    brokers: [...brokers],
    clientId: 'test-admin',
    logLevel: logLevel.NOTHING,
  }).admin();
  await admin.connect();
  try {
    return await run(admin);
  } finally {
    await admin.disconnect();
  }
};

export const makeTopics = (
  { prefix = '', partitions, brokers, replication }: KafkaOptions,
  topics: readonly string[],
  config: Readonly<Record<string, string>> = {},
): Promise<boolean> =>
  withAdmin(
    (admin) =>
      admin.createTopics({
        topics: topics.map((topic) => ({
          topic: `${prefix}${topic}`,
          numPartitions: partitions,
          replicationFactor: replication,
          configEntries: Object.entries({
            'message.timestamp.type': 'LogAppendTime',
            ...config,
          }).map(([name, value]) => ({ name, value })),
        })),
      }),
    brokers,
  );

/** Removes what stands under the prefix: topics and groups. */
export const removeAll = ({ prefix, brokers }: KafkaOptions): Promise<void> =>
  withAdmin(async (admin) => {
    if (prefix === undefined || prefix === '') throw new Error('only what has a prefix is removed');
    const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix));
    if (topics.length > 0) await admin.deleteTopics({ topics });
    const groups = (await admin.listGroups()).groups
      .map(({ groupId }) => groupId)
      .filter((id) => id.startsWith(prefix));
    if (groups.length > 0) await admin.deleteGroups(groups);
  }, brokers);
