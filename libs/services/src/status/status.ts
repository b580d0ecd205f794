import { instantText } from '#kernel';
import type { Log } from '#ports';
import { endOf, eventsTopic, inboxTopic } from '#runtime';
import type {
  InputStatus,
  IntakeStatus,
  Ports,
  ProjectorStatus,
  RunningService,
  RunningView,
  WriterStatus,
} from '#runtime';
import type { PartitionStatus } from '../gateway.js';
import { moduleNamed, serviceNames } from '../register.js';
import type { ServiceName } from '../register.js';
import { haltedAt, haltedInSource } from './halted-at.js';

type Logs = Ports['logs'];
/** What a row says beside whose it is. */
type Stands = Omit<PartitionStatus, 'service' | 'role' | 'name' | 'partition'>;

/** Everything that runs in this process, by service, role and partition. */
export const statusOf = async (
  { logs }: Pick<Ports, 'logs'>,
  running: readonly RunningService[],
  views: readonly RunningView[],
): Promise<readonly PartitionStatus[]> => {
  const found: PartitionStatus[] = [];
  for (const each of running) found.push(...(await serviceRows(logs, each)));
  for (const view of views) found.push(...(await viewRows(logs, view)));
  return found;
};

const serviceRows = async (
  logs: Logs,
  { status, name }: RunningService,
): Promise<readonly PartitionStatus[]> => {
  const service = named(name);
  const found: PartitionStatus[] = [];
  for (const [partition, writer] of status.writers) {
    const stands = await writerStands(logs(inboxTopic(service)), partition, writer);
    found.push({ service, role: 'writer', name: service, partition, ...stands });
  }
  for (const { source, partition, ...input } of status.inputs()) {
    const stands = await inputStands(logs, input);
    found.push({ service, role: 'input', name: `${service} ← ${source}`, partition, ...stands });
  }
  const { sources } = moduleNamed(service);
  for (const [source, partitions] of status.intakes) {
    const topic = sources.find((each) => each.source === source)?.topic;
    const log = topic === undefined ? undefined : logs(topic);
    for (const [partition, intake] of partitions) {
      const stands = await intakeStands(log, partition, intake);
      found.push({ service, role: 'intake', name: `${service} ← ${source}`, partition, ...stands });
    }
  }
  return found;
};

const writerStands = async (
  inbox: Log,
  partition: number,
  writer: WriterStatus,
): Promise<Stands> => {
  const { phase, reason, inboxAlone, lag, term, chain, inbox: answered } = writer;
  const { accepted, rejected, superseded } = writer;
  const at = phase === 'halted' ? await haltedAt(inbox, partition, answered + 1) : undefined;
  return {
    state: stateOf(phase),
    ...(reason === undefined ? {} : { reason }),
    ...(inboxAlone === undefined ? {} : { inboxAlone }),
    ...(at === undefined ? {} : { at }),
    lag,
    term,
    chain,
    answered,
    accepted,
    rejected,
    superseded,
  };
};

const inputStands = async (
  logs: Logs,
  { phase, reason, at, lag, superseded }: Omit<InputStatus, 'source' | 'partition' | 'offset'>,
): Promise<Stands> => ({
  state: stateOf(phase),
  lag,
  superseded,
  ...(reason !== undefined && { reason }),
  ...(at !== undefined && { at: await haltedInSource(logs(at.topic), at.partition, at.offset) }),
});

const intakeStands = async (
  log: Log | undefined,
  partition: number,
  intake: IntakeStatus,
): Promise<Stands> => {
  const reason = intake.reason ?? log?.heldBack?.(partition);
  const at =
    log === undefined || intake.at === undefined
      ? undefined
      : await haltedInSource(log, partition, intake.at);
  return {
    state: stateOf(intake.phase),
    lag: intake.lag,
    ...(reason === undefined ? {} : { reason }),
    ...(at === undefined ? {} : { at }),
  };
};

const viewRows = async (logs: Logs, view: RunningView): Promise<readonly PartitionStatus[]> => {
  const service = named(view.service);
  const log = logs(eventsTopic(service));
  // A log that cannot be asked hides how far behind it is; its readers say why by themselves.
  const ends = (partition: number): Promise<number> => endOf(log, partition).catch(() => 0);
  const found: PartitionStatus[] = [];
  for (const [partition, { position, superseded, stale, trouble }] of view.statuses.entries()) {
    found.push({
      service,
      role: 'projector',
      name: view.projections.join(', '),
      partition,
      superseded,
      state: stale === undefined ? 'running' : 'halted',
      lag: Math.max(0, (await ends(partition)) - position.offset),
      ...reasonOf(stale, trouble),
    });
  }
  return found;
};

/** ARCHITECTURE.md §5: a view that stopped says `stale since`. */
const reasonOf = (
  stale: ProjectorStatus['stale'],
  trouble: string | undefined,
): { readonly reason?: string } => {
  if (stale !== undefined) {
    return { reason: `stale since ${instantText(stale.since)}: ${stale.reason}` };
  }
  return trouble === undefined ? {} : { reason: trouble };
};

const stateOf = (phase: string): PartitionStatus['state'] => {
  if (phase === 'halted') return 'halted';
  return phase === 'writing' || phase === 'reading' ? 'running' : 'starting';
};

const named = (name: string): ServiceName => {
  const service = serviceNames.find((each) => each === name);
  if (service === undefined) throw new Error(`no service ${name}`);
  return service;
};
