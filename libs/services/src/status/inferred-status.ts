import { errorText } from '#kernel';
import type { Message } from '#kernel';
import type { Generations, Log, Position, Projections } from '#ports';
import {
  Acceptance,
  beginning,
  endOf,
  eventsTopic,
  inboxTopic,
  positionName,
  readsName,
  rejectedCounter,
} from '#runtime';
import type { Ports, View } from '#runtime';
import type { PartitionStatus } from '../gateway.js';
import { serviceModules } from '../register.js';
import type { AnyService } from '../register.js';
import { projectorName } from './row-names.js';

/** What tells how an installation stands: nothing is started, written or waited for. */
export interface StatusPorts extends Pick<Ports, 'logs' | 'positions'> {
  readonly generations: Generations;
}

/**
 * How every worker stands by its traces alone: newest term and last accepted answer from the log of
 * events, lags from the ends of the logs against answers, places and cursors. Rows are as a process
 * would report them, with the state `unreported`; `halted` where whoever works there must halt.
 * What cannot be read is told in `reason`.
 */
export const inferredStatus = async (ports: StatusPorts): Promise<readonly PartitionStatus[]> =>
  (await Promise.all(serviceModules.map((each) => inferredOf(ports, each)))).flat();

/** What processes report, and where none does, how it stands by its traces. */
export const withInferred = (
  reported: readonly PartitionStatus[],
  inferred: readonly PartitionStatus[],
): readonly PartitionStatus[] => {
  const nameOf = ({ role, name, partition }: PartitionStatus): string =>
    `${role} ${name}/${partition}`;
  const known = new Set(reported.map(nameOf));
  return [...reported, ...inferred.filter((each) => !known.has(nameOf(each)))];
};

type Row = Omit<PartitionStatus, 'service' | 'partition'>;
type Stands = Omit<Row, 'role' | 'name'>;

const inferredOf = async (
  ports: StatusPorts,
  { name: service, inputs, sources, open }: AnyService,
): Promise<readonly PartitionStatus[]> => {
  const { logs, generations } = ports;
  const events = logs(eventsTopic(service));
  const current = await generations.current(service);
  const shown = current && (await generations.open(service, current.generation, events.partitions));
  const each = Array.from({ length: events.partitions }, async (_, partition) => {
    const inbox = logs(inboxTopic(service));
    const rows = await open(({ view }) => partitionRows(inbox, events, view, shown, partition));
    return rows.map((row): PartitionStatus => ({ service, partition, ...row }));
  });
  return [
    ...(await Promise.all(each)).flat(),
    ...(await inputRows(ports, service, inputs)),
    ...(await intakeRows(ports, service, sources)),
  ];
};

const partitionRows = async <E extends Message>(
  inbox: Log,
  events: Log,
  view: View<E>,
  shown: Projections | undefined,
  partition: number,
): Promise<readonly Row[]> => {
  const cursor = await shown?.cursor(partition);
  const projector = await readerRow(events, partition, cursor?.offset ?? 0);
  const writer =
    projector.state === 'halted'
      ? withoutReport(projector.reason)
      : await writerRow(inbox, events, view, cursor ?? beginning, partition);
  const rejected = (writer.rejected ?? 0) + ((await shown?.count(partition, rejectedCounter)) ?? 0);
  return [
    { role: 'writer', name: view.service, ...writer, rejected },
    { role: 'projector', name: projectorName(view), ...projector },
  ];
};

const writerRow = async <E extends Message>(
  inbox: Log,
  events: Log,
  view: View<E>,
  from: Position,
  partition: number,
): Promise<Stands> => {
  try {
    const { end, rejected, reason } = await chainEnd(events, view, partition, from);
    const inboxEnd = await endOf(inbox, partition);
    const next = end.inbox + 1;
    const stands =
      reason === undefined
        ? placed(inbox, partition, next, inboxEnd)
        : { ...withoutReport(reason), lag: inboxEnd - next };
    const { term, chain, inbox: answered } = end;
    return { ...stands, term, chain, answered, inboxEnd, rejected };
  } catch (error) {
    return withoutReport(errorText(error));
  }
};

const unreported = { state: 'unreported', lag: 0 } as const;

/** Nothing more can be said of this one, and why. */
const withoutReport = (reason: string | undefined): Stands =>
  reason === undefined ? unreported : { ...unreported, reason };

/** A reader's place against the end of what it reads. */
const placed = (log: Log, partition: number, next: number, end: number): Stands => {
  if (next <= end) return { ...unreported, lag: end - next };
  const reason = `${log.topic}/${partition} ends at ${end}, before the next offset ${next}`;
  return { state: 'halted', lag: 0, reason };
};

const readerRow = async (log: Log, partition: number, next: number): Promise<Stands> => {
  try {
    return placed(log, partition, next, await endOf(log, partition));
  } catch (error) {
    return withoutReport(errorText(error));
  }
};

/** One for each partition that reads: the sum of what it reads. */
const inputRows = async (
  { logs, positions }: StatusPorts,
  service: AnyService['name'],
  inputs: AnyService['inputs'],
): Promise<readonly PartitionStatus[]> => {
  const { partitions } = logs(inboxTopic(service));
  const found: PartitionStatus[] = [];
  for (const { source, topic, isSameKey } of inputs) {
    const log = logs(topic);
    for (let own = 0; own < partitions; own += 1) {
      let row: Stands = unreported;
      for (let partition = 0; partition < log.partitions; partition += 1) {
        if (isSameKey && partition !== own) continue;
        const position = await positions.load(readsName(service, own, source), partition);
        const each = await readerRow(log, partition, position?.offset ?? 0);
        row = { ...row, ...each, state: worse(row, each), lag: row.lag + each.lag };
      }
      const name = `${service} ← ${source}`;
      found.push({ service, role: 'input', name, partition: own, ...row });
    }
  }
  return found;
};

const worse = (one: Stands, other: Stands): Stands['state'] =>
  one.state === 'halted' ? one.state : other.state;

const intakeRows = async (
  { logs, positions }: StatusPorts,
  service: AnyService['name'],
  sources: AnyService['sources'],
): Promise<readonly PartitionStatus[]> => {
  const found: PartitionStatus[] = [];
  for (const { source, topic } of sources) {
    const log = logs(topic);
    for (let partition = 0; partition < log.partitions; partition += 1) {
      const position = await positions.load(positionName(service, source), partition);
      const row = await readerRow(log, partition, position?.offset ?? 0);
      const name = `${service} ← ${source}`;
      found.push({ service, role: 'intake', name, partition, ...row });
    }
  }
  return found;
};

const readLimit = { records: 2_000, bytes: 4_194_304 } as const;

interface ChainEnd {
  readonly end: Position;
  /** Behind the place that reading began at. */
  readonly rejected: number;
  /** Why reading stopped before the end. */
  readonly reason?: string;
}

/**
 * Reads on from a place that is known to the end that stands now, by the acceptance rule: as good
 * as nothing where the views are up to date.
 */
const chainEnd = async <E extends Message>(
  log: Log,
  { codec }: View<E>,
  partition: number,
  from: Position,
): Promise<ChainEnd> => {
  const acceptance = new Acceptance<E>(from);
  const last = await endOf(log, partition);
  let rejected = 0;
  for (let next = from.offset; next < last;) {
    const outcome = await log.read(partition, next, readLimit);
    const reason = outcome.kind === 'unavailable' ? outcome.reason : undefined;
    const { records } = outcome.kind === 'read' ? outcome.slice : { records: [] };
    if (records.length === 0) return { end: acceptance.position, rejected, ...because(reason) };
    for (const record of records) {
      try {
        const verdict = acceptance.offer(record, codec.decodeEvent(record));
        if (verdict.kind === 'accepted') rejected += rejectedIn(verdict.cause.events);
      } catch (error) {
        const at = `offset ${record.offset}: ${errorText(error)}`;
        return { end: acceptance.position, rejected, ...because(at) };
      }
      next = record.offset + 1;
    }
  }
  return { end: acceptance.position, rejected };
};

const because = (reason: string | undefined) => (reason === undefined ? {} : { reason });

const rejectedIn = <E extends Message>(
  events: readonly { readonly event: E | { readonly type: string } }[],
): number => events.filter(({ event }) => event.type === 'log.rejected').length;
