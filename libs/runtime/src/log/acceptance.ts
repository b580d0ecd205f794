import { fromHex, invariant } from '#kernel';
import type { EventEnvelope, LogEvent, TermOpened } from '#contracts';
import type { Message } from '#kernel';
import type { Position, StoredRecord } from '#ports';
import { chained } from './chained.js';
import type { ChainEnd } from './chained.js';

export type Decoded<E extends Message> = EventEnvelope<E | LogEvent> | TermOpened;

/** All records of one cause, in order: what a reader folds as one. */
export interface Cause<E extends Message> {
  readonly cause: number;
  /** First inbox offset it answers: `cause` itself, or the start of a run of duplicates. */
  readonly from: number;
  readonly events: readonly EventEnvelope<E | LogEvent>[];
  readonly records: readonly StoredRecord[];
}

export type Verdict<E extends Message> =
  | { readonly kind: 'term'; readonly term: TermOpened['data'] }
  | { readonly kind: 'accepted'; readonly cause: Cause<E> }
  /** One of several records of a cause, the last of which is still to come. */
  | { readonly kind: 'pending' }
  | { readonly kind: 'superseded' };

export const beginning: Position = {
  offset: 0,
  term: -1,
  cause: -1,
  digest: '0'.repeat(32),
  logId: '',
};

const isTerm = <E extends Message>(decoded: Decoded<E>): decoded is TermOpened => 'type' in decoded;

interface Pending<E extends Message> {
  readonly events: EventEnvelope<E | LogEvent>[];
  readonly records: StoredRecord[];
}

/**
 * The acceptance rule (ARCHITECTURE.md §2.3), the same for every reader of an events log: a record
 * counts iff its `term` is the newest term record before it, its `after` is the last accepted cause
 * with its index the next, and its `prev` is the digest of the chain accepted so far. Offer every
 * record in offset order.
 */
export class Acceptance<E extends Message> {
  #offset: number;
  #term: number;
  #cause: number;
  #logId: string;
  /** Of the chain up to `#cause`. */
  #end: ChainEnd;
  #pending: Pending<E> | undefined;
  #astray: number | undefined;
  /** Records passed over since this reader began. */
  superseded = 0;

  constructor(from: Position = beginning) {
    this.#offset = from.offset;
    this.#term = from.term;
    this.#cause = from.cause;
    this.#logId = from.logId;
    this.#end = { bytes: fromHex(from.digest), text: from.digest };
  }

  /** Behind the last complete cause: safe to store, safe to go on from. */
  get position(): Position {
    return {
      offset: this.#offset,
      term: this.#term,
      cause: this.#cause,
      digest: this.#end.text,
      logId: this.#logId,
    };
  }

  /**
   * Offset of the first record of the newest term that neither goes on from this chain nor repeats
   * it. One writer's records follow each other, so either this reader's position is of another
   * history, or the log lost its tail under that writer, which then halted; a newer term clears it.
   */
  get astray(): number | undefined {
    return this.#astray;
  }

  offer(record: StoredRecord, decoded: Decoded<E>): Verdict<E> {
    if (isTerm(decoded)) return this.#openTerm(record, decoded);
    if (!this.#continues(decoded)) return this.#supersede(record, decoded);
    const pending = this.#pending ?? { events: [], records: [] };
    pending.events.push(decoded);
    pending.records.push(record);
    if (pending.events.length < decoded.link.count) {
      this.#pending = pending;
      return { kind: 'pending' };
    }
    return this.#complete(pending, decoded);
  }

  #continues({ link }: EventEnvelope<E | LogEvent>): boolean {
    const first = this.#pending?.events[0]?.link;
    const expected = this.#pending?.events.length ?? 0;
    return (
      link.term === this.#term &&
      link.after === this.#cause &&
      link.prev === this.#end.text &&
      link.index === expected &&
      link.index < link.count &&
      (first === undefined
        ? link.cause > this.#cause
        : link.cause === first.cause && link.count === first.count)
    );
  }

  #supersede(record: StoredRecord, { link }: EventEnvelope<E | LogEvent>): Verdict<E> {
    invariant(
      this.#pending === undefined,
      () => `the records of one cause stand apart at offset ${record.offset}`,
    );
    if (link.term === this.#term && link.after >= this.#cause) this.#astray ??= record.offset;
    this.superseded += 1;
    this.#offset = record.offset + 1;
    return { kind: 'superseded' };
  }

  #openTerm(record: StoredRecord, opened: TermOpened): Verdict<E> {
    invariant(
      this.#pending === undefined,
      () => `a term record at ${record.offset} stands inside one cause`,
    );
    this.#offset = record.offset + 1;
    this.#term = record.offset;
    this.#astray = undefined;
    if (this.#logId === '') this.#logId = opened.data.id;
    return { kind: 'term', term: opened.data };
  }

  #complete({ events, records }: Pending<E>, last: EventEnvelope<E | LogEvent>): Verdict<E> {
    const { cause, from } = last.link;
    this.#pending = undefined;
    this.#end = chained(this.#end, cause, records);
    this.#cause = cause;
    this.#offset = (records.at(-1)?.offset ?? 0) + 1;
    return { kind: 'accepted', cause: { cause, from: from ?? cause, events, records } };
  }
}
