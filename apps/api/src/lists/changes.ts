/**
 * A list in the order of its changes, oldest first, that loses nothing while writes come. What
 * changes while it is walked moves to the end and comes again. Clocks of partitions differ and a
 * view may be behind another: so a cursor holds a place in each partition, where changes only ever
 * come behind those that were seen.
 */
import { z } from 'zod';
import type { Place, ViewQueries } from '#runtime';
import { refusedCursor } from './cursor.js';
import { inSlices, PageRows, pageLimits } from './page.js';
import type { Page, Picking } from './page.js';

export interface ChangesWalk<D extends object> extends Picking<D> {
  readonly views: ViewQueries;
  readonly view: string;
  readonly index: string;
  /** Place of the first change that is asked for. */
  readonly from: string;
  readonly cursor?: string;
}

export interface ChangesPage extends Page {
  /** Where to go on later: what changes after this page. */
  readonly resume: string;
}

/** The last place that was seen, by partition. */
type Seen = (Place | undefined)[];

const charsMax = 16_384;
const place = z.tuple([z.string(), z.string()]).nullable();
const form = z.tuple([z.string(), z.string(), z.array(place)]);

const written = (index: string, from: string, seen: Seen): string => {
  const places = seen.map((each) => (each === undefined ? null : [each.sort, each.key]));
  return Buffer.from(JSON.stringify([index, from, places]), 'utf8').toString('base64url');
};

const read = (text: string, index: string, from: string, partitions: number): Seen => {
  const given = text.length > charsMax ? undefined : form.safeParse(parsed(text)).data;
  const [its, itsFrom, places] = given ?? [];
  if (its !== index || itsFrom !== from || places?.length !== partitions) throw refusedCursor(text);
  return places.map((each) => (each === null ? undefined : { sort: each[0], key: each[1] }));
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
};

interface Change extends Place { readonly partition: number }

const byTime = (one: Change, other: Change): number =>
  (one.sort < other.sort ? -1 : Number(one.sort > other.sort)) || one.partition - other.partition;

export const changesPage = async <D extends object>(
  walk: ChangesWalk<D>,
): Promise<ChangesPage> => {
  const { views, view, index, from, cursor, limit } = walk;
  const seen: Seen = cursor === undefined
    ? Array.from({ length: views.partitions }, () => undefined)
    : read(cursor, index, from, views.partitions);
  const picked = new PageRows(walk);
  const { rows } = picked;
  const ended = (more: boolean): ChangesPage => {
    const resume = written(index, from, seen);
    return more ? { rows, next: resume, resume } : { rows, resume };
  };
  const wanted = Math.min(limit + 1, pageLimits.chunk);
  while (!picked.isTired) {
    const lists = await views.listEach(seen.map((after) => ({
      index, sortFrom: from, descending: false, limit: wanted,
      ...(after === undefined ? {} : { after }),
    })));
    const changes = lists.flatMap((list, partition) =>
      list.map((each): Change => ({ ...each, partition }))).toSorted(byTime).slice(0, wanted);
    const documents = (places: readonly Place[]) =>
      views.getMany(view, places.map(({ key }) => key));
    for await (const [change, doc] of inSlices(changes, documents)) {
      if (picked.isFull || picked.isTired) return ended(true);
      picked.look(doc);
      seen[change.partition] = { sort: change.sort, key: change.key };
    }
    if (changes.length < wanted) return ended(false);
  }
  return ended(true);
};
