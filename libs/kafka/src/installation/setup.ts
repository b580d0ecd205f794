import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { auditEpochs } from '#kernel';
import type { Log } from '#ports';
import { Client } from '../client/client.js';
import { withAdmin } from '../client/kafkajs-client.js';
import { makeTopics } from './make-topics.js';
import { openLogs } from '../open-kafka.js';
import type { KafkaOptions } from '../client/options.js';
import { checkRestored } from './restored.js';
import {
  keepSettings,
  keptSettings,
  numberKeySetting,
  partitionsSetting,
} from './settings-record.js';
import type { Kept } from './settings-record.js';
import { SetupRefused } from './setup-refused.js';
import { troubleOf } from '../client/trouble.js';
import { isEvents, settingsPlan, settingsTopic, topicPlans } from './topics.js';
import type { TopicPlan } from './topics.js';

/** What every process of an installation has to agree on, besides the number of partitions. */
export interface KafkaSettings {
  /** The keys of the OMS numbers as `epochsText`, which gives none away. */
  readonly numberKeyFingerprint?: string;
}

/**
 * Makes topics that are missing, keeps what the installation was made with and epochs to come, then
 * audits everything. Idempotent, also where several processes start at once. Throws `SetupRefused`,
 * for the first setting that is off.
 */
export const prepareTopics = (options: KafkaOptions, settings: KafkaSettings): Promise<void> =>
  withCluster(options, async (cluster) => {
    const before = await cluster.existing();
    if (!before.has(settingsTopic)) {
      const plan = [settingsPlan(options)];
      await cluster.make(plan);
      await cluster.stand(plan);
    }
    const kept = await keptSettings(cluster.settings);
    checkRestored(kept, options);
    const existing = await refuseWhatIsGone(kept, cluster);
    checkKept(kept, options, settings, 'may be added');
    const plans = topicPlans(options);
    await cluster.make(plans.filter(({ topic }) => !existing.has(topic)));
    // What another process has made may not stand everywhere yet either.
    await cluster.stand(plans);
    // Only when a topic stands it is remembered that it once did.
    const now = await keepSettings(cluster.settings, asked(options, settings));
    checkKept(now, options, settings, 'must be kept');
    await audit(cluster, plans);
  });

/** Audits alone: for who makes nothing. */
export const checkSetup = (options: KafkaOptions, settings: KafkaSettings): Promise<void> =>
  withCluster(options, async (cluster) => {
    const existing = await cluster.existing();
    if (!existing.has(settingsTopic)) {
      throw new SetupRefused(
        `topic ${settingsTopic}`,
        'missing',
        'there',
        'nothing was set up here yet; start a service first',
      );
    }
    const kept = await keptSettings(cluster.settings);
    checkRestored(kept, options);
    await refuseWhatIsGone(kept, cluster);
    checkKept(kept, options, settings, 'must be kept');
    await audit(cluster, topicPlans(options));
  });

/** What people set it by; what else differs is named beside its words. */
const variableOf = (setting: string): string =>
  setting === partitionsSetting ? 'OMS_PARTITIONS' : setting;

/** Kept of each topic of events, once it stands. */
export const onceMade = (topic: string): string => `made ${topic}`;

const asked = (
  { partitions, ...options }: KafkaOptions,
  { numberKeyFingerprint }: KafkaSettings,
): Kept =>
  new Map([
    [partitionsSetting, `${partitions}`],
    ...topicPlans({ partitions, ...options })
      .filter(({ topic }) => isEvents(topic))
      .map(({ topic }) => [onceMade(topic), 'true'] as const),
    ...(numberKeyFingerprint === undefined
      ? []
      : [[numberKeySetting, numberKeyFingerprint] as const]),
  ]);

/**
 * Events that are gone are not made anew: what they said would be forgotten without a word. Another
 * process may have made and kept them a moment ago, and not every broker knows them yet: so they
 * are looked for again before they count as gone. Returns the topics that are there.
 */
const refuseWhatIsGone = async (kept: Kept, cluster: Cluster): Promise<ReadonlySet<string>> => {
  // Whatever else somebody has written there says nothing.
  const made = topicPlans(cluster.options)
    .map(({ topic }) => topic)
    .filter((topic) => kept.has(onceMade(topic)));
  const deadline = Date.now() + goneMsMin;
  for (;;) {
    const existing = await cluster.existing();
    const gone = made.find((topic) => !existing.has(topic));
    if (gone === undefined) return existing;
    if (Date.now() > deadline) {
      throw new SetupRefused(
        `topic ${gone}`,
        'missing',
        'there',
        'it was made once and its events are the orders; restore it, or set up an installation ' +
          'with another prefix',
      );
    }
    await sleep(createdPollMs);
  }
};

type Epochs = 'may be added' | 'must be kept';

const checkKept = (
  kept: Kept,
  options: KafkaOptions,
  settings: KafkaSettings,
  epochs: Epochs,
): void => {
  for (const [setting, found] of asked(options, settings)) {
    const expected = kept.get(setting);
    if (expected === undefined || expected === found) continue;
    const advice =
      setting === numberKeySetting
        ? adviceOnKeys(expected, found, epochs)
        : `the installation was made with ${expected}; start this process with the same`;
    if (advice !== undefined) {
      throw new SetupRefused(variableOf(setting), found, expected, advice);
    }
  }
};

/** Why these keys are refused; undefined where they are not. */
const adviceOnKeys = (kept: string, given: string, epochs: Epochs): string | undefined => {
  const audited = auditEpochs(kept, given, Date.now());
  if (audited.kind !== 'refused' && epochs === 'may be added') return undefined;
  const reason =
    audited.kind === 'refused'
      ? audited.reason
      : 'the last epoch is not kept yet: start a service with it, long before its time by the clock ' +
        'of the brokers';
  return `OMS_NUMBER_KEY and OMS_NUMBER_KEYS: ${reason}`;
};

const audit = async (cluster: Cluster, plans: readonly TopicPlan[]): Promise<void> => {
  const found = await cluster.describe([...plans.map(({ topic }) => topic), settingsTopic]);
  for (const { topic, partitions, demands } of [...plans, settingsPlan(cluster.options)]) {
    const { partitions: count, replication, configs } = found(topic);
    const where = `${cluster.options.prefix ?? ''}${topic}`;
    if (count !== partitions) {
      throw new SetupRefused(
        `partitions of ${where}`,
        `${count}`,
        `${partitions}`,
        'OMS_PARTITIONS counts for every topic: keys stand in the partition that their number ' +
          'gives, and it can never be changed',
      );
    }
    if (replication < cluster.options.replication) {
      throw new SetupRefused(
        `replication of ${where}`,
        `${replication}`,
        `${cluster.options.replication} or more`,
        'reassign its partitions to more brokers, or correct OMS_REPLICATION',
      );
    }
    for (const [setting, { accepts, text }] of Object.entries(demands)) {
      const value = configs.get(setting) ?? 'not set';
      if (!accepts(value)) {
        throw new SetupRefused(
          `${setting} of ${where}`,
          value,
          text,
          `kafka-configs --alter --topic ${where} --add-config ${setting}=…`,
        );
      }
    }
  }
};

/** What is found of one topic. */
interface Found {
  readonly partitions: number;
  /** Of the partition that has fewest. */
  readonly replication: number;
  readonly configs: ReadonlyMap<string, string>;
}

/** The cluster as an administrator sees it; names without the prefix. */
class Cluster {
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
    let trouble: unknown = new Error('a topic that was made has no leader');
    for (const deadline = Date.now() + createdMsMax; Date.now() < deadline;) {
      try {
        const answer = await ask();
        if (answer !== undefined) return answer;
      } catch (error) {
        if (!notYet.has(troubleOf(error))) throw error;
        trouble = error;
      }
      await sleep(createdPollMs);
    }
    throw trouble;
  }

  async close(): Promise<void> {
    await Promise.all([this.#client.close(), this.#logs.close()]);
  }

  async describe(topics: readonly string[]): Promise<(topic: string) => Found> {
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
const goneMsMin = 3_000;
const createdPollMs = 50;

/** kafkajs's ConfigResourceTypes.TOPIC, which its types keep for themselves. */
const topicResource = 2;

const withCluster = (
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
