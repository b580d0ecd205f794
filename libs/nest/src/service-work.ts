import { endOf, eventsTopic, inboxTopic, positionName, viewGroup, writerGroup } from '#runtime';
import type { RunningService, RunningView, ServiceStatus } from '#runtime';
import { serviceModules, startViews, statusOf } from '#services';
import type { PartitionStatus } from '#services';
import type { Installation } from './installation.js';
import type { WorkStatus, Work, Working } from './work.js';

/** The views of all services. */
export const viewsOf = (installation: Installation): Work => ({
  start: (signal) => working(installation, [], startViews(installation.ports, signal)),
});

/** What runs of services and views, as far as this process has it now. */
export const working = (
  installation: Installation,
  services: readonly RunningService[],
  views: readonly RunningView[],
): Working => ({
  statuses: async () => {
    const rows = await statusOf(installation.ports, services, views);
    return rows
      .filter((row) => isHeld(installation, row))
      .map((row) => ({ ...row, place: placeOf(row, services, views) }));
  },
  ended: Promise.all([...services, ...views].map(({ ended }) => ended)).then(() => undefined),
});

/** By what stands on the right of `orders ← inventory`. */
const sourceOf = ({ name }: PartitionStatus): string => name.split(' ← ')[1] ?? '';

const groupOf = (row: PartitionStatus): string => {
  switch (row.role) {
    case 'writer':
    case 'input':
      return writerGroup(row.service);
    case 'intake':
      return positionName(row.service, sourceOf(row));
    case 'projector':
      return viewGroup(row.service);
  }
};

const isHeld = ({ owned }: Installation, row: PartitionStatus): boolean =>
  owned.holds(groupOf(row), row.partition);

const placeOf = (
  row: PartitionStatus,
  services: readonly RunningService[],
  views: readonly RunningView[],
): number => {
  const { role, service, partition } = row;
  if (role === 'projector') {
    const view = views.find((each) => each.service === service);
    return view?.statuses[partition]?.position.offset ?? 0;
  }
  const status: ServiceStatus | undefined = services.find(({ name }) => name === service)?.status;
  if (role === 'writer') return (status?.writers.get(partition)?.inbox ?? -1) + 1;
  if (role === 'input') {
    const source = sourceOf(row);
    const read = status?.inputs().find((each) => each.source === source && isOf(each, partition));
    return read?.offset ?? 0;
  }
  return status?.intakes.get(sourceOf(row))?.get(partition)?.offset ?? 0;
};

const isOf = (each: { readonly partition: number }, partition: number): boolean =>
  each.partition === partition;

/** Of all that a partition reads of a source, summed. */
const endOfInput = async (
  logs: Installation['ports']['logs'],
  service: string,
  name: string,
  own: number,
): Promise<number> => {
  const source = name.split(' ← ')[1] ?? '';
  const module = serviceModules.find((each) => each.name === service);
  const input = module?.inputs.find((each) => each.source === source);
  if (input === undefined) return 0;
  const log = logs(input.topic);
  const read = Array.from({ length: log.partitions }, (_, partition) => partition).filter(
    (partition) => !input.isSameKey || partition === own,
  );
  const ends = await Promise.all(read.map((partition) => endOf(log, partition)));
  return ends.reduce((sum, end) => sum + end, 0);
};

/** The offset that the log behind a status will get next: how far it could have come. */
export const endBefore = async (
  { ports: { logs } }: Installation,
  { role, name, service, partition }: WorkStatus,
): Promise<number> => {
  if (role === 'writer') return endOf(logs(inboxTopic(service)), partition);
  if (role === 'input') return endOfInput(logs, service, name, partition);
  if (role !== 'intake') return endOf(logs(eventsTopic(service)), partition);
  const [, source = ''] = name.split(' ← ');
  return endOf(logs(source.includes('.') ? source : eventsTopic(source)), partition);
};
