import type { NumberKeys } from '#kernel';
import type { Generations, Ownership } from '#ports';
import { eventsTopic, hosted, startView } from '#runtime';
import type { Ports, RunningService, RunningView, ViewPorts } from '#runtime';
import { servicesWith, views } from './catalogue.js';
import type { Rebuilding, ServiceName } from './gateway.js';

/**
 * Runs writers, timers and intakes of one service, of the partitions that `ports.ownership` gives
 * to this process, until `signal` aborts.
 */
export const startWorkers = (
  name: ServiceName,
  ports: Ports,
  keys: NumberKeys,
  signal: AbortSignal,
): RunningService => {
  const { orders, inventory, shipping } = servicesWith(keys);
  const each = { orders: hosted(orders), inventory: hosted(inventory), shipping: hosted(shipping) };
  return each[name].start(ports, signal);
};

/** What projectors need of a family. */
export interface ViewsPorts extends Pick<Ports, 'logs' | 'clock' | 'random'> {
  readonly generations: Generations;
  /** Shares the partitions with other processes; absent: this one follows all of them. */
  readonly ownership?: Ownership;
}

/** Keeps the views of all services up to date until `signal` aborts; any number may run. */
export const startViews = (
  { logs, ...ports }: ViewsPorts,
  signal: AbortSignal,
): readonly RunningView[] => {
  const portsOf = (service: ServiceName): ViewPorts => ({
    ...ports,
    log: logs(eventsTopic(service)),
  });
  return [
    startView(views.orders, portsOf('orders'), signal),
    startView(views.inventory, portsOf('inventory'), signal),
    startView(views.shipping, portsOf('shipping'), signal),
  ];
};

/** Asks the view that a projection belongs to; says which there are where it is none of them. */
export const rebuildingOf = (viewed: readonly RunningView[]): Rebuilding => {
  const projections = viewed.flatMap((view) => view.projections);
  const viewOf = (projection: string): RunningView => {
    const view = viewed.find((each) => each.projections.includes(projection));
    if (view !== undefined) return view;
    throw new Error(`there is no projection '${projection}'; there are ${projections.join(', ')}`);
  };
  return {
    projections,
    rebuild: async (projection, onProgress) => viewOf(projection).rebuild(onProgress),
    rollBack: async (projection, onProgress) => viewOf(projection).rollBack(onProgress),
  };
};
