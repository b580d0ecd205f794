import type { Generations, Projections } from '#ports';
import { beginning } from '../log/acceptance.js';

/** A generation that answered once, kept for a way back. */
export interface Retired {
  readonly generation: number;
  /** What it was made by: only the same fold may go on with it. */
  readonly fold: string;
  /** Epoch milliseconds since which it answers no more. */
  readonly retired: number;
}

/** How long a generation is kept that answers no more, or that nobody has finished. */
const generationKeptMs = 86_400_000;
const attemptsMax = 5;

// A generation says of itself, in its first partition, that it was retired.
const [view, key] = ['generation', 'about'];

/** A generation that is being filled, by all who fold alike, and has not answered yet. */
interface Begun {
  readonly fold: string;
  /** Epoch milliseconds. */
  readonly begun: number;
}

const isBegun = (doc: object | undefined): doc is Begun =>
  doc !== undefined && 'fold' in doc && 'begun' in doc;

/** Whose generations, and who begins one now. */
interface Beginning {
  readonly generations: Generations;
  readonly service: string;
  readonly partitions: number;
  readonly fold: string;
  readonly now: number;
}

/**
 * Begins a generation of its own number, which says by whose fold. Numbers are not used twice: a
 * reader may still hold an older one.
 */
export const beginGeneration = (about: Beginning): Promise<Projections> =>
  begun(about, async () => undefined);

/** The generation that others of the same fold have begun and not finished, or a new one. */
export const sharedGeneration = (about: Beginning): Promise<Projections> =>
  begun(about, async ({ generations, service, partitions, fold, now }) => {
    const current = await generations.current(service);
    for (const generation of (await generations.list(service)).toReversed()) {
      if (generation === current?.generation) continue;
      const projections = await generations.open(service, generation, partitions);
      // Somebody may be about to begin it.
      if (await marked(projections, fold, now)) return projections;
      const doc = await projections.get(0, view, key);
      if (isBegun(doc) && doc.fold === fold) return projections;
    }
    return undefined;
  });

const begun = async (
  about: Beginning,
  find: (about: Beginning) => Promise<Projections | undefined>,
): Promise<Projections> => {
  const { generations, service, partitions, fold, now } = about;
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const found = await find(about);
    if (found !== undefined) return found;
    const current = await generations.current(service);
    const number = Math.max(current?.generation ?? 0, ...(await generations.list(service))) + 1;
    const projections = await generations.open(service, number, partitions);
    if (await marked(projections, fold, now)) return projections;
  }
  throw new Error(`no generation of ${service} can be begun: others begin them`);
};

/** False where it is not empty: somebody else has begun it. */
const marked = async (projections: Projections, fold: string, now: number): Promise<boolean> => {
  const partitions = Array.from({ length: projections.partitions }, (_, partition) => partition);
  // A store that lost its list of generations may still hold a part of one.
  const cursors = await Promise.all(partitions.map((each) => projections.cursor(each)));
  if (cursors.some((cursor) => cursor !== undefined)) return false;
  const doc: Begun = { fold, begun: now };
  const outcome = await projections.apply(0, {
    from: undefined,
    to: beginning,
    documents: [{ view, key, doc }],
    remove: [],
    insert: [],
    counters: new Map(),
  });
  if (outcome.kind === 'unavailable') throw new Error(outcome.reason);
  return outcome.kind === 'applied';
};

const isRetired = (doc: object | undefined): doc is Retired =>
  doc !== undefined && 'fold' in doc && 'retired' in doc;

/** Writes down, in the generation that answers, that its time is over. */
export const retire = async (
  generations: Generations,
  service: string,
  partitions: number,
  now: number,
): Promise<void> => {
  const current = await generations.current(service);
  if (current === undefined) return;
  const projections = await generations.open(service, current.generation, partitions);
  const doc: Retired = { ...current, retired: now };
  let reason = 'its cursor moves';
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const from = await projections.cursor(0);
    const outcome = await projections.apply(0, {
      from,
      to: from ?? beginning,
      documents: [{ view, key, doc }],
      remove: [],
      insert: [],
      counters: new Map(),
    });
    if (outcome.kind === 'applied') return;
    if (outcome.kind === 'unavailable') ({ reason } = outcome);
  }
  throw new Error(`generation ${current.generation} of ${service} cannot be retired: ${reason}`);
};

interface Kept {
  readonly generation: number;
  readonly mark: Retired | undefined;
  /** Of one that was never finished, epoch milliseconds where it says so. */
  readonly begun: number | undefined;
}

/** All kept generations but the one that answers; without a mark they were never finished. */
const keptOnes = async (
  generations: Generations,
  service: string,
  partitions: number,
): Promise<readonly Kept[]> => {
  const current = await generations.current(service);
  const others = (await generations.list(service)).filter((each) => each !== current?.generation);
  return Promise.all(
    others.map(async (generation) => {
      const projections: Projections = await generations.open(service, generation, partitions);
      const doc = await projections.get(0, view, key);
      return {
        generation,
        mark: isRetired(doc) ? doc : undefined,
        begun: isBegun(doc) ? doc.begun : undefined,
      };
    }),
  );
};

/** Newest first. */
export const retiredOnes = async (
  generations: Generations,
  service: string,
  partitions: number,
): Promise<readonly Retired[]> => {
  const kept = await keptOnes(generations, service, partitions);
  return kept
    .flatMap(({ mark }) => (mark === undefined ? [] : [mark]))
    .toSorted((a, b) => b.retired - a.retired || b.generation - a.generation);
};

/** Drops, of those named, what a rebuild that was killed has left behind. */
export const dropUnfinished = async (
  generations: Generations,
  service: string,
  partitions: number,
  named: readonly number[],
): Promise<void> => {
  for (const { generation, mark } of await keptOnes(generations, service, partitions)) {
    if (mark !== undefined || !named.includes(generation)) continue;
    await generations.drop(service, generation);
  }
};

/** Drops generations that have answered no more, or were not finished, for a day. */
export const dropRetired = async (
  generations: Generations,
  service: string,
  partitions: number,
  now: number,
): Promise<void> => {
  for (const { generation, mark, begun } of await keptOnes(generations, service, partitions)) {
    const since = mark?.retired ?? begun ?? now;
    if (now - since >= generationKeptMs) await generations.drop(service, generation);
  }
};
