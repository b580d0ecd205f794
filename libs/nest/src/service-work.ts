import { endOf, eventsTopic, inboxTopic, positionName, viewGroup, writerGroup } from '#runtime';
import type { RunningService, RunningView, ServiceStatus } from '#runtime';
import { startViews, statusOf } from '#services';
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
  if (role === 'writer') return (status?.writers.get(partition)?.cause ?? -1) + 1;
  return status?.intakes.get(sourceOf(row))?.get(partition)?.offset ?? 0;
};

/** The offset that the log behind a status will get next: how far it could have come. */
export const endBefore = (
  { ports: { logs } }: Installation,
  { role, name, service, partition }: WorkStatus,
): Promise<number> => {
  if (role === 'writer') return endOf(logs(inboxTopic(service)), partition);
  if (role !== 'intake') return endOf(logs(eventsTopic(service)), partition);
  const [, source = ''] = name.split(' ← ');
  return endOf(logs(source.includes('.') ? source : eventsTopic(source)), partition);
};
