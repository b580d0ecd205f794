import { clientLetIn, openLogs } from '../open-kafka.js';
import type { KafkaOptions } from '../client/options.js';
import { isUnfinished } from './restored.js';
import { keptSettings, partitionsSetting } from './settings-record.js';
import type { StoredSettings } from './settings-record.js';
import { settingsTopic } from './topics.js';

type Access = Omit<KafkaOptions, 'partitions' | 'replication'>;

/**
 * What an installation was made with. Rejects with `KafkaUnreachable` where no broker lets it in,
 * and where there is none under this prefix.
 */
export const installedSettings = async (options: Access): Promise<StoredSettings> => {
  await (await clientLetIn(options)).close();
  const logs = openLogs({ ...options, partitions: 1 }, () => undefined);
  try {
    return await keptSettings(logs.log(settingsTopic));
  } finally {
    await logs.close();
  }
};

/**
 * How many partitions the installation was made with, for programs that look at it; undefined where
 * there is none under this prefix.
 */
export const installedPartitions = async (options: Access): Promise<number | undefined> => {
  const kept = await installedSettings(options);
  if (isUnfinished(kept)) throw new Error('a restore was not finished: run `oms restore` again');
  const partitions = Number(kept.get(partitionsSetting));
  return Number.isInteger(partitions) ? partitions : undefined;
};
