import { KafkaLog } from './kafka-log.js';
import type { KafkaOptions } from './options.js';
import { keptSettings } from './settings-record.js';
import { Tails } from './tail.js';
import { settingsTopic } from './topics.js';

/**
 * How many partitions the installation was made with, for programs that look at it; undefined where
 * there is none under this prefix. Rejects where no broker answers.
 */
export const installedPartitions = async (
  options: Omit<KafkaOptions, 'partitions' | 'replication'>,
): Promise<number | undefined> => {
  const log = new KafkaLog({ ...options, partitions: 1, replication: 1 }, settingsTopic, 2 ** 20,
    { tails: new Tails(0), crashed: () => undefined });
  try {
    const partitions = Number((await keptSettings(log)).get('partitions'));
    return Number.isInteger(partitions) ? partitions : undefined;
  } finally {
    await log.close();
  }
};
