import type { ListQuery } from '#ports';
import type { Place, ViewQueries } from '#runtime';
import { cursorText, readCursor } from './cursor.js';

export const pageLimits = {
  rowsMax: 500, rowsUsual: 50,
  /** What one request may look at: a rare match comes over several pages, none of them slow. */
  scannedMax: 5_000,
  chunk: 500,
} as const;

export interface Page { readonly rows: readonly object[]; readonly next?: string }

/** What is walked: places of an index, and the documents that stand there. */
export interface Shelf {
  list(query: ListQuery): Promise<readonly Place[]>;
  documents(keys: readonly string[]): Promise<readonly (object | undefined)[]>;
}

export const shelfOf = (views: ViewQueries, view: string): Shelf => ({
  list: (query) => views.list(query),
  documents: (keys) => views.getMany(view, keys),
});

export interface Walk<D extends object> {
  readonly shelf: Shelf;
  readonly index: string;
  readonly descending: boolean;
  readonly sortFrom?: string;
  readonly sortTo?: string;
  readonly cursor?: string;
  readonly limit: number;
  /** True where every entry of the index is a row, as far as is known. */
  readonly allMatch: boolean;
  readonly matches: (doc: D) => boolean;
  readonly row: (doc: D) => object;
}

/**
 * One page along an index: at most `limit` rows; fewer, with a cursor, where many had to be passed.
 */
export const page = async <D extends object>(walk: Walk<D>): Promise<Page> => {
  const { shelf, index, descending, sortFrom, sortTo, cursor, limit, allMatch } = walk;
  const rows: object[] = [];
  let scanned = 0;
  let after = cursor === undefined ? undefined : readCursor(cursor, index);
  while (scanned < pageLimits.scannedMax) {
    const wanted = allMatch ? limit - rows.length + 1 : pageLimits.chunk;
    const places = await shelf.list({
      index, descending, limit: wanted,
      ...(after === undefined ? {} : { after: { sort: after.sort, key: after.key } }),
      ...(sortFrom === undefined ? {} : { sortFrom }), ...(sortTo === undefined ? {} : { sortTo }),
    });
    const documents = await shelf.documents(places.map(({ key }) => key));
    for (const [at, place] of places.entries()) {
      if (rows.length === limit && after !== undefined) return { rows, next: cursorText(after) };
      const doc = documents[at] as D | undefined;
      if (doc !== undefined && walk.matches(doc)) rows.push(walk.row(doc));
      after = { index, ...place };
      scanned += 1;
    }
    if (places.length < wanted) return { rows };
  }
  return after === undefined ? { rows } : { rows, next: cursorText(after) };
};
