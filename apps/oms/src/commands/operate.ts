import { standingOf, startBackend } from '#services';
import type { PartitionStatus } from '#services';
import { apiAt } from '../api-client.js';
import { interruption, print, printJson, UsageError } from '../console.js';
import { openData, openDataToRead, requireData } from '../data-directory.js';
import { placeOf } from '../place.js';
import type { PlaceOptions } from '../place.js';
import { progress } from '../progress.js';
import { tableText } from '../report/table.js';

export interface StatusOptions extends PlaceOptions { readonly json?: boolean }

export interface RebuildOptions {
  readonly data?: string; readonly json?: boolean; readonly back?: boolean;
}

/**
 * `oms rebuild`: the next generation beside the one that answers, then one flip; `--back`: a flip
 * to the one that answered before, as long as it is kept.
 */
export const rebuildView = async (projection: string, options: RebuildOptions): Promise<void> => {
  const { data, json, back } = options;
  if (data === undefined) throw new UsageError('give --data DIR');
  requireData(data);
  const signal = interruption();
  const opened = await openData(data);
  const backend = startBackend(opened.ports, opened.keys);
  const stop = (): void => void backend.stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const shown = progress(`rebuild ${projection}`, 1);
    const { from, to, records } = await (back === true
      ? backend.rollBack(projection) : backend.rebuild(projection));
    shown.done();
    const made = back === true ? 'again, up to date with' : 'now, built from';
    await (json === true
      ? printJson({ projection, from: from ?? null, to, records })
      : print(`${projection}: generation ${to} answers ${made} ${records} records`
        + `${from === undefined ? '' : `; generation ${from} is kept`}`));
  } finally {
    await backend.stop();
    await opened.close();
  }
};

/** One row for all partitions of a worker: the worst state, sums, and the terms by partition. */
const rowOf = (all: readonly PartitionStatus[]): readonly (string | number)[] => {
  const [first] = all;
  const sum = (of: 'lag' | 'accepted' | 'rejected' | 'superseded'): number | string =>
    (first?.[of] === undefined ? '' : all.reduce((total, each) => total + (each[of] ?? 0), 0));
  const states = new Map<string, number>();
  for (const { state } of all) states.set(state, (states.get(state) ?? 0) + 1);
  const terms = all.flatMap(({ term }) => (term === undefined ? [] : [term]));
  return [
    first?.role ?? '', first?.name ?? '',
    [...states].map(([state, count]) => `${count} ${state}`).join(', '), terms.join(' '),
    sum('lag'), sum('accepted'), sum('rejected'), sum('superseded'),
  ];
};

const statusTable = (statuses: readonly PartitionStatus[]): string => {
  const workers = new Map<string, PartitionStatus[]>();
  for (const each of statuses) {
    const worker = `${each.role} ${each.name}`;
    workers.set(worker, [...workers.get(worker) ?? [], each]);
  }
  const head = [
    'role', 'name', 'partitions', 'terms', 'lag', 'accepted', 'rejected', 'superseded',
  ];
  return tableText(head, [...workers.values()].map(rowOf), 4);
};

const tell = async (statuses: readonly PartitionStatus[], json: boolean): Promise<number> => {
  const halted = statuses.filter(({ state }) => state === 'halted');
  if (json) await printJson({ partitions: statuses });
  else {
    await print(statusTable(statuses));
    await print(statuses.some(({ state }) => state === 'unreported')
      ? 'unreported: told by logs, places and views; whether somebody works there was not asked'
      : 'accepted, rejected and superseded are counted since the start of the process');
    for (const { name, partition, state, reason } of statuses) {
      if (reason !== undefined) await print(`${state}: ${name}/${partition}: ${reason}`);
    }
  }
  return halted.length > 0 ? 1 : 0;
};

/**
 * `oms status`: exit code 1 where a partition has halted. Of a data directory it only looks, whoever
 * works on it.
 */
export const status = async ({ json, ...options }: StatusOptions): Promise<number> => {
  const place = placeOf(options);
  if (place.kind === 'api') {
    const { partitions } = JSON.parse(await apiAt(place.address).call('/status')) as {
      partitions: readonly PartitionStatus[];
    };
    return tell(partitions, json === true);
  }
  const opened = await openDataToRead(place.directory);
  try {
    return await tell(await standingOf(opened.ports), json === true);
  } finally {
    await opened.close();
  }
};
