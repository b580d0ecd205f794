import { causeDigest, fromHex, hex, invariant } from '#kernel';
import type { EventEnvelope, LogEvent, TermOpened } from '#contracts';
import type { Message } from '#kernel';
import type { Position, StoredRecord } from '#ports';

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
  offset: 0, term: -1, cause: -1, digest: '0'.repeat(32), birth: '',
};

const isTerm = <E extends Message>(decoded: Decoded<E>): decoded is TermOpened =>
  'type' in decoded;

/**
 * The acceptance rule (architecture.md §2.3), the same for every reader of an events log: a record counts iff
 * its `term` is the newest term record before it, its `after` is the last accepted cause with its index
 * the next, and its `prev` is the digest of the chain accepted so far. Offer every record in offset order.
 */
export class Acceptance<E extends Message> {
  #position: Position;
  #digest: Uint8Array;
  #pending: { events: EventEnvelope<E | LogEvent>[]; records: StoredRecord[] } | undefined;
  /** Records passed over since this reader began. */
  superseded = 0;

  constructor(from: Position = beginning) {
    this.#position = from;
    this.#digest = fromHex(from.digest);
  }

  /** Behind the last complete cause: safe to store, safe to go on from. */
  get position(): Position {
    return this.#position;
  }

  offer(record: StoredRecord, decoded: Decoded<E>): Verdict<E> {
    if (isTerm(decoded)) return this.#openTerm(record, decoded);
    const { link } = decoded;
    const { term, cause, digest } = this.#position;
    const expected = this.#pending?.events.length ?? 0;
    const ours = link.term === term && link.after === cause && link.prev === digest
      && link.index === expected && link.cause > cause
      && (expected === 0 || link.cause === this.#pending?.events[0]?.link.cause);
    if (!ours) {
      invariant(this.#pending === undefined,
        `the records of one cause stand apart at offset ${record.offset}`);
      this.superseded += 1;
      this.#position = { ...this.#position, offset: record.offset + 1 };
      return { kind: 'superseded' };
    }
    this.#pending ??= { events: [], records: [] };
    this.#pending.events.push(decoded);
    this.#pending.records.push(record);
    return this.#pending.events.length < link.count ? { kind: 'pending' } : this.#complete(decoded);
  }

  #openTerm(record: StoredRecord, opened: TermOpened): Verdict<E> {
    invariant(this.#pending === undefined,
      `a term record at ${record.offset} stands inside one cause`);
    this.#position = {
      ...this.#position,
      offset: record.offset + 1,
      term: record.offset,
      birth: this.#position.birth === '' ? opened.data.id : this.#position.birth,
    };
    return { kind: 'term', term: opened.data };
  }

  #complete(last: EventEnvelope<E | LogEvent>): Verdict<E> {
    const { events, records } = this.#pending ?? { events: [], records: [] };
    const { cause, from } = last.link;
    this.#pending = undefined;
    this.#digest = causeDigest(this.#digest, cause, records);
    this.#position = {
      ...this.#position,
      offset: (records.at(-1)?.offset ?? 0) + 1,
      cause,
      digest: hex(this.#digest),
    };
    return { kind: 'accepted', cause: { cause, from: from ?? cause, events, records } };
  }
}
