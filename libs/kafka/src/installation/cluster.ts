import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from '../client/client.js';
import { openLogs } from '../open-kafka.js';
import type { KafkaOptions } from '../client/options.js';
import { settingsTopic } from './topics.js';
import type { TopicPlan } from './topics.js';
import { errorType } from '../client/error-type.js';
import type { Log } from '#ports';
import type { Admin } from 'kafkajs';
import { withAdmin } from '../client/kafkajs-client.js';
import { makeTopics } from './make-topics.js';

/** What is found of one topic. */
export interface FoundTopic {
  readonly partitions: number;
  /** Of the partition that has fewest. */
  readonly replication: number;
  readonly configs: ReadonlyMap<string, string>;
}

/** The cluster as an administrator sees it; names without the prefix. */
export class Cluster {
  readonly settings: Log;
  readonly #prefix: string;
  readonly #client: Client;
  readonly #logs: ReturnType<typeof openLogs>;

  constructor(
    readonly options: KafkaOptions,
    private readonly admin: Admin,
  ) {
    this.#prefix = options.prefix ?? '';
    this.#client = new Client(options);
    this.#logs = openLogs({ ...options, partitions: 1 }, () => undefined);
    this.settings = this.#logs.log(settingsTopic);
  }

  async existing(): Promise<ReadonlySet<string>> {
    const topics = await this.admin.listTopics();
    return new Set(
      topics
        .filter((topic) => topic.startsWith(this.#prefix))
        .map((topic) => topic.slice(this.#prefix.length)),
    );
  }

  make(plans: readonly TopicPlan[]): Promise<void> {
    return makeTopics(this.admin, this.options, plans);
  }

  /**
   * Each broker hears in its own time of a new topic, and that it leads a part of it. Not asked by
   * kafkajs's `fetchTopicOffsets`: where the broker that it asked knows no partition yet, that
   * fails as a bug does, and asks no other.
   */
  async stand(plans: readonly TopicPlan[]): Promise<void> {
    for (const { topic } of plans) {
      await this.#known(async () => {
        const partitions = await this.#client.partitionsOf(`${this.#prefix}${topic}`);
        if (partitions.some((each) => this.#client.knownLeaderOf(each) === undefined)) {
          return undefined;
        }
        await Promise.all(partitions.map((each) => this.#client.bounds(each)));
        return partitions.length > 0 ? true : undefined;
      });
    }
  }

  /** Asks again while there is no answer, or a broker that was asked does not know the topic. */
  async #known<T>(ask: () => Promise<T | undefined>): Promise<T> {
    let failure: unknown = new Error('a topic that was made has no leader');
    for (const deadline = Date.now() + createdMsMax; Date.now() < deadline;) {
      try {
        const answer = await ask();
        if (answer !== undefined) return answer;
      } catch (error) {
        if (!notYet.has(errorType(error))) throw error;
        failure = error;
      }
      await sleep(createdPollMs);
    }
    throw failure;
  }

  async close(): Promise<void> {
    await Promise.all([this.#client.close(), this.#logs.close()]);
  }

  async describe(topics: readonly string[]): Promise<(topic: string) => FoundTopic> {
    const names = topics.map((topic) => `${this.#prefix}${topic}`);
    const [metadata, configs] = await this.#known(() =>
      Promise.all([
        this.admin.fetchTopicMetadata({ topics: names }),
        this.admin.describeConfigs({
          includeSynonyms: false,
          resources: names.map((name) => ({ type: topicResource, name })),
        }),
      ]),
    );
    return (topic) => {
      const name = `${this.#prefix}${topic}`;
      const partitions = metadata.topics.find((each) => each.name === name)?.partitions ?? [];
      const entries = configs.resources.find((each) => each.resourceName === name)?.configEntries;
      return {
        partitions: partitions.length,
        replication: Math.min(...partitions.map(({ replicas }) => replicas.length)),
        configs: new Map(
          (entries ?? []).map(({ configName, configValue }) => [configName, configValue]),
        ),
      };
    };
  }
}

const notYet = new Set([
  'UNKNOWN_TOPIC_OR_PARTITION',
  'LEADER_NOT_AVAILABLE',
  'NOT_LEADER_FOR_PARTITION',
]);
const createdMsMax = 15_000;
export const createdPollMs = 50;

/** kafkajs's ConfigResourceTypes.TOPIC, which its types keep for themselves. */
const topicResource = 2;

export const withCluster = (
  options: KafkaOptions,
  run: (cluster: Cluster) => Promise<void>,
): Promise<void> =>
  withAdmin(options, async (admin) => {
    const cluster = new Cluster(options, admin);
    try {
      await run(cluster);
    } finally {
      await cluster.close();
    }
  });
