import type { Position } from './states.js';

/** A place in an index: entries stand by `sort`, then by `key`. */
export interface IndexPlace {
  readonly index: string;
  readonly sort: string;
  readonly key: string;
}

/** An entry of an index, as its pages list it. */
export type IndexEntry = Pick<IndexPlace, 'sort' | 'key'>;

export interface DocumentChange {
  readonly view: string;
  readonly key: string;
  /** `null` deletes. */
  readonly doc: object | null;
}

/**
 * One batch of a view partition: either all of it stands, cursor included, or nothing. Its
 * documents are given away: nobody changes them any more.
 */
export interface ViewBatch {
  /** The cursor's position that this batch was folded on; `undefined` for the first batch. */
  readonly from: Position | undefined;
  readonly to: Position;
  readonly documents: readonly DocumentChange[];
  readonly remove: readonly IndexPlace[];
  readonly insert: readonly IndexPlace[];
  /** Counter name to signed change. */
  readonly counters: ReadonlyMap<string, number>;
}

/** `duplicate`, `gap`: the cursor is not at `from`, nothing was written; read it again. */
export type ApplyOutcome =
  | { readonly kind: 'applied' }
  | { readonly kind: 'duplicate' | 'gap'; readonly at: Position | undefined }
  /** The generation was dropped, or lost by its store: nothing is written into it any more. */
  | { readonly kind: 'gone' }
  | { readonly kind: 'unavailable'; readonly reason: string }
  /** The store will never take it, in these words: nothing was written. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Reads of a generation that was dropped, or lost by its store, reject with this. */
export class GenerationGone extends Error {
  override readonly name = 'GenerationGone';

  constructor(
    readonly service: string,
    readonly generation: number,
  ) {
    super(`generation ${generation} of the views of ${service} is gone`);
  }
}

/** Reads of a store that cannot be asked now reject with this: it passes, ask again. */
export class StoreUnavailable extends Error {
  override readonly name: string = 'StoreUnavailable';
}

export interface ListQuery {
  readonly index: string;
  /** Exclusive start: what came last on the page before. */
  readonly after?: IndexEntry;
  /** Inclusive bounds on `sort`. */
  readonly sortFrom?: string;
  readonly sortTo?: string;
  readonly limit: number;
  readonly descending: boolean;
}

/**
 * One generation of one service's views; generations stand side by side. Pages of the index are per
 * partition. Once its generation is gone it never comes back: one of the same number that is opened
 * later is another one.
 */
export interface Projections {
  readonly service: string;
  readonly generation: number;
  readonly partitions: number;
  /** Which one of all that ever bore this number. */
  readonly incarnation: string;
  cursor(partition: number): Promise<Position | undefined>;
  apply(partition: number, batch: ViewBatch): Promise<ApplyOutcome>;
  get(partition: number, view: string, key: string): Promise<object | undefined>;
  /**
   * In the order asked. With `bytesMax` only the first of them, at least one, until they take about
   * as much memory: a document may be as large as a thousand.
   */
  getMany(
    partition: number,
    view: string,
    keys: readonly string[],
    bytesMax?: number,
  ): Promise<readonly (object | undefined)[]>;
  list(partition: number, query: ListQuery): Promise<readonly IndexEntry[]>;
  count(partition: number, counter: string): Promise<number>;
  /** All counters whose name starts with `prefix`. */
  counters(partition: number, prefix: string): Promise<ReadonlyMap<string, number>>;
}

/** The generation that answers, with the fold that built it. */
export interface GenerationPointer {
  readonly generation: number;
  readonly fold: string;
}

/** Which generation answers queries, and which are kept. */
export interface Generations {
  open(service: string, generation: number, partitions: number): Promise<Projections>;
  /** `undefined` before the first. */
  current(service: string): Promise<GenerationPointer | undefined>;
  /**
   * One pointer flip; the old generation stays until `drop`. With an `incarnation` it rejects with
   * `GenerationGone`, and changes nothing, unless that one stands.
   */
  flip(service: string, generation: number, fold: string, incarnation?: string): Promise<void>;
  list(service: string): Promise<readonly number[]>;
  drop(service: string, generation: number): Promise<void>;
}
