import { setTimeout as sleep } from 'node:timers/promises';
import type { KafkaOptions } from '../client/options.js';
import { checkRestored } from './restored.js';
import { keepSettings, keptSettings } from './settings-record.js';
import type { StoredSettings } from './settings-record.js';
import { SetupRefused } from '#ports';
import { settingsPlan, settingsTopic, topicPlans } from './topics.js';
import { withCluster, createdPollMs } from './cluster.js';
import type { Cluster } from './cluster.js';
import { checkKept, asked, onceMade } from './settings-check.js';
import type { KafkaSettings } from './settings-check.js';
import { audit } from './audit.js';

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
      throw new SetupRefused({
        setting: `topic ${settingsTopic}`,
        found: 'missing',
        expected: 'there',
        advice: 'nothing was set up here yet; start a service first',
      });
    }
    const kept = await keptSettings(cluster.settings);
    checkRestored(kept, options);
    await refuseWhatIsGone(kept, cluster);
    checkKept(kept, options, settings, 'must be kept');
    await audit(cluster, topicPlans(options));
  });

const goneMsMin = 3_000;

/**
 * Events that are gone are not made anew: what they said would be forgotten without a word. Another
 * process may have made and kept them a moment ago, and not every broker knows them yet: so they
 * are looked for again before they count as gone. Returns the topics that are there.
 */
const refuseWhatIsGone = async (
  kept: StoredSettings,
  cluster: Cluster,
): Promise<ReadonlySet<string>> => {
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
      throw new SetupRefused({
        setting: `topic ${gone}`,
        found: 'missing',
        expected: 'there',
        advice:
          'it was made once and its events are the orders; restore it, or set up an installation ' +
          'with another prefix',
      });
    }
    await sleep(createdPollMs);
  }
};
