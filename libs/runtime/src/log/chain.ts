import { fromHex } from '#kernel';
import type { Link } from '#contracts';
import type { LogRecord, Position } from '#ports';
import { chained } from './chained.js';
import type { ChainEnd } from './chained.js';

/** The end of the one chain of causes that a writer goes on from (ARCHITECTURE.md §2.2). */
export class Chain {
  readonly logId: string;
  #term: number;
  #cause: number;
  #end: ChainEnd;

  constructor({ term, cause, digest, logId }: Position) {
    this.logId = logId;
    this.#term = term;
    this.#cause = cause;
    this.#end = { bytes: fromHex(digest), text: digest };
  }

  get term(): number {
    return this.#term;
  }

  /** The last cause in it. */
  get cause(): number {
    return this.#cause;
  }

  /** Where a reader stands who has accepted all of it and reads on at `offset`. */
  position(offset: number): Position {
    return {
      offset,
      term: this.#term,
      cause: this.#cause,
      digest: this.#end.text,
      logId: this.logId,
    };
  }

  /** The link of record `index` of the answer to `from` … `cause`. */
  link(from: number, cause: number, index: number, count: number): Link {
    const link = {
      term: this.#term,
      cause,
      after: this.#cause,
      index,
      count,
      prev: this.#end.text,
    };
    return from === cause ? link : { ...link, from };
  }

  add(cause: number, records: readonly LogRecord[]): void {
    this.#end = chained(this.#end, cause, records);
    this.#cause = cause;
  }

  /** The same writer's new term. */
  renew(term: number): void {
    this.#term = term;
  }
}
