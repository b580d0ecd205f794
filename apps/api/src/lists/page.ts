import { problem, Room } from '#http';
import type { Problem } from '#http';
import type { IndexEntry, ListQuery } from '#ports';
import type { ViewQueries } from '#runtime';
import { Turns } from '../waiting/turns.js';
import { cursorText, readCursor } from './cursor.js';
import { Written } from './written.js';

export const pageLimits = {
  /** A page ends with the row that passes this: an order may have 2,000 lines. */
  bytesMax: 1_048_576,
  /** Of all pages that are being gathered. */
  gatheredBytesMax: 64 * 1_048_576,
  /** What one request may look at: a rare match comes over several pages, none of them slow. */
  scannedMax: 5_000,
  chunk: 500,
  lookedMsMax: 2_000,
  /** Documents in memory at once: each may be of the largest order, so a page begins with one. */
  documentsAtOnceMin: 1,
  documentsAtOnceMax: 64,
  /** A list that has worked so long lets others work as long. */
  burstMsMax: 8,
  /** What takes longer to look at is large: nearly all of the time is then for others. */
  largeMsMin: 0.5,
  burstOfLargeMsMax: 2,
  restsOfLarge: 10,
} as const;

export interface Page {
  readonly rows: readonly object[];
  readonly next?: string;
}

/** What is walked: places of an index, and the documents that stand there. */
export interface Shelf {
  list(query: ListQuery): Promise<readonly IndexEntry[]>;
  documents(places: readonly IndexEntry[]): Promise<readonly (object | undefined)[]>;
}

export const shelfOf = (views: ViewQueries, view: string): Shelf => ({
  list: (query) => views.list(query),
  documents: (places) =>
    views.getMany(
      view,
      places.map(({ key }) => key),
    ),
});

/** What of the documents that are walked becomes a row. */
export interface Picking<D extends object> {
  readonly limit: number;
  readonly matches: (doc: D) => boolean;
  readonly row: (doc: D) => object;
}

export interface Walk<D extends object> extends Picking<D> {
  readonly shelf: Shelf;
  readonly index: string;
  readonly descending: boolean;
  readonly sortFrom?: string;
  readonly sortTo?: string;
  readonly cursor?: string;
  /** True where every entry of the index is a row, as far as is known. */
  readonly allMatch: boolean;
}

/** Rows of all pages that are being gathered, whoever asked for them. */
const gathered = new Room(pageLimits.gatheredBytesMax);
const everybody = '';

const noRoom = (): Problem =>
  problem('busy', 'too many lists are being read; ask again', { headers: { 'retry-after': '1' } });

/** The rows of one page, up to its bounds. */
export class PageRows<D extends object> {
  readonly rows: Written[] = [];
  #bytes = 0;
  #taken = 0;
  #scanned = 0;
  readonly #since = performance.now();

  constructor(private readonly picking: Picking<D>) {}

  get isFull(): boolean {
    return (
      this.rows.length >= this.picking.limit ||
      this.#bytes >= pageLimits.bytesMax ||
      this.#bytes > this.#taken
    );
  }

  /** It has looked at as much as one request may. */
  get isTired(): boolean {
    const isLate = performance.now() - this.#since > pageLimits.lookedMsMax;
    return this.#scanned >= pageLimits.scannedMax || (isLate && this.#scanned > 0);
  }

  look(doc: object | undefined): void {
    this.#scanned += 1;
    const given = doc as D | undefined;
    if (given === undefined || !this.picking.matches(given)) return;
    const row = new Written(JSON.stringify(this.picking.row(given)));
    const { bytes } = row;
    if (gathered.take(bytes, everybody)) this.#taken += bytes;
    else if (this.rows.length === 0) throw noRoom();
    // One row more than there was room for ends the page.
    this.rows.push(row);
    this.#bytes += bytes;
  }

  /** It has become an answer, or none. */
  end(): void {
    gathered.give(this.#taken, everybody);
    this.#taken = 0;
  }
}

const turns = new Turns();

/** What a list has worked since it let others work. */
class Burst {
  #since = performance.now();
  #small = 0;
  #large = 0;

  /**
   * At one more document, for so long. What most of them took tells their size: a busy machine
   * makes one or the other slow, and a store may be slow for other reasons.
   */
  looked(ms: number): void {
    if (ms > pageLimits.largeMsMin) this.#large += 1;
    else this.#small += 1;
  }

  /** Lets others work where it is time; true: for what is large, for which it rests at the end. */
  async rest(isEnd: boolean): Promise<boolean> {
    const { burstMsMax, burstOfLargeMsMax, restsOfLarge } = pageLimits;
    const workedMs = performance.now() - this.#since;
    const isLarge = this.#large > this.#small;
    const isDue = isLarge ? isEnd || workedMs > burstOfLargeMsMax : workedMs > burstMsMax;
    if (!isDue) return false;
    await turns.rest(isLarge ? restsOfLarge * workedMs : workedMs);
    this.#since = performance.now();
    [this.#small, this.#large] = [0, 0];
    return isLarge;
  }
}

/**
 * The documents of places, a few at a time: fewer where they are large. Stops where nobody takes
 * more. What whoever takes a document does with it at once counts as work of the list; for large
 * ones it rests before it ends as well, or who asks again at once would never rest.
 */
export async function* inSlices<P extends IndexEntry>(
  places: readonly P[],
  documents: (places: readonly P[]) => Promise<readonly (object | undefined)[]>,
): AsyncGenerator<readonly [P, object | undefined]> {
  const { documentsAtOnceMin, documentsAtOnceMax } = pageLimits;
  const burst = new Burst();
  let most: number = documentsAtOnceMin;
  try {
    for (let at = 0; at < places.length;) {
      const slice = places.slice(at, at + most);
      const found = await documents(slice);
      let isLarge = false;
      for (const [nth, place] of slice.entries()) {
        const began = performance.now();
        yield [place, found[nth]];
        burst.looked(performance.now() - began);
        if (await burst.rest(false)) isLarge = true;
      }
      most = isLarge ? documentsAtOnceMin : Math.min(4 * most, documentsAtOnceMax);
      at += slice.length;
    }
  } finally {
    await burst.rest(true);
  }
}

/**
 * One page along an index: at most `limit` rows; fewer, with a cursor, where many had to be passed
 * or the rows are large.
 */
export const page = async <D extends object>(walk: Walk<D>): Promise<Page> => {
  const picked = new PageRows(walk);
  try {
    return await walked(walk, picked);
  } finally {
    picked.end();
  }
};

const walked = async <D extends object>(walk: Walk<D>, picked: PageRows<D>): Promise<Page> => {
  const { shelf, index, descending, sortFrom, sortTo, cursor, limit, allMatch } = walk;
  const { rows } = picked;
  let after = cursor === undefined ? undefined : readCursor(cursor, index);
  while (!picked.isTired) {
    const wanted = allMatch ? limit - rows.length + 1 : pageLimits.chunk;
    const places = await shelf.list({
      index,
      descending,
      limit: wanted,
      ...(after === undefined ? {} : { after: { sort: after.sort, key: after.key } }),
      ...(sortFrom === undefined ? {} : { sortFrom }),
      ...(sortTo === undefined ? {} : { sortTo }),
    });
    for await (const [place, doc] of inSlices(places, (slice) => shelf.documents(slice))) {
      const isEnough = picked.isFull || picked.isTired;
      if (isEnough && after !== undefined) return { rows, next: cursorText(after) };
      picked.look(doc);
      after = { index, ...place };
    }
    if (places.length < wanted) return { rows };
  }
  return after === undefined ? { rows } : { rows, next: cursorText(after) };
};
