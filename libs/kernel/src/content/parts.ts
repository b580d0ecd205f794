import { invariant } from '../assert.js';
import { emptySorted, entriesFrom, lookUp, merged } from './sorted.js';
import type { Entry, Sorted } from './sorted.js';

/**
 * Documents of one aggregate that are too many for its root document: reservations, receipt ids, a
 * queue. Reading is by key or by ordered prefix; writing gives a new value and leaves the old one
 * as it was.
 */
export interface Parts<P> {
  get(key: string): P | undefined;
  /** The first `limit` entries whose key starts with `prefix`, in key order (UTF-16 code units). */
  first(prefix: string, limit: number): readonly (readonly [key: string, part: P])[];
  /** These entries changed: a value is stored, `null` deletes. */
  with(changes: ReadonlyMap<string, P | null>): Parts<P>;
}

/**
 * Where the bottom layer reads: a store, or nothing. It stays as it is while parts over it are in
 * use.
 */
export interface PartsSource<P> {
  get(key: string): P | undefined;
  /** In the same key order as `Parts.first`. */
  first(prefix: string, limit: number): readonly (readonly [string, P])[];
}

/**
 * The living entries of one prefix, source and changes as one, as far as they have been read.
 * Deleted entries are gone from it: taking a queue's head again and again never walks over what was
 * taken.
 */
interface Window<P> {
  readonly entries: Sorted<P>;
  /**
   * How many of the source's entries were read, and the last of their keys; undefined: all of them.
   */
  readonly read: number;
  readonly frontier: string | undefined;
}

const windowsMax = 8;
const readsMin = 8;

const unread = <P>(): Window<P> => ({ entries: emptySorted(), read: 0, frontier: '' });

const covers = (window: Window<unknown>, key: string): boolean =>
  window.frontier === undefined || key <= window.frontier;

class OverlaidParts<P> implements Parts<P> {
  readonly #source: PartsSource<P>;
  /** All changes since the source: a part, or null for a deleted one. */
  readonly #changes: Sorted<P | null>;
  /** What earlier reading by prefix found, for this value and those made from it. */
  readonly #windows: Map<string, Window<P>>;

  constructor(source: PartsSource<P>, changes: Sorted<P | null>, windows: Map<string, Window<P>>) {
    this.#source = source;
    this.#changes = changes;
    this.#windows = windows;
  }

  get(key: string): P | undefined {
    const change = lookUp(this.#changes, key);
    return change === undefined ? this.#source.get(key) : (change ?? undefined);
  }

  first(prefix: string, limit: number): readonly Entry<P>[] {
    if (limit <= 0) return [];
    const known = this.#windows.get(prefix);
    let window = known ?? unread<P>();
    while (window.frontier !== undefined && window.entries.size < limit) {
      window = this.#readOn(prefix, window, limit);
    }
    if (window !== known) this.#keep(prefix, window);
    const found: Entry<P>[] = [];
    for (const entry of entriesFrom(window.entries, '')) {
      found.push(entry);
      if (found.length >= limit) break;
    }
    return found;
  }

  with(changes: ReadonlyMap<string, P | null>): Parts<P> {
    if (changes.size === 0) return this;
    const windows = new Map<string, Window<P>>();
    for (const [prefix, window] of this.#windows) {
      const seen: Entry<P | undefined>[] = [];
      for (const [key, part] of changes) {
        if (key.startsWith(prefix) && covers(window, key)) seen.push([key, part ?? undefined]);
      }
      windows.set(prefix, { ...window, entries: merged(window.entries, seen) });
    }
    return new OverlaidParts(this.#source, merged(this.#changes, [...changes]), windows);
  }

  changes(): ReadonlyMap<string, P | null> {
    return new Map(entriesFrom(this.#changes, ''));
  }

  /** The source answers only from the start, so each look takes twice as much as the one before. */
  #readOn(prefix: string, window: Window<P>, limit: number): Window<P> {
    const wanted = Math.max(limit, 2 * window.read, readsMin);
    const rows = this.#source.first(prefix, wanted);
    const frontier = rows.length < wanted ? undefined : rows.at(-1)?.[0];
    const found = new Map<string, P>(rows.slice(window.read));
    for (const [key, part] of entriesFrom(this.#changes, prefix)) {
      if (!key.startsWith(prefix) || (frontier !== undefined && key > frontier)) break;
      if (window.read > 0 && covers(window, key)) continue;
      if (part === null) found.delete(key);
      else found.set(key, part);
    }
    return { entries: merged(window.entries, [...found]), read: rows.length, frontier };
  }

  #keep(prefix: string, window: Window<P>): void {
    this.#windows.delete(prefix);
    this.#windows.set(prefix, window);
    const [oldest] = this.#windows.keys();
    if (this.#windows.size > windowsMax && oldest !== undefined) this.#windows.delete(oldest);
  }
}

/** Parts whose bottom layer is `source`. */
export const partsOver = <P>(source: PartsSource<P>): Parts<P> =>
  new OverlaidParts(source, emptySorted(), new Map());

/** Parts of an aggregate that has none yet. */
export const emptyParts = <P>(): Parts<P> =>
  partsOver<P>({ get: () => undefined, first: () => [] });

const isOverlaid = <P>(parts: Parts<P>): parts is OverlaidParts<P> =>
  parts instanceof OverlaidParts;

/** Everything changed since the source, by key order: what a commit stores (`null`: deletes). */
export const changesOf = <P>(parts: Parts<P>): ReadonlyMap<string, P | null> => {
  invariant(isOverlaid(parts), 'parts that were not made by partsOver or emptyParts');
  return parts.changes();
};
