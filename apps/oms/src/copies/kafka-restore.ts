import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { BackupUnusable, checkedManifest, readAppends, RecordBatch } from '#embedded';
import type { LogCopy, Manifest } from '#embedded';
import {
  clusterId,
  installedSettings,
  isUnfinished,
  numberKeySetting,
  openKafka,
  partitionsSetting,
  restoreTopics,
  topicPlans,
} from '#kafka';
import type { KafkaOptions, LogToRestore } from '#kafka';
import type { StoredRecord } from '#ports';
import { openRedis } from '#redis';
import { serviceNames } from '#services';
import { CommandError } from '../console.js';
import type { Passed } from '../progress.js';
import type { ServersPlace } from '../servers.js';

const toRestore = (
  source: string,
  { topic, partition, file, start, end }: LogCopy,
  passed: (count: number) => void,
): LogToRestore => ({
  topic,
  partition,
  start,
  end,
  runs: function* (): Generator<readonly StoredRecord[]> {
    for (const [first, bytes] of readAppends(join(source, file))) {
      const batch = new RecordBatch(first, bytes);
      yield Array.from({ length: batch.end - first }, (_, at) => batch.record(first + at));
      passed(batch.end - first);
    }
  },
});

const optionsFor = (
  { brokers, access, prefix }: ServersPlace,
  source: string,
  { settings }: Manifest,
): KafkaOptions => {
  const { [partitionsSetting]: kept } = settings;
  const partitions = Number(kept);
  if (!Number.isInteger(partitions) || partitions < 1) {
    throw new BackupUnusable(source, 'it does not say how many partitions there are');
  }
  const replication = Number(process.env.OMS_REPLICATION ?? '1');
  if (!Number.isInteger(replication) || replication < 1) {
    throw new CommandError('OMS_REPLICATION takes a whole number from 1 on');
  }
  return { ...access, brokers, prefix, clientId: `oms-${randomUUID()}`, partitions, replication };
};

/** Views of another past would not fit these logs, and are told apart only once they are read. */
const refuseViews = async ({ redisUrl, prefix }: ServersPlace): Promise<void> => {
  const redis = await openRedis({ url: redisUrl, prefix, log: () => undefined });
  try {
    for (const service of serviceNames) {
      if ((await redis.generations.current(service)) === undefined) continue;
      throw new CommandError(
        `--redis holds views of the ${service} under this prefix: give an ` +
          'empty Redis or database (FLUSHDB), they are made again from the restored logs',
      );
    }
  } finally {
    await redis.close();
  }
};

/** The original, where it still stands on this very cluster. */
const originalStands = async (options: KafkaOptions, { of }: Manifest): Promise<boolean> => {
  if ((await clusterId(options)) !== of.host || of.directory === options.prefix) return false;
  const kept = await installedSettings({ ...options, prefix: of.directory }).catch(
    () => new Map<string, string>(),
  );
  return kept.has(partitionsSetting) && !isUnfinished(kept);
};

/** Makes the topics of an installation of a backup, after every file was compared. */
export const restoreKafka = async (
  source: string,
  place: ServersPlace,
  beside: boolean,
  passed: Passed,
): Promise<Manifest> => {
  const manifest = checkedManifest(source);
  const { of, madeAt, settings, logs, places } = manifest;
  const options = optionsFor(place, source, manifest);
  const known = new Set(topicPlans(options).map(({ topic }) => topic));
  const unknown = logs.find(({ topic }) => !known.has(topic));
  if (unknown !== undefined) {
    throw new BackupUnusable(source, `this build has no topic ${unknown.topic}`);
  }
  await refuseViews(place);
  if (!beside && (await originalStands(options, manifest))) {
    throw new CommandError(
      'the installation that this is a copy of stands on the same cluster' +
        ` (OMS_PREFIX '${of.directory}'); both would take the same orders and ship them twice: ` +
        'restore with --beside for a copy to try things with',
    );
  }
  const total = logs.reduce((sum, { start, end }) => sum + end - start, 0);
  let count = 0;
  const each = (records: number): void => {
    count += records;
    passed(count, total);
  };
  const { [numberKeySetting]: fingerprint } = settings;
  await restoreTopics(
    options,
    {
      logs: logs.map((copy) => toRestore(source, copy, each)),
      numberKeyFingerprint: typeof fingerprint === 'string' ? fingerprint : undefined,
      from: {
        cluster: of.host,
        prefix: of.directory,
        backupMadeAt: madeAt,
        beside,
        restoredAt: new Date().toISOString(),
        restores: of.restores + 1,
      },
    },
    async () => {
      const kafka = await openKafka(options);
      try {
        for (const { name, partition, position } of places) {
          await kafka.positions.save(name, partition, position);
        }
      } finally {
        await kafka.close();
      }
    },
  );
  return manifest;
};
