import { weightOf } from '#kernel';
import type { Message } from '#kernel';
import type { Projections } from '#ports';
import type { LRUCache } from 'lru-cache';
import type { Cause } from '../../log/acceptance.js';
import { guarded } from '../../work/ending.js';
import { documentsNeeded } from './fold-batch.js';
import type { StoredDocument, View } from '../view.js';
import { documentId } from './documents.js';
import type { Documents } from './documents.js';

/** Where the documents of one partition come from. */
interface Source {
  readonly projections: Projections;
  readonly partition: number;
  readonly cache: LRUCache<string, StoredDocument>;
}

class Loading {
  readonly documents: Documents = new Map();
  #bytes = 0;

  constructor(
    private readonly source: Source,
    private readonly bytesMax: number,
  ) {}

  /** Gives the first one that was left out, if any; where `all` are needed none is. */
  async load(view: string, keys: Iterable<string>, all: boolean): Promise<string | undefined> {
    const { projections, partition, cache } = this.source;
    const missing: string[] = [];
    for (const key of keys) {
      if (this.documents.has(documentId(view, key))) continue;
      const cached = cache.get(documentId(view, key));
      if (cached === undefined) missing.push(key);
      else this.#hold(view, key, cached);
    }
    if (missing.length === 0) return undefined;
    const most = Math.max(0, this.bytesMax - this.#bytes);
    const found = await (all
      ? projections.getMany(partition, view, missing)
      : projections.getMany(partition, view, missing, most));
    found.forEach((doc, at) => {
      this.#hold(view, missing[at] ?? '', doc as StoredDocument | undefined);
    });
    return missing[found.length];
  }

  #hold(view: string, key: string, doc: StoredDocument | undefined): void {
    this.documents.set(documentId(view, key), doc);
    this.#bytes += weightOf(doc?.doc);
  }
}

/** The causes in front of the first one that needs this document. */
const before = <E extends Message>(
  view: View<E>,
  causes: readonly Cause<E>[],
  name: string,
  key: string,
): readonly Cause<E>[] =>
  causes.slice(
    0,
    causes.findIndex((cause) => documentsNeeded(view, [cause]).get(name)?.has(key) === true),
  );

/**
 * The documents that causes are folded into, and as many of the causes as may be held together, at
 * least one: small facts may be of many large orders.
 */
export const documentsFor = async <E extends Message>(
  view: View<E>,
  causes: readonly Cause<E>[],
  source: Source,
  bytesMax: number,
): Promise<{ readonly taken: readonly Cause<E>[]; readonly documents: Documents }> => {
  const loading = new Loading(source, bytesMax);
  const { documents } = loading;
  const neededBy = (some: readonly Cause<E>[]): ReadonlyMap<string, ReadonlySet<string>> =>
    guarded(`fold of ${view.service}/${source.partition}`, () => documentsNeeded(view, some));
  let taken = causes;
  let needed = neededBy(taken);
  for (const name of needed.keys()) {
    const left = await loading.load(name, needed.get(name) ?? [], false);
    if (left === undefined) continue;
    taken = before(view, taken, name, left);
    needed = neededBy(taken);
  }
  if (taken.length > 0 || causes.length === 0) return { taken, documents };
  taken = causes.slice(0, 1);
  for (const [name, keys] of neededBy(taken)) await loading.load(name, keys, true);
  return { taken, documents };
};
