import type { Admin } from 'kafkajs';
import type { KafkaOptions } from '../client/options.js';
import { SetupRefused } from '#ports';
import type { TopicPlan } from './topics.js';
import { reasonOf, errorType } from '../client/error-type.js';

/**
 * kafkajs's own words are `Topic creation errors`: what a broker says of each is in a list. By its
 * shape, as Node finds no such class among the names of that module.
 */
const errorsIn = (error: unknown): readonly unknown[] =>
  error instanceof Error && 'errors' in error && Array.isArray(error.errors) ? error.errors : [];

const refusalOf = async (
  error: unknown,
  admin: Admin,
  { replication }: KafkaOptions,
): Promise<unknown> => {
  const refused = errorsIn(error).find((each) => errorType(each) !== 'TOPIC_ALREADY_EXISTS');
  if (refused === undefined) return error;
  if (errorType(refused) === 'INVALID_REPLICATION_FACTOR') {
    const { brokers } = await admin.describeCluster();
    return new SetupRefused({
      setting: 'OMS_REPLICATION',
      found: `${replication}`,
      expected: `at most ${brokers.length}, as many as there are brokers`,
      advice: 'start more of them, or set it lower',
    });
  }
  const topic = refused instanceof Error && 'topic' in refused ? String(refused.topic) : 'a topic';
  return new Error(`${topic} cannot be made: ${reasonOf(refused)}`, { cause: error });
};

/**
 * Makes these topics; where another process makes them at the same time, both have made them.
 * Throws `SetupRefused` where there are fewer brokers than replicas.
 */
export const makeTopics = async (
  admin: Admin,
  options: KafkaOptions,
  plans: readonly TopicPlan[],
): Promise<void> => {
  if (plans.length === 0) return;
  try {
    await admin.createTopics({
      waitForLeaders: false,
      topics: plans.map(({ topic, partitions, demands }) => ({
        topic: `${options.prefix ?? ''}${topic}`,
        numPartitions: partitions,
        replicationFactor: options.replication,
        configEntries: Object.entries(demands).map(([name, { value }]) => ({ name, value })),
      })),
    });
  } catch (error) {
    throw await refusalOf(error, admin, options);
  }
};
