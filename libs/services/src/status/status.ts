import { instantText } from '#kernel';
import { endOf, eventsTopic, inboxTopic } from '#runtime';
import type { Ports, ProjectorStatus, RunningService, RunningView } from '#runtime';
import { serviceNames } from '../gateway.js';
import type { PartitionStatus, ServiceName } from '../gateway.js';
import { haltedAt, haltedInSource } from './halted-at.js';
import { sourcesOf } from './settling.js';

/** Everything that runs in this process, by service, role and partition. */
export const statusOf = async (
  { logs }: Pick<Ports, 'logs'>,
  running: readonly RunningService[],
  views: readonly RunningView[],
): Promise<readonly PartitionStatus[]> => {
  const found: PartitionStatus[] = [];
  for (const { status, name } of running) {
    const service = named(name);
    for (const [partition, writer] of status.writers) {
      const at =
        writer.phase !== 'halted'
          ? undefined
          : await haltedAt(logs(inboxTopic(service)), partition, writer.cause + 1);
      found.push({
        service,
        role: 'writer',
        name: service,
        partition,
        state: stateOf(writer.phase),
        ...(writer.reason === undefined ? {} : { reason: writer.reason }),
        ...(at === undefined ? {} : { at }),
        lag: writer.lag,
        term: writer.term,
        cause: writer.cause,
        accepted: writer.accepted,
        rejected: writer.rejected,
        superseded: writer.superseded,
      });
    }
    for (const [source, partitions] of status.intakes) {
      const topic = sourcesOf(service).find((each) => each.source === source)?.topic;
      const log = topic === undefined ? undefined : logs(topic);
      for (const [partition, intake] of partitions) {
        const reason = intake.reason ?? log?.heldBack?.(partition);
        const at =
          log === undefined || intake.at === undefined
            ? undefined
            : await haltedInSource(log, partition, intake.at);
        found.push({
          service,
          role: 'intake',
          name: `${service} ← ${source}`,
          partition,
          state: stateOf(intake.phase),
          lag: intake.lag,
          ...(reason === undefined ? {} : { reason }),
          ...(at === undefined ? {} : { at }),
        });
      }
    }
  }
  for (const view of views) {
    const service = named(view.service);
    const log = logs(eventsTopic(service));
    // A log that cannot be asked hides how far behind it is; its readers say why by themselves.
    const ends = (partition: number): Promise<number> => endOf(log, partition).catch(() => 0);
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
