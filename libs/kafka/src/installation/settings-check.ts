import { partitionsSetting, numberKeySetting } from './settings-record.js';
import type { StoredSettings } from './settings-record.js';
import type { KafkaOptions } from '../client/options.js';
import { topicPlans, isEvents } from './topics.js';
import { SetupRefused } from '#ports';
import { auditEpochs } from '#kernel';

/** What every process of an installation has to agree on, besides the number of partitions. */
export interface KafkaSettings {
  /** The keys of the OMS numbers as `epochsText`, which gives none away. */
  readonly numberKeyFingerprint?: string;
}

/** What people set it by; what else differs is named beside its words. */
const variableOf = (setting: string): string =>
  setting === partitionsSetting ? 'OMS_PARTITIONS' : setting;

/** Kept of each topic of events, once it stands. */
export const onceMade = (topic: string): string => `made ${topic}`;

/** What this process asks of the installation. */
export const asked = (
  { partitions, ...options }: KafkaOptions,
  { numberKeyFingerprint }: KafkaSettings,
): StoredSettings =>
  new Map([
    [partitionsSetting, `${partitions}`],
    ...topicPlans({ partitions, ...options })
      .filter(({ topic }) => isEvents(topic))
      .map(({ topic }) => [onceMade(topic), 'true'] as const),
    ...(numberKeyFingerprint === undefined
      ? []
      : [[numberKeySetting, numberKeyFingerprint] as const]),
  ]);

type Epochs = 'may be added' | 'must be kept';

/** Throws `SetupRefused` where this process asks for another setting than was kept. */
export const checkKept = (
  kept: StoredSettings,
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
      throw new SetupRefused({ setting: variableOf(setting), found, expected, advice });
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
      : 'the last epoch is not kept yet: start a service with it, long before its time by ' +
        'the clock of the brokers';
  return `OMS_NUMBER_KEY and OMS_NUMBER_KEYS: ${reason}`;
};
