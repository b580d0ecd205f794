import { sortText, weightOf } from '#kernel';
import type { Message } from '#kernel';
import { GenerationGone, samePosition } from '#ports';
import type { Clock, Log, Position, Projections, Random } from '#ports';
import { LRUCache } from 'lru-cache';
import { beginning } from '../log/acceptance.js';
import type { Cause } from '../log/acceptance.js';
import { Backoff } from '../work/backoff.js';
import { guarded, halt, outcomeOf } from '../work/ending.js';
import type { Outcome } from '../work/ending.js';
import { documentsFor } from './folding/batch-documents.js';
import { foldBatch } from './folding/fold-batch.js';
import type { FoldedBatch } from './folding/fold-batch.js';
import { EventReader } from '../log/reading.js';
import type { AcceptedSlice } from '../log/reading.js';
import { keysOf } from '../posting/requests.js';
import { answerIndex, answerToIndex, answerView } from './view.js';
import type { StoredDocument, View } from './view.js';

export const projectorLimits = {
  batchRecordsMax: 1_000,
  batchBytesMax: 524_288,
  /** In memory: what a batch starts from, and what is kept for the next ones. */
  batchHeldBytesMax: 4_194_304,
  documentsCachedMax: 1_500,
  documentsCachedBytesMax: 4_194_304,
  idleWaitMs: 1_000,
  answersKeptMs: 86_400_000,
  answerBlocksPrunedMax: 20,
} as const;

/** How far one partition of a view has come; `stale` says why it stopped, and since when. */
export interface ProjectorStatus {
  position: Position;
  superseded: number;
  stale?: { readonly since: number; readonly reason: string };
  /** What the store or the log answered last, while they are asked again. */
  trouble?: string;
}

export interface ProjectorDependencies<E extends Message> {
  readonly view: View<E>;
  readonly log: Log;
  readonly projections: Projections;
  readonly clock: Clock;
  readonly random: Random;
  readonly partition: number;
  readonly status: ProjectorStatus;
  /** Reads only up to the end that it first sees, then returns: rebuild and catch-up. */
  readonly untilEnd?: boolean;
  /** Called after each batch that was applied. */
  readonly onApplied?: (position: Position) => void;
}

/**
 * Keeps one partition of a service's views up to date until `signal` aborts (or, with `untilEnd`,
 * up to the end that the log had first). A failing store is asked again; a bug in a projection, or
 * a log of another history, stops this partition with `stale`: the fix is a rebuild. Any number of
 * projectors may run on one partition: the cursor lets one batch through. One whose documents
 * another has moved on since it read the cursor fails as well; what fails twice alike is a bug.
 * Resolves `gone` where the generation was dropped, or lost by its store: another one answers, or
 * has to be begun.
 */
export const runProjector = async <E extends Message>(
  dependencies: ProjectorDependencies<E>,
  signal: AbortSignal,
): Promise<'ended' | 'gone'> => {
  const { status, clock, random } = dependencies;
  // Reading has a backoff of its own: a log that answers says nothing of the store.
  const backoff = new Backoff(clock, random);
  let failure: string | undefined;
  const target: Target = { end: undefined };
  while (!signal.aborted) {
    try {
      if ((await follow(dependencies, target, backoff, signal)) === 'end') break;
      await backoff.pause(signal);
    } catch (error) {
      if (error instanceof GenerationGone) return 'gone';
      const outcome = outcomeIn(error);
      if (outcome.kind === 'aborted') break;
      if (outcome.kind === 'halted' && outcome.reason === failure) {
        status.stale = { since: clock.now(), reason: outcome.reason };
        break;
      }
      failure = outcome.reason;
      status.trouble = outcome.reason;
      await backoff.pause(signal).catch(() => undefined);
    }
  }
  return 'ended';
};

/** Adapters reject in trouble that passes; everything else has an outcome of its own. */
const outcomeIn = (error: unknown): Outcome => {
  try {
    return outcomeOf(error);
  } catch (trouble) {
    return { kind: 'stepped-down', reason: String(trouble) };
  }
};

/** The log's end when it was first read: under load it never stands still. */
interface Target {
  end: number | undefined;
}

/** From the stored cursor on, until the cursor is not where it was left, or the store is away. */
const follow = async <E extends Message>(
  dependencies: ProjectorDependencies<E>,
  target: Target,
  backoff: Backoff,
  signal: AbortSignal,
): Promise<'again' | 'end'> => {
  const { log, projections, partition, status, view, clock, random } = dependencies;
  let cursor = await projections.cursor(partition);
  const reading = new Backoff(clock, random);
  const reader = new EventReader(log, partition, view.codec, cursor ?? beginning, reading);
  await reader.assertOwnLog(signal);
  const cache = new LRUCache<string, StoredDocument>({
    max: projectorLimits.documentsCachedMax,
    maxSize: projectorLimits.documentsCachedBytesMax,
    sizeCalculation: ({ doc }) => weightOf(doc),
  });
  const { batchRecordsMax: records, batchBytesMax: bytes, idleWaitMs } = projectorLimits;
  status.position = reader.position;
  let hasRested = false;
  while (!signal.aborted) {
    const next = reader.next;
    const slice = await reader.read({ records, bytes }, signal);
    target.end ??= slice.end;
    if (reader.next === next) {
      // A store that lost its last writes while nothing came heals now, not with the next event.
      // Asked once nothing has come for a while: under load the next batch finds it out.
      const isQuiet = hasRested || dependencies.untilEnd === true;
      if (isQuiet && !samePosition(await projections.cursor(partition), cursor)) return 'again';
      if (dependencies.untilEnd === true) return 'end';
      await log.grown(partition, next, idleWaitMs, signal);
      hasRested = true;
      continue;
    }
    hasRested = false;
    status.superseded = reader.superseded;
    let done = 0;
    do {
      const applied = await applyBatch(dependencies, slice, done, cursor, reader.position, cache);
      if (applied === undefined) return 'again';
      ({ done, cursor } = applied);
      backoff.succeeded();
      status.position = applied.cursor;
      delete status.trouble;
      dependencies.onApplied?.(applied.cursor);
    } while (done < slice.causes.length);
    if (dependencies.untilEnd === true && status.position.offset >= target.end) return 'end';
  }
  return 'end';
};

interface Applied {
  readonly done: number;
  readonly cursor: Position;
}

/** As many of the causes, from one on, as may be held together; `end` is behind all of them. */
const applyBatch = async <E extends Message>(
  dependencies: ProjectorDependencies<E>,
  { causes, behind }: AcceptedSlice<E>,
  done: number,
  from: Position | undefined,
  end: Position,
  cache: LRUCache<string, StoredDocument>,
): Promise<Applied | undefined> => {
  const { view, projections, partition, status } = dependencies;
  const { taken, documents } = await documentsFor(
    view,
    causes.slice(done),
    { projections, partition, cache },
    projectorLimits.batchHeldBytesMax,
  );
  const next = done + taken.length;
  const to = next < causes.length ? (behind[next - 1] ?? end) : end;
  const fold = await foldedOrMoved(dependencies, from, () =>
    guarded(`fold of ${view.service}/${partition}`, () => foldBatch(view, taken, documents)),
  );
  if (fold === 'moved') return undefined;
  const folded = await prune(projections, partition, fold, taken);
  const outcome = await projections.apply(partition, { from, to, ...folded });
  if (outcome.kind === 'gone') {
    throw new GenerationGone(projections.service, projections.generation);
  }
  if (outcome.kind === 'refused') {
    const [first, last] = [taken[0]?.chain ?? -1, taken.at(-1)?.chain ?? -1];
    halt(
      `answers ${first} to ${last} of ${view.service}/${partition}, of ` +
        `${keysOf(taken.flatMap(({ records }) => records))}: ${outcome.reason}`,
    );
  }
  if (outcome.kind === 'unavailable') status.trouble = outcome.reason;
  if (outcome.kind !== 'applied') return undefined;
  for (const [id, document] of documents) {
    if (document === undefined) cache.delete(id);
    else cache.set(id, document);
  }
  return { done: next, cursor: to };
};

/** Documents that another projector has moved on since the cursor was read do not fit the batch. */
const foldedOrMoved = async <E extends Message>(
  { projections, partition }: ProjectorDependencies<E>,
  from: Position | undefined,
  fold: () => FoldedBatch,
): Promise<FoldedBatch | 'moved'> => {
  try {
    return fold();
  } catch (error) {
    if (!samePosition(await projections.cursor(partition), from)) return 'moved';
    throw error;
  }
};

/** A batch that begins a block of answers also drops the blocks that hold none of the last day. */
const prune = async <E extends Message>(
  projections: Projections,
  partition: number,
  folded: FoldedBatch,
  causes: readonly Cause<E>[],
): Promise<FoldedBatch> => {
  const now = causes.at(-1)?.events[0]?.at ?? 0;
  const documents = [...folded.documents];
  const remove = [...folded.remove];
  for (const index of [answerIndex, answerToIndex]) {
    if (!folded.insert.some((place) => place.index === index)) continue;
    const old = await projections.list(partition, {
      index,
      sortTo: sortText(Math.max(0, now - projectorLimits.answersKeptMs)),
      limit: projectorLimits.answerBlocksPrunedMax,
      descending: false,
    });
    // A block is known by its first answer, and its last one is no younger than the first of the
    // next block: so the newest of the old ones may hold answers of today.
    for (const place of index === answerIndex ? old.slice(0, -1) : old) {
      documents.push({ view: answerView, key: place.key, doc: null });
      remove.push({ index, ...place });
    }
  }
  return { ...folded, documents, remove };
};
