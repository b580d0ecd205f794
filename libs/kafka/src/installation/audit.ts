import type { Cluster } from './cluster.js';
import { settingsTopic, settingsPlan } from './topics.js';
import type { TopicPlan } from './topics.js';
import { SetupRefused } from '#ports';

/** Throws `SetupRefused` for the first setting of a topic that is off. */
export const audit = async (cluster: Cluster, plans: readonly TopicPlan[]): Promise<void> => {
  const found = await cluster.describe([...plans.map(({ topic }) => topic), settingsTopic]);
  for (const { topic, partitions, demands } of [...plans, settingsPlan(cluster.options)]) {
    const { partitions: count, replication, configs } = found(topic);
    const where = `${cluster.options.prefix ?? ''}${topic}`;
    if (count !== partitions) {
      throw new SetupRefused({
        setting: `partitions of ${where}`,
        found: `${count}`,
        expected: `${partitions}`,
        advice:
          'OMS_PARTITIONS counts for every topic: keys stand in the partition that their number ' +
          'gives, and it can never be changed',
      });
    }
    if (replication < cluster.options.replication) {
      throw new SetupRefused({
        setting: `replication of ${where}`,
        found: `${replication}`,
        expected: `${cluster.options.replication} or more`,
        advice: 'reassign its partitions to more brokers, or correct OMS_REPLICATION',
      });
    }
    for (const [setting, { accepts, text }] of Object.entries(demands)) {
      const value = configs.get(setting) ?? 'not set';
      if (!accepts(value)) {
        throw new SetupRefused({
          setting: `${setting} of ${where}`,
          found: value,
          expected: text,
          advice: `kafka-configs --alter --topic ${where} --add-config ${setting}=…`,
        });
      }
    }
  }
};
