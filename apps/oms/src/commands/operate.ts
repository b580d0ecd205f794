import { haltedAtText, serviceNames, inferredStatus, withInferred } from '#services';
import type { PartitionStatus } from '#services';
import { apiAt, checkedAddress } from '../api-client.js';
import { print, printJson, UsageError, wholeNumber } from '../console.js';
import { openToRead, targetOf } from '../target.js';
import type { TargetOptions } from '../target.js';
import { tableText } from '../report/table.js';

export interface StatusOptions extends TargetOptions {
  readonly json?: boolean;
}

/** One row for all partitions of a worker: the worst state, sums, and the terms by partition. */
const rowOf = (all: readonly PartitionStatus[]): readonly (string | number)[] => {
  const [first] = all;
  const sum = (of: 'lag' | 'accepted' | 'rejected' | 'superseded'): number | string =>
    first?.[of] === undefined ? '' : all.reduce((total, each) => total + (each[of] ?? 0), 0);
  const states = new Map<string, number>();
  for (const { state } of all) states.set(state, (states.get(state) ?? 0) + 1);
  const terms = all.flatMap(({ term }) => (term === undefined ? [] : [term]));
  return [
    first?.role ?? '',
    first?.name ?? '',
    [...states].map(([state, count]) => `${count} ${state}`).join(', '),
    terms.join(' '),
    sum('lag'),
    sum('accepted'),
    sum('rejected'),
    sum('superseded'),
  ];
};

const statusTable = (statuses: readonly PartitionStatus[]): string => {
  const workers = new Map<string, PartitionStatus[]>();
  for (const each of statuses) {
    const worker = `${each.role} ${each.name}`;
    workers.set(worker, [...(workers.get(worker) ?? []), each]);
  }
  const head = ['role', 'name', 'partitions', 'terms', 'lag', 'accepted', 'rejected', 'superseded'];
  return tableText(head, [...workers.values()].map(rowOf), 4);
};

const tell = async (statuses: readonly PartitionStatus[], json: boolean): Promise<number> => {
  const halted = statuses.filter(({ state }) => state === 'halted');
  if (json) await printJson({ partitions: statuses });
  else {
    await print(statusTable(statuses));
    await print(
      statuses.some(({ state }) => state === 'unreported')
        ? 'unreported: told by logs, places and views; whether somebody works there was not asked'
        : 'accepted, rejected and superseded are counted since the start of the process',
    );
    for (const { name, partition, worker, state, reason, at: message } of statuses) {
      const at = `${name}/${partition}${worker === undefined ? '' : ` at ${worker}`}`;
      if (reason !== undefined) await print(`${state}: ${at}: ${reason}`);
      if (message !== undefined) await print(`  waits at ${haltedAtText(message)}`);
    }
  }
  return halted.length > 0 ? 1 : 0;
};

/**
 * `oms status`: exit code 1 where a partition has halted. Of a data directory it only looks,
 * whoever works on it.
 */
export const status = async ({ json, ...options }: StatusOptions): Promise<number> => {
  const place = targetOf(options);
  if (place.kind === 'api') {
    const { partitions } = JSON.parse(await apiAt(place.address).call('/status')) as {
      partitions: readonly PartitionStatus[];
    };
    return tell(partitions, json === true);
  }
  const opened = await openToRead(place);
  try {
    const reported = (await opened.reported?.()) ?? [];
    return await tell(withInferred(reported, await inferredStatus(opened.ports)), json === true);
  } finally {
    await opened.close();
  }
};

export interface DecisionOptions {
  readonly api: string;
  readonly json?: boolean;
}

interface Resumed {
  readonly resumed: readonly string[];
  readonly told?: string;
}

/** Posts an operator's decision about a partition and tells what goes on. */
const decide = async (
  verb: 'resume' | 'resume?accept=clock' | 'quarantine',
  service: string,
  partition: string,
  body: object | undefined,
  { api, json }: DecisionOptions,
): Promise<void> => {
  const name = serviceNames.find((each) => each === service);
  if (name === undefined) {
    throw new UsageError(`SERVICE is one of ${serviceNames.join(', ')}, not '${service}'`);
  }
  const at = wholeNumber('PARTITION', partition, 0, partitionMax);
  const headers = { 'content-type': 'application/json' };
  const init = body === undefined ? {} : { headers, body: JSON.stringify(body) };
  const answered = await apiAt(checkedAddress(api)).call(`/partitions/${name}/${at}/${verb}`, {
    method: 'POST',
    ...init,
  });
  const { resumed, told } = JSON.parse(answered) as Resumed;
  const said =
    `goes on: ${resumed.join(', ')}, partition ${at}` + (told === undefined ? '' : `\n${told}`);
  await print(json === true ? answered : said);
};

const partitionMax = 99_999;

/** `oms resume`: halted work of a partition goes on. */
export const resume = (
  service: string,
  partition: string,
  { acceptClock, ...options }: DecisionOptions & { readonly acceptClock?: boolean },
): Promise<void> =>
  decide(
    acceptClock === true ? 'resume?accept=clock' : 'resume',
    service,
    partition,
    undefined,
    options,
  );

/** `oms quarantine`: the message that a writer, or an intake, halts at is set aside. */
export const quarantine = async (
  service: string,
  partition: string,
  offset: string,
  { source, ...options }: DecisionOptions & { readonly source?: string },
): Promise<void> =>
  decide(
    'quarantine',
    service,
    partition,
    {
      offset: wholeNumber('OFFSET', offset, 0, Number.MAX_SAFE_INTEGER),
      ...(source !== undefined && { source }),
    },
    options,
  );
