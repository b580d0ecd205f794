import { fromHex, invariant } from '#kernel';
import type { EventEnvelope, InputPlace, LogEvent, TermOpened } from '#contracts';
import type { Message } from '#kernel';
import type { Position, StoredRecord } from '#ports';
import { inboxInput } from './input-names.js';
import { chained } from './chained.js';
import type { ChainEnd } from './chained.js';

export type Decoded<E extends Message> = EventEnvelope<E | LogEvent> | TermOpened;

/** A message that was answered, with all records of its answer: what a reader folds as one. */
export interface Cause<E extends Message> extends InputPlace {
  /** Number of the answer. */
  readonly chain: number;
  readonly events: readonly EventEnvelope<E | LogEvent>[];
  readonly records: readonly StoredRecord[];
}

export type Verdict<E extends Message> =
  | { readonly kind: 'term'; readonly term: TermOpened['data'] }
  | { readonly kind: 'accepted'; readonly cause: Cause<E> }
  /** One of several records of an answer, the last of which is still to come. */
  | { readonly kind: 'pending' }
  | { readonly kind: 'superseded' };

export const beginning: Position = {
  offset: 0,
  term: -1,
  chain: -1,
  inbox: -1,
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
 * counts iff its `term` is the newest term record before it, its `chain` and `index` are the next,
 * and its `prev` is the digest of the chain accepted so far. Offer every record in offset order.
 */
export class Acceptance<E extends Message> {
  #offset: number;
  #term: number;
  #chain: number;
  #inbox: number;
  #logId: string;
  /** Of the chain up to `#chain`. */
  #end: ChainEnd;
  #pending: Pending<E> | undefined;
  #astray: number | undefined;
  /** Records passed over since this reader began. */
  superseded = 0;

  constructor(from: Position = beginning) {
    this.#offset = from.offset;
    this.#term = from.term;
    this.#chain = from.chain;
    this.#inbox = from.inbox;
    this.#logId = from.logId;
    this.#end = { bytes: fromHex(from.digest), text: from.digest };
  }

  /** Behind the last complete answer: safe to store, safe to go on from. */
  get position(): Position {
    return {
      offset: this.#offset,
      term: this.#term,
      chain: this.#chain,
      inbox: this.#inbox,
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
      link.chain === this.#chain + 1 &&
      link.prev === this.#end.text &&
      link.index === expected &&
      link.index < link.count &&
      (first === undefined || (isSamePlace(link, first) && link.count === first.count))
    );
  }

  #supersede(record: StoredRecord, { link }: EventEnvelope<E | LogEvent>): Verdict<E> {
    invariant(
      this.#pending === undefined,
      () => `the records of one answer stand apart at offset ${record.offset}`,
    );
    if (link.term === this.#term && link.chain > this.#chain) this.#astray ??= record.offset;
    this.superseded += 1;
    this.#offset = record.offset + 1;
    return { kind: 'superseded' };
  }

  #openTerm(record: StoredRecord, opened: TermOpened): Verdict<E> {
    invariant(
      this.#pending === undefined,
      () => `a term record at ${record.offset} stands inside one answer`,
    );
    this.#offset = record.offset + 1;
    this.#term = record.offset;
    this.#astray = undefined;
    if (this.#logId === '') this.#logId = opened.data.id;
    return { kind: 'term', term: opened.data };
  }

  #complete({ events, records }: Pending<E>, last: EventEnvelope<E | LogEvent>): Verdict<E> {
    const { chain, input, offset, k } = last.link;
    this.#pending = undefined;
    this.#end = chained(this.#end, records);
    this.#chain = chain;
    if (input === inboxInput) this.#inbox = offset;
    this.#offset = (records.at(-1)?.offset ?? 0) + 1;
    return { kind: 'accepted', cause: { chain, input, offset, k, events, records } };
  }
}

const isSamePlace = (one: InputPlace, other: InputPlace): boolean =>
  one.input === other.input && one.offset === other.offset && one.k === other.k;
