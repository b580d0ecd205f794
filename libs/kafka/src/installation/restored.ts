import type { KafkaOptions } from '../client/options.js';
import type { StoredSettings } from './settings-record.js';
import { SetupRefused } from '#ports';

/** Written before a restore makes any other topic, and with the settings once all is there. */
export const restoringSetting = 'restoring';
export const restoredSetting = 'restored';

/** Which backup, of what. */
export interface RestoredFrom {
  readonly cluster: string;
  readonly prefix: string;
  readonly backupMadeAt: string;
  readonly restoredAt: string;
  readonly restores: number;
  readonly beside: boolean;
}

export const isUnfinished = (kept: StoredSettings): boolean =>
  kept.has(restoringSetting) && !kept.has(restoredSetting);

/** Undefined for an installation that was made here. */
export const restoredFrom = (kept: StoredSettings): RestoredFrom | undefined => {
  const text = kept.get(restoredSetting);
  return text === undefined ? undefined : (JSON.parse(text) as RestoredFrom);
};

/** Refuses what a restore has begun and not finished, and tells what was restored. */
export const checkRestored = (kept: StoredSettings, { log, prefix = '' }: KafkaOptions): void => {
  if (isUnfinished(kept)) {
    throw new SetupRefused({
      setting: `the restore under the prefix '${prefix}'`,
      found: 'not finished',
      expected: 'finished',
      advice: 'run `oms restore` again: it begins anew',
    });
  }
  const from = restoredFrom(kept);
  if (from === undefined) return;
  log?.({
    level: 'warn',
    worker: 'kafka',
    text:
      `restored from the backup of cluster ${from.cluster}, prefix '${from.prefix}', made at ` +
      `${from.backupMadeAt}: ${
        from.beside
          ? 'give it no channel or carrier of the original'
          : 'the original must not run any more'
      }; both would take and ship the same orders`,
  });
};
