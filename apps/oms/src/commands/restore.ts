import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { isInUse, restore } from '#embedded';
import { note, print, printJson } from '../console.js';
import { mustBeApart } from '../copies/apart.js';
import { fillViews } from '../fill-views.js';
import { showing } from '../progress.js';
import { dataOrBrokers, sums, reported } from './backup.js';

export interface RestoreOptions {
  readonly data?: string;
  readonly brokers?: string;
  readonly redis?: string;
  readonly beside?: boolean;
  readonly json?: boolean;
}

/** `oms restore`: an installation made of a backup. */
export const restoreBackup = async (from: string, options: RestoreOptions): Promise<void> => {
  dataOrBrokers(options);
  await (options.data === undefined
    ? restoredToKafka(from, options)
    : restoredToData(from, { ...options, data: options.data }));
};

const restoredToKafka = async (
  from: string,
  { brokers, redis, beside = false, json }: RestoreOptions,
): Promise<void> => {
  const [{ restoreKafka }, { serversTarget }] = await Promise.all([
    import('../copies/kafka-restore.js'),
    import('../servers.js'),
  ]);
  const place = serversTarget(brokers, redis);
  const manifest = await reported(
    showing('restore', (passed) => restoreKafka(from, place, beside, passed)),
  );
  const { records } = sums(manifest);
  const { madeAt, of } = manifest;
  note(
    'what this is a copy of must not run any more, whoever has it: both would take the same ' +
      'orders and ship them twice',
  );
  await (json === true
    ? printJson({ backupMadeAt: madeAt, restores: of.restores + 1, records })
    : print(
        `${records} records as of ${madeAt}; start the services with empty state folders, ` +
          'then prove it with `oms verify`',
      ));
};

/** A data directory, its views made from its logs. */
const restoredToData = async (
  from: string,
  { data, beside = false, json }: RestoreOptions & { readonly data: string },
): Promise<void> => {
  mustBeApart(data, from);
  const { manifest, installation } = await reported(restore(from, data, { beside }));
  const { records } = sums(manifest);
  await fillViews(data);
  const { directory, host } = manifest.of;
  const runs = host === hostname() && existsSync(directory) && (await isInUse(directory));
  if (runs && !beside) {
    note(`${directory}, which this is a copy of, is at work: ${data} does not start beside it`);
  }
  await (json === true
    ? printJson({
        directory: data,
        installation: installation.id,
        restores: installation.restores,
        backupMadeAt: manifest.madeAt,
        originalRuns: runs,
        records,
      })
    : print(
        `${data}: ${records} records as of ${manifest.madeAt}; prove it with ` +
          `\`oms verify --data ${data}\``,
      ));
};
