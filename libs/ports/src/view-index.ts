import type { IndexEntry, IndexPlace, ListQuery } from './projections.js';

// U+0000 stands before everything else, so that a sort stands before the longer ones it begins.
const separator = '\0';
/** The first that stands behind every key of a sort, or of an index. */
const behind = '\x01';

/** Names as one text key, which stands in the order of its names, one after the other. */
export const joinedKey = (...names: readonly (string | number)[]): string => names.join(separator);

/** Of a place: its key in the one order of all indexes of a view partition. */
export const indexKey = ({ index, sort, key }: IndexPlace): string => joinedKey(index, sort, key);

/** What a key of this index says. */
export const indexEntryOf = (index: string, indexed: string): IndexEntry => {
  const [sort = '', key = ''] = indexed.slice(index.length + separator.length).split(separator);
  return { sort, key };
};

/** Keys of an index: from `low` on, or behind it, and before `high`. */
export interface IndexRange {
  readonly low: string;
  readonly lowIsIn: boolean;
  readonly high: string;
}

/** The keys that a page is taken from, in the order of the index or backwards. */
export const indexRange = (query: ListQuery): IndexRange => {
  const { index, after, sortFrom = '', sortTo, descending } = query;
  const low = joinedKey(index, sortFrom);
  const high = sortTo === undefined ? `${index}${behind}` : `${joinedKey(index, sortTo)}${behind}`;
  const last = after && joinedKey(index, after.sort, after.key);
  if (last === undefined) return { low, lowIsIn: true, high };
  if (descending) return { low, lowIsIn: true, high: last < high ? last : high };
  return last < low ? { low, lowIsIn: true, high } : { low: last, lowIsIn: false, high };
};
