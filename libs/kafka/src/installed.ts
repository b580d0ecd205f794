import { clientLetIn, openLogs } from './open-kafka.js';
import type { KafkaOptions } from './options.js';
import { keptSettings, partitionsSetting } from './settings-record.js';
import { settingsTopic } from './topics.js';

/**
 * How many partitions the installation was made with, for programs that look at it; undefined where
 * there is none under this prefix. Rejects with `KafkaUnreachable` where no broker lets it in.
 */
export const installedPartitions = async (
  options: Omit<KafkaOptions, 'partitions' | 'replication'>,
): Promise<number | undefined> => {
  await (await clientLetIn(options)).close();
  const logs = openLogs({ ...options, partitions: 1 }, () => undefined);
  try {
    const kept = await keptSettings(logs.log(settingsTopic));
    const partitions = Number(kept.get(partitionsSetting));
    return Number.isInteger(partitions) ? partitions : undefined;
  } finally {
    await logs.close();
  }
};
