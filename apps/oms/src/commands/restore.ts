import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { isInUse, restore } from '#embedded';
import { note, print, printJson } from '../console.js';
import { fillViews } from '../fill-views.js';
import { sums, told } from './backup.js';

export interface RestoreOptions {
  readonly data: string; readonly beside?: boolean; readonly json?: boolean;
}

/** `oms restore`: a data directory made of a backup, its views made from its logs. */
export const restoreBackup = async (
  from: string, { data, beside = false, json }: RestoreOptions,
): Promise<void> => {
  const { manifest, installation } = await told(restore(from, data, { beside }));
  const { records } = sums(manifest);
  await fillViews(data);
  const { directory, host } = manifest.of;
  const runs = host === hostname() && existsSync(directory) && await isInUse(directory);
  if (runs && !beside) {
    note(`${directory}, which this is a copy of, is at work: ${data} does not start beside it`);
  }
  await (json === true
    ? printJson({
      directory: data, installation: installation.id, restores: installation.restores,
      backupMadeAt: manifest.madeAt, originalRuns: runs, records,
    })
    : print(`${data}: ${records} records as of ${manifest.madeAt}; prove it with `
      + `\`oms verify --data ${data}\``));
};
