import { everyTopic } from '#services';
import { kafkaLimits } from '../client/options.js';
import type { KafkaOptions } from '../client/options.js';

const dayMs = 86_400_000;
const forever = -1;
const inboxRetentionMs = 30 * dayMs;

/** What a topic's setting must be; `text` says so to people. */
export interface Demand {
  readonly text: string;
  readonly accepts: (value: string) => boolean;
  /** What the topic is made with. */
  readonly value: string;
}

const exactly = (value: string | number): Demand => ({
  value: `${value}`,
  text: `${value}`,
  accepts: (found) => found === `${value}`,
});
const atLeast = (value: number): Demand => ({
  value: `${value}`,
  text: `${value} or more`,
  accepts: (found) => Number(found) >= value,
});
/** -1 is for ever. */
const keptFor = (ms: number): Demand => ({
  value: `${ms}`,
  text: `${ms} or more, or -1`,
  accepts: (found) => Number(found) === forever || Number(found) >= ms,
});
const oneOf = (...values: readonly [string, ...string[]]): Demand => ({
  value: values[0],
  text: values.join(' or '),
  accepts: (found) => values.includes(found),
});

export type Demands = Readonly<Record<string, Demand>>;

export interface TopicPlan {
  /** Without the prefix. */
  readonly topic: string;
  readonly partitions: number;
  readonly demands: Demands;
}

/** An append may have 8 MiB where the topic's name ends in `.events`, else 1 MiB. */
export const appendBytesMaxOf = (topic: string): number =>
  topic.endsWith('.events') ? kafkaLimits.eventsAppendBytesMax : kafkaLimits.usualAppendBytesMax;

export const isEvents = (topic: string): boolean => topic.endsWith('.events');
/** Every offset of it is answered or chained: its readers know no gap. */
export const isDense = (topic: string): boolean => isEvents(topic) || topic.endsWith('.inbox');

/** Acks of all replicas in sync, and at least so many of them. */
const minInSync = ({ replication }: KafkaOptions): number => Math.max(1, replication - 1);

const always = (options: KafkaOptions, topic: string): Demands => ({
  // Whoever writes may compress as it likes: the broker unpacks what not every reader can.
  'compression.type': oneOf('uncompressed', 'gzip'),
  'cleanup.policy': exactly('delete'),
  'retention.bytes': exactly(forever),
  'message.timestamp.type': exactly('LogAppendTime'),
  'max.message.bytes': atLeast(appendBytesMaxOf(topic) + kafkaLimits.encodingBytesMax),
  'unclean.leader.election.enable': exactly('false'),
  'min.insync.replicas': atLeast(minInSync(options)),
});

/** What the installation was made with. Kept for ever: the first record of a setting counts. */
export const settingsTopic = 'oms.settings';
export const settingsPlan = (options: KafkaOptions): TopicPlan => ({
  topic: settingsTopic,
  partitions: 1,
  demands: { ...always(options, settingsTopic), 'retention.ms': exactly(forever) },
});

/** The topics of every service of the register, and those of channels. */
export const topicPlans = (options: KafkaOptions): readonly TopicPlan[] =>
  everyTopic.map((topic) => ({
    topic,
    partitions: options.partitions,
    demands: {
      ...always(options, topic),
      'retention.ms': isEvents(topic) ? exactly(forever) : keptFor(inboxRetentionMs),
    },
  }));
