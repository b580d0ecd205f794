import type { Message } from '#kernel';
import type { Position, Projections } from '#ports';
import { beginning } from '../log/acceptance.js';
import type { Cause } from '../log/acceptance.js';
import type { Documents } from './folding/documents.js';
import { documentsNeeded, foldBatch } from './folding/fold-batch.js';
import { answerIndex, answerToIndex, answerView } from './view.js';
import type { View } from './view.js';

const viewCheckLimits = { causesABatch: 500, documentsABatch: 500, pageMax: 1_000 } as const;

/**
 * A second, independent fold of one partition's log in plain memory, held against what the view's
 * store says: documents, indexes and counters, as of the view's own cursor. Answers are left out:
 * they are pruned by time.
 */
export class ViewCheck<E extends Message> {
  readonly #view: View<E>;
  readonly #documents: Documents = new Map();
  readonly #counters = new Map<string, number>();
  readonly #places = new Map<string, Set<string>>();
  readonly #cursor: Position;
  #batch: Cause<E>[] = [];
  /** Digest of the log's chain where the view stands in it. */
  #digest = beginning.digest;
  #failed: string | undefined;

  constructor(view: View<E>, cursor: Position | undefined) {
    this.#view = view;
    this.#cursor = cursor ?? beginning;
  }

  /** Documents folded. */
  get documents(): number {
    return this.#documents.size;
  }

  take(cause: Cause<E>, behind: Position): void {
    if (cause.chain > this.#cursor.chain) return;
    this.#digest = behind.digest;
    this.#batch.push(cause);
    if (this.#batch.length >= viewCheckLimits.causesABatch) this.#fold();
  }

  #fold(): void {
    const causes = this.#batch;
    this.#batch = [];
    if (this.#failed !== undefined) return;
    try {
      this.#foldAll(causes);
    } catch (error) {
      this.#failed = String(error);
    }
  }

  #foldAll(causes: readonly Cause<E>[]): void {
    for (const [view, keys] of documentsNeeded(this.#view, causes)) {
      for (const key of keys) {
        const id = `${view} ${key}`;
        if (!this.#documents.has(id)) this.#documents.set(id, undefined);
      }
    }
    const { remove, insert, counters } = foldBatch(this.#view, causes, this.#documents);
    for (const { index, sort, key } of remove) this.#places.get(index)?.delete(placeId(sort, key));
    for (const { index, sort, key } of insert) {
      const places = this.#places.get(index) ?? new Set<string>();
      this.#places.set(index, places.add(placeId(sort, key)));
    }
    for (const [name, change] of counters) {
      this.#counters.set(name, (this.#counters.get(name) ?? 0) + change);
    }
  }

  /**
   * Differences in words; `violated` decides how many are kept. The view must stand still
   * meanwhile.
   */
  async compare(
    projections: Projections,
    partition: number,
    violated: (text: string) => void,
  ): Promise<void> {
    this.#fold();
    const { chain, digest } = this.#cursor;
    if (digest !== this.#digest) violated(`the view stands at answer ${chain} of another history`);
    if (this.#failed !== undefined) {
      violated(`the log cannot be folded: ${this.#failed}`);
      return;
    }
    await this.#compareDocuments(projections, partition, violated);
    const stored = await projections.counters(partition, '');
    for (const name of new Set([...stored.keys(), ...this.#counters.keys()])) {
      const [is, should] = [stored.get(name) ?? 0, this.#counters.get(name) ?? 0];
      if (is !== should) violated(`counter ${name} is ${is}, the log says ${should}`);
    }
    for (const [index, places] of this.#places) {
      if (index === answerIndex || index === answerToIndex) continue;
      await compareIndex(projections, partition, index, places, violated);
    }
  }

  async #compareDocuments(
    projections: Projections,
    partition: number,
    violated: (text: string) => void,
  ): Promise<void> {
    const byView = new Map<string, string[]>();
    for (const id of this.#documents.keys()) {
      const view = id.slice(0, id.indexOf(' '));
      if (view === answerView) continue;
      const keys = byView.get(view);
      if (keys === undefined) byView.set(view, [id.slice(view.length + 1)]);
      else keys.push(id.slice(view.length + 1));
    }
    for (const [view, keys] of byView) {
      for (let at = 0; at < keys.length; at += viewCheckLimits.documentsABatch) {
        const some = keys.slice(at, at + viewCheckLimits.documentsABatch);
        const stored = await projections.getMany(partition, view, some);
        some.forEach((key, index) => {
          const should = this.#documents.get(`${view} ${key}`);
          if (canonical(stored[index]) !== canonical(should)) {
            violated(`${view} ${key} differs from the log's own fold`);
          }
        });
      }
    }
  }
}

const placeId = (sort: string, key: string): string => `${sort}\0${key}`;

const compareIndex = async (
  projections: Projections,
  partition: number,
  index: string,
  places: ReadonlySet<string>,
  violated: (text: string) => void,
): Promise<void> => {
  let seen = 0;
  let after: { sort: string; key: string } | undefined;
  for (;;) {
    const page = await projections.list(partition, {
      index,
      limit: viewCheckLimits.pageMax,
      descending: false,
      ...(after === undefined ? {} : { after }),
    });
    for (const { sort, key } of page) {
      if (!places.has(placeId(sort, key)))
        violated(`index ${index} lists ${key}, the log does not`);
    }
    seen += page.length;
    after = page.at(-1);
    if (page.length < viewCheckLimits.pageMax) break;
  }
  if (seen !== places.size) violated(`index ${index} lists ${seen}, the log says ${places.size}`);
};

/** JSON with sorted names: equal content gives equal text. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  ) ?? 'undefined';
