/**
 * Entries by key, never changed in place: a new value shares every chunk that a change did not
 * touch.
 */
export interface Sorted<V> {
  readonly size: number;
  readonly chunks: readonly Chunk<V>[];
}

export type Entry<V> = readonly [key: string, value: V];

/** Up to `chunkEntriesMax` entries in key order (UTF-16 code units); never empty. */
type Chunk<V> = readonly Entry<V>[];

const chunkEntriesMax = 64;

export const emptySorted = <V>(): Sorted<V> => ({ size: 0, chunks: [] });

const keyAt = (chunk: Chunk<unknown>, at: number): string => chunk[at]?.[0] ?? '';

const lastKey = (chunk: Chunk<unknown> | undefined): string =>
  chunk === undefined ? '' : keyAt(chunk, chunk.length - 1);

/** The first index of `chunk` whose key is not before `key`. */
const lowerBound = (chunk: Chunk<unknown>, key: string): number => {
  let low = 0;
  let high = chunk.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (keyAt(chunk, middle) < key) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** The first chunk from `from` on whose last key is not before `key`, or the number of chunks. */
const chunkOf = (chunks: readonly Chunk<unknown>[], key: string, from = 0): number => {
  let low = from;
  let high = chunks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (lastKey(chunks[middle]) < key) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** The value under `key`, or undefined. */
export const lookUp = <V>(sorted: Sorted<V>, key: string): V | undefined => {
  const chunk = sorted.chunks[chunkOf(sorted.chunks, key)];
  if (chunk === undefined) return undefined;
  const entry = chunk[lowerBound(chunk, key)];
  return entry?.[0] === key ? entry[1] : undefined;
};

/** The entries from the first key not before `from`, in order. */
export function* entriesFrom<V>(sorted: Sorted<V>, from: string): Generator<Entry<V>> {
  for (let c = chunkOf(sorted.chunks, from); c < sorted.chunks.length; c += 1) {
    const chunk = sorted.chunks[c] ?? [];
    for (let at = lowerBound(chunk, from); at < chunk.length; at += 1) {
      const entry = chunk[at];
      if (entry !== undefined) yield entry;
    }
  }
}

/** Adds a chunk in pieces of legal size; a small one is joined to its neighbour. */
const append = <V>(chunks: Chunk<V>[], entries: Chunk<V>): void => {
  const last = chunks.at(-1);
  if (last !== undefined && last.length + entries.length <= chunkEntriesMax / 2) {
    chunks[chunks.length - 1] = [...last, ...entries];
    return;
  }
  const pieces = Math.ceil(entries.length / chunkEntriesMax);
  const length = Math.ceil(entries.length / pieces);
  for (let at = 0; at < entries.length; at += length) chunks.push(entries.slice(at, at + length));
};

/** One chunk with the changes from index `from` to before `to` merged in. */
const mergedChunk = <V>(
  chunk: Chunk<V>,
  changes: Chunk<V | undefined>,
  from: number,
  to: number,
): Chunk<V> => {
  const entries: Entry<V>[] = [];
  let at = 0;
  for (let i = from; i < to; i += 1) {
    const [key, value] = changes[i] ?? [''];
    for (let entry = chunk[at]; entry !== undefined && entry[0] < key; entry = chunk[at]) {
      entries.push(entry);
      at += 1;
    }
    if (chunk[at]?.[0] === key) at += 1;
    if (value !== undefined) entries.push([key, value]);
  }
  for (; at < chunk.length; at += 1) {
    const entry = chunk[at];
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
};

const byKey = (left: Entry<unknown>, right: Entry<unknown>): number =>
  left[0] < right[0] ? -1 : left[0] > right[0] ? 1 : 0;

/** The first index from `from` on whose key is behind `key`. */
const behind = (entries: Chunk<unknown>, from: number, key: string): number => {
  let at = from;
  while (at < entries.length && keyAt(entries, at) <= key) at += 1;
  return at;
};

/**
 * With these entries put, or taken out where the value is undefined. Each key at most once, in any
 * order.
 */
export const merged = <V>(
  sorted: Sorted<V>,
  changes: readonly Entry<V | undefined>[],
): Sorted<V> => {
  if (changes.length === 0) return sorted;
  const ordered = changes.toSorted(byKey);
  const old = sorted.chunks;
  const chunks: Chunk<V>[] = [];
  let { size } = sorted;
  let next = 0;
  for (let from = 0, to = 0; from < ordered.length; from = to) {
    // Keys behind the last chunk belong to it, so that a growing end fills chunks.
    const touched = Math.min(chunkOf(old, keyAt(ordered, from), next), Math.max(old.length - 1, 0));
    const chunk = old[touched] ?? [];
    to = touched < old.length - 1 ? behind(ordered, from, lastKey(chunk)) : ordered.length;
    for (; next < touched; next += 1) chunks.push(old[next] ?? []);
    const entries = mergedChunk(chunk, ordered, from, to);
    size += entries.length - chunk.length;
    append(chunks, entries);
    next = touched + 1;
  }
  for (; next < old.length; next += 1) chunks.push(old[next] ?? []);
  return { size, chunks };
};
