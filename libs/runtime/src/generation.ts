import type { Generations, Projections } from '#ports';
import { beginning } from './acceptance.js';

/** A generation that answered once, kept for a way back. */
export interface Retired {
  readonly generation: number;
  /** What it was made by: only the same fold may go on with it. */
  readonly fold: string;
  /** Epoch milliseconds since which it answers no more. */
  readonly retired: number;
}

/** How long a generation is kept that answers no more. */
const retiredKeptMs = 86_400_000;
const attemptsMax = 5;

// A generation says of itself, in its first partition, that it was retired.
const [view, key] = ['generation', 'about'];

const isRetired = (doc: object | undefined): doc is Retired =>
  doc !== undefined && 'fold' in doc && 'retired' in doc;

/** Writes down, in the generation that answers, that its time is over. */
export const retire = async (
  generations: Generations, service: string, partitions: number, now: number,
): Promise<void> => {
  const current = await generations.current(service);
  if (current === undefined) return;
  const projections = await generations.open(service, current.generation, partitions);
  const doc: Retired = { ...current, retired: now };
  let reason = 'its cursor moves';
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    const from = await projections.cursor(0);
    const outcome = await projections.apply(0, {
      from, to: from ?? beginning, documents: [{ view, key, doc }],
      remove: [], insert: [], counters: new Map(),
    });
    if (outcome.kind === 'applied') return;
    if (outcome.kind === 'unavailable') ({ reason } = outcome);
  }
  throw new Error(`generation ${current.generation} of ${service} cannot be retired: ${reason}`);
};

/** All kept generations but the one that answers; without a mark they were never finished. */
const keptOnes = async (
  generations: Generations, service: string, partitions: number,
): Promise<readonly { readonly generation: number; readonly mark: Retired | undefined }[]> => {
  const current = await generations.current(service);
  const others = (await generations.list(service)).filter((each) => each !== current?.generation);
  return Promise.all(others.map(async (generation) => {
    const projections: Projections = await generations.open(service, generation, partitions);
    const doc = await projections.get(0, view, key);
    return { generation, mark: isRetired(doc) ? doc : undefined };
  }));
};

/** Newest first. */
export const retiredOnes = async (
  generations: Generations, service: string, partitions: number,
): Promise<readonly Retired[]> => {
  const kept = await keptOnes(generations, service, partitions);
  return kept.flatMap(({ mark }) => (mark === undefined ? [] : [mark]))
    .toSorted((a, b) => b.retired - a.retired || b.generation - a.generation);
};

/** Drops what a rebuild that was killed has left behind. */
export const dropUnfinished = async (
  generations: Generations, service: string, partitions: number,
): Promise<void> => {
  for (const { generation, mark } of await keptOnes(generations, service, partitions)) {
    if (mark === undefined) await generations.drop(service, generation);
  }
};

/** Drops generations that have answered no more for a day. */
export const dropRetired = async (
  generations: Generations, service: string, partitions: number, now: number,
): Promise<void> => {
  for (const { generation, retired } of await retiredOnes(generations, service, partitions)) {
    if (now - retired >= retiredKeptMs) await generations.drop(service, generation);
  }
};
