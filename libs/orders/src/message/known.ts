/**
 * Lists of facts by their keys. No bound may lose a fact, so they grow with what is told of an
 * order: a list is copied as it grows, and searched by an index that goes on to the copy. A few
 * thousand facts of one order cost no more each than the first ones; the state that is stored grows
 * with them.
 */
type KeyOf<T> = (entry: T) => string;

/** Shorter lists are looked through. */
const indexedMin = 32;

/** Derived from a list and nothing else: a list whose index has gone on is read through again. */
const indexes = new WeakMap<readonly unknown[], Map<string, unknown>>();

const indexOf = <T>(list: readonly T[], keyOf: KeyOf<T>): ReadonlyMap<string, T> => {
  // A list is only ever looked through by one kind of key.
  const known = indexes.get(list) as Map<string, T> | undefined;
  if (known !== undefined) return known;
  const index = new Map(list.map((entry) => [keyOf(entry), entry]));
  indexes.set(list, index);
  return index;
};

/** `after` is `before` but for what `change` does to its keys. */
const handOn = (
  before: readonly unknown[],
  after: readonly unknown[],
  change: (index: Map<string, unknown>) => void,
): void => {
  const index = indexes.get(before);
  if (index === undefined) return;
  indexes.delete(before);
  change(index);
  indexes.set(after, index);
};

/** The entry of this key. */
export const entryOf = <T>(list: readonly T[], key: string, keyOf: KeyOf<T>): T | undefined =>
  list.length < indexedMin
    ? list.find((entry) => keyOf(entry) === key)
    : indexOf(list, keyOf).get(key);

export const withEntries = <T>(
  list: readonly T[],
  entries: readonly T[],
  keyOf: KeyOf<T>,
): readonly T[] => {
  if (entries.length === 0) return list;
  const next = [...list, ...entries];
  handOn(list, next, (index) => {
    for (const entry of entries) index.set(keyOf(entry), entry);
  });
  return next;
};

/** Without the entry of this key: mostly the first one. No two entries have one key. */
export const withoutKey = <T>(list: readonly T[], key: string, keyOf: KeyOf<T>): readonly T[] => {
  if (entryOf(list, key, keyOf) === undefined) return list;
  const next = list.toSpliced(
    list.findIndex((entry) => keyOf(entry) === key),
    1,
  );
  handOn(list, next, (index) => {
    index.delete(key);
  });
  return next;
};
