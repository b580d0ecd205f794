import type { Message } from '#kernel';
import type { Clock, Generations, Log, Random } from '#ports';
import { beginning } from './acceptance.js';
import { runProjector } from './projector.js';
import type { ProjectorStatus } from './projector.js';
import { currentGeneration, rebuild } from './rebuild.js';
import type { Rebuilt } from './rebuild.js';
import { foldOf } from './view.js';
import type { View } from './view.js';

export interface ViewPorts {
  readonly log: Log;
  readonly generations: Generations;
  readonly clock: Clock;
  readonly random: Random;
}

/** The projectors of one service in this process. */
export interface RunningView {
  readonly service: string;
  /** Names that `rebuild` knows. */
  readonly projections: readonly string[];
  /** Live, one a partition. */
  readonly statuses: readonly Readonly<ProjectorStatus>[];
  /** Builds the next generation beside the one that answers, flips, and follows it. One at a time. */
  rebuild(onProgress?: (passed: number, total: number) => void): Promise<Rebuilt>;
  readonly ended: Promise<void>;
}

/**
 * Keeps a service's views up to date until `signal` aborts. Views that another version of the fold made are
 * built anew beside the old ones, which go on answering until then.
 */
export const startView = <E extends Message>(
  view: View<E>, ports: ViewPorts, signal: AbortSignal,
): RunningView => {
  const { log, generations, clock, random } = ports;
  const statuses = Array.from({ length: log.partitions }, (): ProjectorStatus =>
    ({ position: beginning, superseded: 0 }));
  let turn = new AbortController();
  let rebuilding: Promise<Rebuilt> | undefined;

  /** The projectors of one generation, until the next one stands. */
  const follow = async (): Promise<void> => {
    const current = await currentGeneration(view, generations);
    if (current.fold !== foldOf(view)) {
      await rebuild({ view, log, generations, clock, random }, signal);
      return;
    }
    const projections = await generations.open(view.service, current.generation, log.partitions);
    const now = turn.signal;
    await Promise.all(statuses.map((status, partition) => {
      delete status.stale;
      return runProjector({ view, log, projections, clock, random, partition, status }, now);
    }));
    // Stale everywhere: only a rebuild helps.
    if (!now.aborted) await clock.wakeAt(Number.MAX_SAFE_INTEGER, now);
  };
  const ended = (async (): Promise<void> => {
    const stop = (): void => turn.abort();
    signal.addEventListener('abort', stop, { once: true });
    while (!signal.aborted) {
      await follow();
      if (turn.signal.aborted && !signal.aborted) turn = new AbortController();
    }
  })();
  return {
    service: view.service,
    projections: view.projections.map(({ name }) => name),
    statuses,
    ended,
    rebuild: (onProgress) => {
      rebuilding ??= rebuild({
        view, log, generations, clock, random, ...(onProgress === undefined ? {} : { onProgress }),
      }, signal).finally(() => {
        rebuilding = undefined;
        turn.abort();
      });
      return rebuilding;
    },
  };
};
