import type { Message } from './decider.js';
import type { Matter } from './matter.js';
import type { Recorded } from './recorded.js';

/**
 * One place of a document in an ordered list; within an index entries stand by `sort`, then by key.
 */
export interface IndexEntry {
  /** `lifecycle:accepted`, `sku:A`, `all` … prefixed with the tenant by the projection itself. */
  readonly index: string;
  readonly sort: string;
}

/**
 * A view as data and pure functions: the current state of each document, folded from one service's
 * events.
 */
export interface Projection<E extends Message, D extends object> {
  readonly name: string;
  /** Raised whenever documents, indexes or counters would differ: the view is then built anew. */
  readonly version: number;
  /** Document an event belongs to; the aggregate's key where absent. */
  keyOf?(recorded: Recorded<E>): string;
  /** `undefined` in: no document yet; `undefined` out: none (any more). */
  evolve(doc: D | undefined, recorded: Recorded<E>): D | undefined;
  indexes?(doc: D, key: string): readonly IndexEntry[];
  /** Each name counts this document once. */
  counters?(doc: D): readonly string[];
  /** What people must look at, by the document alone. */
  matters?(doc: D, key: string): readonly Matter[];
  /** People have looked at what stood at this place and need to see it no more. */
  dismissed?(doc: D, matter: Pick<Matter, 'tenant' | 'place'>): D;
}
