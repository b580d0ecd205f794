import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { Client } from '../client/client.js';
import { ExactPartition } from '../wire/exact-partition.js';
import type { Producers, Run } from '../wire/exact-partition.js';
import { installedSettings } from './installed.js';
import { kafkajsClient, withAdmin } from '../client/kafkajs-client.js';
import { makeTopics } from './make-topics.js';
import { openLogs } from '../open-kafka.js';
import type { KafkaOptions } from '../client/options.js';
import { isUnfinished, restoredSetting, restoringSetting } from './restored.js';
import type { RestoredFrom } from './restored.js';
import { keepSettings, numberKeySetting, partitionsSetting } from './settings-record.js';
import { SetupRefused } from '#ports';
import { onceMade } from './settings-check.js';
import { isEvents, settingsPlan, settingsTopic, topicPlans } from './topics.js';
import type { Demand, TopicPlan } from './topics.js';

/** One partition of one topic, without the prefix. */
export interface LogToRestore {
  readonly topic: string;
  readonly partition: number;
  readonly start: number;
  readonly end: number;
  readonly runs: () => Iterable<Run>;
}

export interface ToRestore {
  readonly logs: readonly LogToRestore[];
  readonly from: RestoredFrom;
  readonly numberKeyFingerprint: string | undefined;
}

/** Which cluster it is, whatever its brokers are called. */
export const clusterId = (options: Omit<KafkaOptions, 'partitions' | 'replication'>) =>
  withAdmin(options, async (admin) => (await admin.describeCluster()).clusterId);

const existingIn = async (
  admin: Admin,
  prefix: string,
  plans: readonly TopicPlan[],
): Promise<readonly string[]> => {
  const topics = new Set(await admin.listTopics());
  return plans.map(({ topic }) => `${prefix}${topic}`).filter((topic) => topics.has(topic));
};

const goneMsMax = 60_000;
const lookMs = 100;

/** What an interrupted restore has left is taken away; anything else is left alone. */
const makeRoom = async (
  admin: Admin,
  options: KafkaOptions,
  plans: readonly TopicPlan[],
): Promise<void> => {
  const { prefix = '' } = options;
  const existing = await existingIn(admin, prefix, plans);
  if (existing.length === 0) return;
  const kept = existing.includes(`${prefix}${settingsTopic}`)
    ? await installedSettings(options)
    : new Map<string, string>();
  if (!isUnfinished(kept)) {
    throw new SetupRefused({
      setting: `topic ${existing[0]}`,
      found: 'there',
      expected: 'missing',
      advice: 'a restore makes a new installation: take an empty cluster or another OMS_PREFIX',
    });
  }
  // The settings last: as long as they stand, what is left counts as unfinished.
  const last = `${prefix}${settingsTopic}`;
  for (const topics of [existing.filter((each) => each !== last), [last]]) {
    if (topics.length > 0) await admin.deleteTopics({ topics });
  }
  for (const late = Date.now() + goneMsMax; Date.now() < late; await sleep(lookMs)) {
    if ((await existingIn(admin, prefix, plans)).length === 0) return;
  }
  throw new Error('the topics of an unfinished restore are not gone yet: run it again');
};

const dayMs = 86_400_000;

/**
 * As they are made: each record brings its time along, and what the backup holds is not taken away
 * for its age before anybody has read it.
 */
const toFill = (plan: TopicPlan, ageMs: number): TopicPlan => {
  const timed = plan.demands['message.timestamp.type'];
  return {
    ...plan,
    demands: {
      ...grown(plan, ageMs).demands,
      ...(timed === undefined
        ? {}
        : { 'message.timestamp.type': { ...timed, value: 'CreateTime' } }),
    },
  };
};

/** As they stay: kept for so much longer as the backup is old. */
const grown = (plan: TopicPlan, ageMs: number): TopicPlan => {
  const kept: Demand | undefined = plan.demands['retention.ms'];
  if (kept === undefined || Number(kept.value) < 0) return plan;
  const value = String(Number(kept.value) + Math.max(0, ageMs) + dayMs);
  return { ...plan, demands: { ...plan.demands, 'retention.ms': { ...kept, value } } };
};

/** kafkajs's ConfigResourceTypes.TOPIC, which its types keep for themselves. */
const topicResource = 2;

const setAgain = async (
  admin: Admin,
  prefix: string,
  plans: readonly TopicPlan[],
): Promise<void> => {
  await admin.alterConfigs({
    validateOnly: false,
    resources: plans.map(({ topic, demands }) => ({
      type: topicResource,
      name: `${prefix}${topic}`,
      configEntries: Object.entries(demands).map(([name, { value }]) => ({ name, value })),
    })),
  });
};

const fill = async (producers: Producers, prefix: string, log: LogToRestore): Promise<void> => {
  const { topic, partition, start, end, runs } = log;
  const target = new ExactPartition(producers, `${prefix}${topic}`, partition);
  let run: Run | undefined;
  let isBegun = false;
  for (const next of runs()) {
    const [first] = next;
    if (first === undefined) continue;
    if (!isBegun) await target.begin(start, first.time);
    isBegun = true;
    if (run !== undefined) await target.append(run, first.offset);
    run = next;
  }
  if (run === undefined) await target.begin(end, Date.now());
  else await target.append(run, end);
  const found = await target.end();
  if (found !== end) throw new Error(`${topic}/${partition} ends at ${found}, expected ${end}`);
};

/** Takes away what stands before the first record. By a client that has seen the topics led. */
const trim = (options: KafkaOptions, logs: readonly LogToRestore[]): Promise<void> =>
  withAdmin(options, async (admin) => {
    for (const { topic, partition, start } of logs) {
      if (start === 0) continue;
      const named = `${options.prefix ?? ''}${topic}`;
      // kafkajs looks for the leader among the topics that it was asked for before.
      await admin.fetchTopicOffsets(named);
      await admin.deleteTopicRecords({
        topic: named,
        partitions: [{ partition, offset: String(start) }],
      });
    }
  });

const withProducers = async (
  options: KafkaOptions,
  run: (producers: Producers) => Promise<void>,
): Promise<void> => {
  const client = new Client(options);
  const kafka = kafkajsClient(options);
  const plain = kafka.producer({ idempotent: true, maxInFlightRequests: 1 });
  const transactional = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    transactionalId: `${options.prefix ?? ''}oms.restore`,
  });
  try {
    await Promise.all([plain.connect(), transactional.connect()]);
    await run({ client, plain, transactional });
  } finally {
    await Promise.all([client.close(), plain.disconnect(), transactional.disconnect()]);
  }
};

/**
 * Makes every topic of an installation with each record at its offset with its time, where none
 * is. From its first moment to its last it says of itself that it is not finished, so that nothing
 * starts on it; run again it begins anew. `between` runs once all records are there.
 */
export const restoreTopics = async (
  options: KafkaOptions,
  { logs, from, numberKeyFingerprint }: ToRestore,
  between: () => Promise<void>,
): Promise<void> =>
  withAdmin(options, async (admin) => {
    const { prefix = '', partitions } = options;
    const plans = topicPlans(options);
    const settings = settingsPlan(options);
    await makeRoom(admin, options, [...plans, settings]);
    const ageMs = Date.now() - Date.parse(from.backupMadeAt);
    await makeTopics(admin, options, [settings]);
    const settingsLogs = openLogs({ ...options, partitions: 1 }, () => undefined);
    const log = settingsLogs.log(settingsTopic);
    try {
      await keepSettings(log, new Map([[restoringSetting, from.backupMadeAt]]));
      await makeTopics(
        admin,
        options,
        plans.map((plan) => toFill(plan, ageMs)),
      );
      await withProducers(options, async (producers) => {
        for (const each of logs) await fill(producers, prefix, each);
      });
      await trim(options, logs);
      await setAgain(
        admin,
        prefix,
        plans.map((plan) => grown(plan, ageMs)),
      );
      await between();
      await keepSettings(
        log,
        new Map([
          [partitionsSetting, String(partitions)],
          ...plans
            .filter(({ topic }) => isEvents(topic))
            .map(({ topic }) => [onceMade(topic), 'true'] as const),
          ...(numberKeyFingerprint === undefined
            ? []
            : [[numberKeySetting, numberKeyFingerprint] as const]),
          [restoredSetting, JSON.stringify(from)],
        ]),
      );
    } finally {
      await settingsLogs.close();
    }
  });
