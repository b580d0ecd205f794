/**
 * A list that is merged of several sorted ones, and loses nothing while writes come. Within each of
 * them what is new only ever comes behind what was seen, and no two entries have the same sort: so
 * a cursor holds a place in each.
 */
import { z } from 'zod';
import type { IndexEntry } from '#ports';
import { refusedCursor } from './cursor.js';
import { inSlices, PageRows, pageLimits } from './page.js';
import type { Page, Picking } from './page.js';

/** An entry of one of the lists. */
export interface MergedPlace extends IndexEntry {
  readonly list: number;
}

export interface MergedWalk<D extends object> extends Picking<D> {
  /** Which lists these are, with every filter: a cursor counts for no others. */
  readonly name: string;
  readonly lists: number;
  /** The next entries of each list, from this sort on. */
  readonly next: (
    from: readonly string[],
    limit: number,
  ) => Promise<readonly (readonly IndexEntry[])[]>;
  /** Inclusive start of every list. */
  readonly from: string;
  /** By what they are merged. */
  readonly timeOf: (sort: string) => string;
  readonly documents: (places: readonly MergedPlace[]) => Promise<readonly (object | undefined)[]>;
  readonly cursor?: string;
}

export interface MergedPage extends Page {
  /** Where to go on later: what comes after this page. */
  readonly resume: string;
}

/** The last sort that was seen, by list; null: none. */
type Seen = (string | null)[];

const charsMax = 16_384;
const form = z.tuple([z.string(), z.string(), z.array(z.string().nullable())]);

const written = ({ name, from }: Pick<MergedWalk<object>, 'name' | 'from'>, seen: Seen): string =>
  Buffer.from(JSON.stringify([name, from, seen]), 'utf8').toString('base64url');

const read = (
  text: string,
  { name, from, lists }: Pick<MergedWalk<object>, 'name' | 'from' | 'lists'>,
): Seen => {
  const given = text.length > charsMax ? undefined : form.safeParse(parsed(text)).data;
  const [itsName, itsFrom, seen] = given ?? [];
  if (itsName !== name || itsFrom !== from || seen?.length !== lists) throw refusedCursor(text);
  return seen;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
};

/** Behind an entry and before the next one, which differs within the same width. */
const behind = (sort: string): string => `${sort}~`;

const merged = <D extends object>(
  { timeOf }: MergedWalk<D>,
  found: readonly (readonly IndexEntry[])[],
): readonly MergedPlace[] =>
  found
    .flatMap((places, list) => places.map((each): MergedPlace => ({ ...each, list })))
    .toSorted((one, other) => {
      const [first, second] = [timeOf(one.sort), timeOf(other.sort)];
      return (first < second ? -1 : Number(first > second)) || one.list - other.list;
    });

/** One page: the oldest entries of all lists that were not seen yet. */
export const mergedPage = async <D extends object>(walk: MergedWalk<D>): Promise<MergedPage> => {
  const picked = new PageRows(walk);
  try {
    return await walked(walk, picked);
  } finally {
    picked.end();
  }
};

const walked = async <D extends object>(
  walk: MergedWalk<D>,
  picked: PageRows<D>,
): Promise<MergedPage> => {
  const { lists, from, cursor, limit } = walk;
  const seen: Seen =
    cursor === undefined ? Array.from({ length: lists }, () => null) : read(cursor, walk);
  const { rows } = picked;
  const ended = (more: boolean): MergedPage => {
    const resume = written(walk, seen);
    return more ? { rows, next: resume, resume } : { rows, resume };
  };
  const wanted = Math.min(limit + 1, pageLimits.chunk);
  while (!picked.isTired) {
    const found = await walk.next(
      seen.map((sort) => (sort === null ? from : behind(sort))),
      wanted,
    );
    const places = merged(walk, found).slice(0, wanted);
    for await (const [place, doc] of inSlices(places, walk.documents)) {
      if (picked.isFull || picked.isTired) return ended(true);
      picked.look(doc);
      seen[place.list] = place.sort;
    }
    if (places.length < wanted) return ended(false);
  }
  return ended(true);
};
