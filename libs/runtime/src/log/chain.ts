import { fromHex } from '#kernel';
import type { InputPlace, Link } from '#contracts';
import type { LogRecord, Position } from '#ports';
import { chained } from './chained.js';
import type { ChainEnd } from './chained.js';
import { inboxInput } from './input-names.js';

/** The end of the one chain of answers that a writer goes on from (ARCHITECTURE.md §2.2). */
export class Chain {
  readonly logId: string;
  #term: number;
  #chain: number;
  #inbox: number;
  #end: ChainEnd;

  constructor({ term, chain, inbox, digest, logId }: Position) {
    this.logId = logId;
    this.#term = term;
    this.#chain = chain;
    this.#inbox = inbox;
    this.#end = { bytes: fromHex(digest), text: digest };
  }

  get term(): number {
    return this.#term;
  }

  /** Number of the last answer in it. */
  get chain(): number {
    return this.#chain;
  }

  /** The last inbox offset that it answers. */
  get inbox(): number {
    return this.#inbox;
  }

  /** Where a reader stands who has accepted all of it and reads on at `offset`. */
  position(offset: number): Position {
    return {
      offset,
      term: this.#term,
      chain: this.#chain,
      inbox: this.#inbox,
      digest: this.#end.text,
      logId: this.logId,
    };
  }

  /** The link of record `index` of the answer to what stands at this place. */
  link({ input, offset, k }: InputPlace, index: number, count: number): Link {
    const chain = this.#chain + 1;
    return { term: this.#term, chain, input, offset, k, index, count, prev: this.#end.text };
  }

  add({ input, offset }: InputPlace, records: readonly LogRecord[]): void {
    this.#end = chained(this.#end, records);
    this.#chain += 1;
    if (input === inboxInput) this.#inbox = offset;
  }

  /** The same writer's new term. */
  renew(term: number): void {
    this.#term = term;
  }
}
