import type { Message } from '#kernel';
import { GenerationGone } from '#ports';
import type { Clock, Generations, Log, Random } from '#ports';
import { sharedGeneration } from './generation.js';
import { runProjector } from './projector.js';
import type { ProjectorStatus } from './projector.js';
import { foldOf } from './view.js';
import type { View } from './view.js';

export interface Filling<E extends Message> {
  readonly view: View<E>;
  readonly log: Log;
  readonly generations: Generations;
  readonly clock: Clock;
  readonly random: Random;
  readonly statuses: readonly ProjectorStatus[];
}

/**
 * Where no generation answers (at the first start, or after the store has lost everything), fills
 * one up to the log's ends as they stand now, and only then lets it answer: nobody is told that
 * what exists does not, or shown a part for the whole. All instances of one fold fill the same one
 * together; whoever is done first sets the pointer. A partition that stops for a bug does not keep
 * the others back. Rejects with `GenerationGone` where it is dropped or lost meanwhile.
 */
export const fillFirst = async <E extends Message>(
  { view, log, generations, clock, random, statuses }: Filling<E>,
  signal: AbortSignal,
): Promise<void> => {
  const { service } = view;
  const fold = foldOf(view);
  const projections = await sharedGeneration({
    generations,
    service,
    partitions: log.partitions,
    fold,
    now: clock.now(),
  });
  const ends = await Promise.all(
    statuses.map((status, partition) =>
      runProjector(
        { view, log, projections, clock, random, partition, status, untilEnd: true },
        signal,
      ),
    ),
  );
  if (ends.includes('gone')) throw new GenerationGone(service, projections.generation);
  if (signal.aborted || (await generations.current(service)) !== undefined) return;
  // Lost since it was filled, it gets no pointer: `flip` sees to it.
  await generations.flip(service, projections.generation, fold, projections.incarnation);
};
