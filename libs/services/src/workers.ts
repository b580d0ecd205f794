import type { NumberKeys } from '#kernel';
import type { Generations, Ownership } from '#ports';
import type { Ports, RunningService, RunningView } from '#runtime';
import type { Rebuilding } from './gateway.js';
import { moduleNamed, serviceModules } from './register.js';
import type { ServiceName } from './register.js';

/**
 * Runs writers, timers and intakes of one service, of the partitions that `ports.ownership` gives
 * to this process, until `signal` aborts.
 */
export const startWorkers = (
  name: ServiceName,
  ports: Ports,
  keys: NumberKeys,
  signal: AbortSignal,
): RunningService => moduleNamed(name).start(ports, keys, signal);

/** What projectors need of a family. */
export interface ViewsPorts extends Pick<Ports, 'logs' | 'clock' | 'random'> {
  readonly generations: Generations;
  /** Shares the partitions with other processes; absent: this one follows all of them. */
  readonly ownership?: Ownership;
}

/** Keeps the views of all services up to date until `signal` aborts; any number may run. */
export const startViews = (ports: ViewsPorts, signal: AbortSignal): readonly RunningView[] =>
  serviceModules.map((each) => each.startView(ports, signal));

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
