import type { Message } from '#kernel';
import { GenerationGone } from '#ports';
import type { Clock, Generations, Log, Projections, Random } from '#ports';
import { beginning } from '../log/acceptance.js';
import { checkChain } from '../log/chain-check.js';
import { beginGeneration, dropRetired, dropUnfinished, retire, retiredOnes } from './generation.js';
import { totalRecords } from '../log/log-end.js';
import { runProjector } from './projector.js';
import type { ProjectorStatus } from './projector.js';
import { foldOf } from './view.js';
import type { View } from './view.js';
import { ViewCheck } from './view-check.js';

const rebuildLimits = { differencesMax: 20 } as const;

export interface Rebuild<E extends Message> {
  readonly view: View<E>;
  readonly log: Log;
  readonly generations: Generations;
  readonly clock: Clock;
  readonly random: Random;
  /** Records passed, records there are; one that is yet to be compared is passed by half. */
  readonly onProgress?: (passed: number, total: number) => void;
  /**
   * Ends the projectors of the generation that answers. What they have shown by then is the least
   * that the next one shows: nobody who has read his write ever reads an older state.
   */
  readonly still?: () => Promise<void>;
  /**
   * Other instances may be building the same: theirs are left alone, and the one that is ready
   * first answers.
   */
  readonly adopting?: boolean;
}

export interface Rebuilt {
  readonly from: number | undefined;
  readonly to: number;
  readonly records: number;
  /** Documents that were compared with a fold of the log alone; 0 for a way back. */
  readonly documents: number;
}

/**
 * Builds a new generation beside the one that answers, from offset 0, compares it with a fold of
 * the log alone, and flips the pointer once it shows all that the old one has shown: readers see
 * the old one whole, then the new one whole. The old one stays for a day, for a way back. Killed in
 * the middle, nothing has changed: the half-built one is dropped by the next. Rejects, and drops
 * it, where it stops or differs. The comparison holds one partition's documents in memory.
 */
export const rebuild = async <E extends Message>(
  given: Rebuild<E>,
  signal: AbortSignal,
): Promise<Rebuilt> => {
  const { view, log, generations, clock } = given;
  const { service } = view;
  const current = await generations.current(service);
  const others = await generations.list(service);
  const fold = foldOf(view);
  const projections = await beginGeneration({
    generations,
    service,
    partitions: log.partitions,
    fold,
    now: clock.now(),
  });
  const to = projections.generation;
  if (given.adopting !== true) {
    await dropUnfinished(generations, service, log.partitions, others);
  }
  try {
    const half: OnProgress = (passed, total) => given.onProgress?.(Math.floor(passed / 2), total);
    await catchUp(given, projections, signal, half);
    const documents = await compared(given, projections, signal);
    await given.still?.();
    const records = await catchUp(given, projections, signal);
    const first = given.adopting === true ? await generations.current(service) : undefined;
    if (first?.fold === fold) {
      await generations.drop(service, to);
      return { from: current?.generation, to: first.generation, records: 0, documents: 0 };
    }
    await retire(generations, service, log.partitions, clock.now());
    await generations.flip(service, to, fold, projections.incarnation);
    return { from: current?.generation, to, records, documents };
  } catch (error) {
    await dropUnlessCurrent(generations, service, to).catch(() => undefined);
    throw error;
  }
};

/** A flip whose answer was lost may stand. */
const dropUnlessCurrent = async (
  generations: Generations,
  service: string,
  generation: number,
): Promise<void> => {
  const current = await generations.current(service);
  if (current?.generation !== generation) await generations.drop(service, generation);
};

/**
 * Flips back to the generation that answered before, where one made by the same fold is still kept,
 * once it has caught up; `undefined` where there is none. The one that answered until now is kept
 * for a day.
 */
export const rollBack = async <E extends Message>(
  given: Rebuild<E>,
  signal: AbortSignal,
): Promise<Rebuilt | undefined> => {
  const { view, log, generations, clock } = given;
  const { service } = view;
  const current = await generations.current(service);
  await dropRetired(generations, service, log.partitions, clock.now());
  const retired = await retiredOnes(generations, service, log.partitions);
  const [back] = retired.filter(({ fold }) => fold === foldOf(view));
  if (back === undefined) return undefined;
  const projections = await generations.open(service, back.generation, log.partitions);
  await catchUp(given, projections, signal, given.onProgress);
  await given.still?.();
  const records = await catchUp(given, projections, signal);
  await retire(generations, service, log.partitions, clock.now());
  await generations.flip(service, back.generation, back.fold, projections.incarnation);
  return { from: current?.generation, to: back.generation, records, documents: 0 };
};

type OnProgress = (passed: number, total: number) => void;

/** Up to the ends that stand now. */
const catchUp = async <E extends Message>(
  { view, log, clock, random }: Rebuild<E>,
  projections: Projections,
  signal: AbortSignal,
  onProgress?: OnProgress,
): Promise<number> => {
  const statuses = Array.from({ length: log.partitions }, (): ProjectorStatus => ({
    position: beginning,
    superseded: 0,
  }));
  const total = onProgress === undefined ? 0 : await totalRecords(log);
  onProgress?.(0, total);
  const ends = await Promise.all(
    statuses.map((status, partition) =>
      runProjector(
        {
          view,
          log,
          projections,
          clock,
          random,
          partition,
          status,
          untilEnd: true,
          onApplied: () => onProgress?.(sumOffsets(statuses), total),
        },
        signal,
      ),
    ),
  );
  const stale = statuses.find((status) => status.stale !== undefined)?.stale;
  if (ends.includes('gone')) throw new GenerationGone(view.service, projections.generation);
  if (stale !== undefined) throw new Error(`rebuild of ${view.service} stopped: ${stale.reason}`);
  assertGoesOn(view, signal);
  return sumOffsets(statuses);
};

const assertGoesOn = <E extends Message>({ service }: View<E>, signal: AbortSignal): void => {
  if (!signal.aborted) return;
  throw new Error(`rebuild of ${service} was stopped; the old view still answers`);
};

/** Documents, indexes and counters against a fold of the log alone; how many documents. */
const compared = async <E extends Message>(
  { view, log, onProgress }: Rebuild<E>,
  projections: Projections,
  signal: AbortSignal,
): Promise<number> => {
  const differences: string[] = [];
  let [documents, before] = [0, 0];
  const total = onProgress === undefined ? 0 : await totalRecords(log);
  for (let partition = 0; partition < log.partitions; partition += 1) {
    assertGoesOn(view, signal);
    const check = new ViewCheck(view, await projections.cursor(partition));
    const { counts } = await checkChain(view, log, partition, (cause, at) => {
      check.take(cause, at);
      onProgress?.(Math.floor((total + before + at.offset) / 2), total);
    });
    before += counts.records;
    await check.compare(projections, partition, (text) => {
      if (differences.length < rebuildLimits.differencesMax) {
        differences.push(`${view.service}/${partition}: ${text}`);
      }
    });
    documents += check.documents;
    onProgress?.(Math.floor((total + before) / 2), total);
  }
  if (differences.length > 0) {
    throw new Error(
      `the new views of ${view.service} are not what the log says; ` +
        `the old ones still answer: ${differences.join('; ')}`,
    );
  }
  return documents;
};

const sumOffsets = (statuses: readonly ProjectorStatus[]): number =>
  statuses.reduce((sum, { position }) => sum + position.offset, 0);
