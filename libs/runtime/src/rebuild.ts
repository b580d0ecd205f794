import type { Message } from '#kernel';
import type { Clock, Generations, Log, Random } from '#ports';
import { beginning } from './acceptance.js';
import { runProjector } from './projector.js';
import type { ProjectorStatus } from './projector.js';
import { foldOf } from './view.js';
import type { View } from './view.js';

export interface Rebuild<E extends Message> {
  readonly view: View<E>;
  readonly log: Log;
  readonly generations: Generations;
  readonly clock: Clock;
  readonly random: Random;
  /** Records passed, records there are. */
  readonly onProgress?: (passed: number, total: number) => void;
}

export interface Rebuilt {
  readonly from: number | undefined;
  readonly to: number;
  readonly records: number;
}

/** The generation that answers, made first where there is none: a view is empty, never absent. */
export const currentGeneration = async <E extends Message>(
  view: View<E>, generations: Generations,
): Promise<{ readonly generation: number; readonly fold: string }> => {
  const current = await generations.current(view.service);
  if (current !== undefined) return current;
  const first = { generation: 1, fold: foldOf(view) };
  await generations.flip(view.service, first.generation, first.fold);
  return first;
};

/**
 * Builds a new generation beside the one that answers, from offset 0, and flips the pointer once it has
 * reached the log's end: readers see the old one whole, then the new one whole. The old generation
 * stays for a way back. Killed in the middle, nothing has changed: the half-built one is dropped by the next.
 */
export const rebuild = async <E extends Message>(
  { view, log, generations, clock, random, onProgress }: Rebuild<E>, signal: AbortSignal,
): Promise<Rebuilt> => {
  const current = await generations.current(view.service);
  const kept = await generations.list(view.service);
  for (const generation of kept) {
    if (generation > (current?.generation ?? 0)) await generations.drop(view.service, generation);
  }
  const to = (current?.generation ?? 0) + 1;
  const projections = await generations.open(view.service, to, log.partitions);
  const statuses = Array.from({ length: log.partitions }, (): ProjectorStatus => (
    { position: beginning, superseded: 0 }));
  const total = await totalRecords(log);
  await Promise.all(statuses.map((status, partition) => runProjector({
    view, log, projections, clock, random, partition, status, untilEnd: true,
    onApplied: () => onProgress?.(sumOffsets(statuses), total),
  }, signal)));
  const stale = statuses.find((status) => status.stale !== undefined)?.stale;
  if (stale !== undefined) throw new Error(`rebuild of ${view.service} stopped: ${stale.reason}`);
  if (signal.aborted) throw new Error(`rebuild of ${view.service} was stopped; the old view still answers`);
  await generations.flip(view.service, to, foldOf(view));
  await dropOlder(generations, view.service, current?.generation);
  return { from: current?.generation, to, records: sumOffsets(statuses) };
};

/** Only the generation before the new one is kept, for a way back. */
const dropOlder = async (
  generations: Generations, service: string, previous: number | undefined,
): Promise<void> => {
  if (previous === undefined) return;
  for (const generation of await generations.list(service)) {
    if (generation < previous) await generations.drop(service, generation);
  }
};

const sumOffsets = (statuses: readonly ProjectorStatus[]): number =>
  statuses.reduce((sum, { position }) => sum + position.offset, 0);

const totalRecords = async (log: Log): Promise<number> => {
  let total = 0;
  for (let partition = 0; partition < log.partitions; partition += 1) {
    const outcome = await log.read(partition, Number.MAX_SAFE_INTEGER, { records: 1, bytes: 1 });
    if (outcome.kind === 'read') total += outcome.slice.end;
  }
  return total;
};
