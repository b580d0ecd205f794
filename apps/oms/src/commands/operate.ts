import Table from 'cli-table3';
import { startBackend } from '#services';
import type { PartitionStatus } from '#services';
import { callApi } from '../feed/api-sink.js';
import { interruption, print, printJson, UsageError } from '../console.js';
import { openData } from '../data-directory.js';
import { progress } from '../progress.js';

export interface OperateOptions { readonly data?: string; readonly api?: string; readonly json?: boolean }

/** `oms rebuild`: the next generation beside the one that answers, then one flip. */
export const rebuildView = async (projection: string, options: OperateOptions): Promise<void> => {
  const { data, json } = options;
  if (data === undefined) throw new UsageError('give --data DIR');
  const signal = interruption();
  const opened = await openData(data);
  const backend = startBackend(opened.ports, opened.keys);
  const stop = (): void => void backend.stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const shown = progress(`rebuild ${projection}`, 1);
    const { from, to, records } = await backend.rebuild(projection);
    shown.done();
    await (json === true
      ? printJson({ projection, from: from ?? null, to, records })
      : print(`${projection}: generation ${to} answers now, built from ${records} records`
        + `${from === undefined ? '' : `; generation ${from} is kept`}`));
  } finally {
    await backend.stop();
    await opened.close();
  }
};

const statusLines = (statuses: readonly PartitionStatus[]): string => {
  const table = new Table({
    head: ['role', 'name', 'partition', 'state', 'lag', 'term', 'accepted', 'rejected', 'superseded'],
    style: { head: [], border: [] },
  });
  for (const each of statuses) {
    const { role, name, partition, state, lag, term, accepted, rejected, superseded } = each;
    table.push([role, name, partition, state, lag, term ?? '', accepted ?? '', rejected ?? '', superseded ?? '']);
  }
  return table.toString();
};

const tell = async (statuses: readonly PartitionStatus[], json: boolean): Promise<number> => {
  if (json) await printJson({ partitions: statuses });
  else {
    await print(statusLines(statuses));
    for (const { name, partition, reason } of statuses.filter(({ state }) => state === 'halted')) {
      await print(`halted: ${name}/${partition}: ${reason ?? 'no reason known'}`);
    }
  }
  return statuses.some(({ state }) => state === 'halted') ? 1 : 0;
};

/** `oms status`: exit code 1 where a partition has halted. */
export const status = async ({ data, api, json }: OperateOptions): Promise<number> => {
  if ((data === undefined) === (api === undefined)) {
    throw new UsageError('give either --data DIR or --api URL');
  }
  if (data === undefined) {
    const { partitions } = await (await callApi(api ?? '', '/status')).json() as {
      partitions: readonly PartitionStatus[];
    };
    return tell(partitions, json === true);
  }
  const opened = await openData(data);
  const backend = startBackend(opened.ports, opened.keys);
  try {
    await backend.settled([], statusWaitMs, new AbortController().signal);
    return await tell(await backend.status(), json === true);
  } finally {
    await backend.stop();
    await opened.close();
  }
};

const statusWaitMs = 3_000;
