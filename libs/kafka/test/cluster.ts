/** A real broker, and topics of a test's own on it. */
import { randomUUID } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import type { KafkaOptions } from '../src/options.js';

export const brokers = (process.env['KAFKA_BROKERS'] ?? '127.0.0.1:29192').split(',');

/** Everything that one test makes lies under a prefix of its own. */
export const ownOptions = (more: Partial<KafkaOptions> = {}): KafkaOptions => ({
  brokers, clientId: 'test', prefix: `t${randomUUID().slice(0, 8)}.`, partitions: 2,
  replication: 1, ...more,
});

export const withAdmin = async <T>(
  run: (admin: ReturnType<Kafka['admin']>) => Promise<T>, at: readonly string[] = brokers,
): Promise<T> => {
  const admin = new Kafka({
    brokers: [...at], clientId: 'test-admin', logLevel: logLevel.NOTHING,
  }).admin();
  await admin.connect();
  try {
    return await run(admin);
  } finally {
    await admin.disconnect();
  }
};

export const makeTopics = (
  { prefix = '', partitions, brokers: at }: KafkaOptions, topics: readonly string[],
  config: Readonly<Record<string, string>> = {},
): Promise<boolean> => withAdmin((admin) => admin.createTopics({
  waitForLeaders: true,
  topics: topics.map((topic) => ({
    topic: `${prefix}${topic}`, numPartitions: partitions, replicationFactor: 1,
    configEntries: Object.entries({ 'message.timestamp.type': 'LogAppendTime', ...config })
      .map(([name, value]) => ({ name, value })),
  })),
}), at);

/** Removes what stands under the prefix: topics and groups. */
export const removeAll = ({ prefix, brokers: at }: KafkaOptions): Promise<void> =>
  withAdmin(async (admin) => {
    if (prefix === undefined || prefix === '') throw new Error('only what has a prefix is removed');
    const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix));
    if (topics.length > 0) await admin.deleteTopics({ topics });
    const groups = (await admin.listGroups()).groups
      .map(({ groupId }) => groupId).filter((id) => id.startsWith(prefix));
    if (groups.length > 0) await admin.deleteGroups(groups);
  }, at);
