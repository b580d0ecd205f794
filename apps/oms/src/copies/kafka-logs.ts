import { endOf, eventsTopic, inboxTopic, positionName } from '#runtime';
import type { Log, Positions, StoredRecord } from '#ports';
import type { PlaceCopy } from '#embedded';
import { serviceModules, serviceNames } from '#services';
import { consistentCut, cutOf } from './cut.js';
import type { Tail } from './cut.js';

type Logs = (topic: string) => Log;

/** One partition of one topic, and where its copy ends. */
export interface Extent {
  readonly log: Log;
  readonly partition: number;
  readonly end: number;
}

const readLimit = { records: 2_000, bytes: 2 ** 20 } as const;

/** What stands from an offset on, part by part. */
export const recordsOf = async function* (
  { log, partition, end }: Extent,
  from: number,
): AsyncGenerator<readonly StoredRecord[]> {
  for (let next = from; next < end;) {
    const outcome = await log.read(partition, next, readLimit);
    if (outcome.kind === 'unavailable') {
      throw new Error(`${log.topic}/${partition}: ${outcome.reason}`);
    }
    const { records, start, next: behind } = outcome.slice;
    // Only before the first record may something be missing: retention takes from there.
    if (start > next && next > from) {
      throw new Error(
        `${log.topic}/${partition} lost offset ${next} while it was copied: ` +
          'run the backup again',
      );
    }
    const last = records.at(-1);
    yield records.filter(({ offset }) => offset < end);
    const passed = behind ?? (last === undefined ? start : last.offset + 1);
    if (passed <= next) {
      throw new Error(`${log.topic}/${partition} holds nothing at ${next}, expected up to ${end}`);
    }
    next = passed;
  }
};

interface Ends {
  readonly log: Log;
  readonly kind: Tail['kind'];
  readonly service: string;
  readonly each: readonly number[];
}

const endsOf = (log: Log): Promise<readonly number[]> =>
  Promise.all(Array.from({ length: log.partitions }, (_, partition) => endOf(log, partition)));

/** Events before inboxes: so the messages that events answer are mostly there. */
const looked = async (logs: Logs): Promise<readonly Ends[]> => {
  const found: Ends[] = [];
  for (const kind of ['events', 'inbox'] as const) {
    found.push(
      ...(await Promise.all(
        serviceNames.map(async (service) => {
          const log = logs(kind === 'events' ? eventsTopic(service) : inboxTopic(service));
          return { log, kind, service, each: await endsOf(log) };
        }),
      )),
    );
  }
  return found;
};

const tailOf = async (
  { log, kind, service }: Ends,
  partition: number,
  from: number,
  end: number,
): Promise<Tail> => {
  const records: StoredRecord[] = [];
  for await (const each of recordsOf({ log, partition, end }, from)) {
    records.push(...each.map((record) => (isNote(record) ? record : { ...record, value: null })));
  }
  return { service, kind, partition, from, end, records };
};

/** What other records say is not asked for. */
const isNote = ({ headers }: StoredRecord): boolean => headers.ce_type === 'oms.log.positions';

/**
 * Every partition of an installation and where its copy ends, so that the copy could have been the
 * whole at one moment; whoever writes meanwhile.
 */
export const extentsOf = async (logs: Logs): Promise<readonly Extent[]> => {
  const before = await looked(logs);
  const after = await looked(logs);
  // Last: no inbox holds what a channel's topic does not.
  const channels = serviceModules
    .flatMap(({ sources }) => sources)
    .map(({ topic }) => topic)
    .filter((topic) => topic.startsWith('oms.channels.'));
  const reported = await Promise.all(
    channels.map(async (topic) => {
      const log = logs(topic);
      return (await endsOf(log)).map((end, partition): Extent => ({ log, partition, end }));
    }),
  );
  const tails = await Promise.all(
    after.flatMap((ends, at) =>
      ends.each.map((end, partition) =>
        tailOf(ends, partition, before[at]?.each[partition] ?? 0, end),
      ),
    ),
  );
  const cuts = consistentCut(tails);
  const own = tails.map((tail): Extent => {
    const { service, kind, partition, end } = tail;
    const log = logs(kind === 'events' ? eventsTopic(service) : inboxTopic(service));
    return { log, partition, end: cutOf(cuts, tail) ?? end };
  });
  return [...own, ...reported.flat()];
};

/** How far each reader of a log has come: to be read before the logs are. */
export const placesOf = async (
  positions: Positions,
  partitions: number,
): Promise<readonly PlaceCopy[]> => {
  const names = serviceModules.flatMap(({ name, sources }) =>
    sources.map(({ source }) => positionName(name, source)),
  );
  const found: PlaceCopy[] = [];
  for (const name of names) {
    for (let partition = 0; partition < partitions; partition += 1) {
      const position = await positions.load(name, partition);
      if (position !== undefined) found.push({ name, partition, position });
    }
  }
  return found;
};
