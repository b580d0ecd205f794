import { chainDigest, fromHex, hex, zeroDigest } from '#kernel';
import type { Message } from '#kernel';
import type { EventEnvelope, InputPlace, LogEvent, TermOpened } from '#contracts';
import type { StoredRecord } from '#ports';

type Said<E extends Message> = EventEnvelope<E | LogEvent> | TermOpened;

export interface AcceptedCause<E extends Message> extends InputPlace {
  readonly chain: number;
  /** Of each of its records. */
  readonly offsets: readonly number[];
  readonly events: readonly EventEnvelope<E | LogEvent>[];
}

export type Judgement<E extends Message> =
  | { readonly kind: 'term'; readonly level: number }
  | { readonly kind: 'accepted'; readonly accepted: AcceptedCause<E> }
  | { readonly kind: 'pending' | 'superseded' };

/**
 * The acceptance rule once more, written from ARCHITECTURE.md §2.3, not from the runtime's code:
 * what the campaign believes, and what the runtime's own rule is held against.
 */
export class Rule<E extends Message> {
  term = -1;
  chain = -1;
  /** Last inbox offset that was answered. */
  inbox = -1;
  /** Hexadecimal digest of the accepted chain. */
  digest = hex(zeroDigest);
  logId = '';
  superseded = 0;
  #records: StoredRecord[] = [];
  #events: EventEnvelope<E | LogEvent>[] = [];

  judge(record: StoredRecord, said: Said<E>): Judgement<E> {
    if (!('link' in said)) {
      this.term = record.offset;
      this.logId ||= said.data.id;
      return { kind: 'term', level: said.data.level };
    }
    const { link } = said;
    const goesOn =
      link.term === this.term &&
      link.chain === this.chain + 1 &&
      link.prev === this.digest &&
      link.index === this.#records.length;
    if (!goesOn) {
      this.superseded += 1;
      return { kind: 'superseded' };
    }
    this.#records.push(record);
    this.#events.push(said);
    return this.#records.length < link.count
      ? { kind: 'pending' }
      : { kind: 'accepted', accepted: this.#complete(said) };
  }

  #complete({ link: { chain, input, offset, k } }: EventEnvelope<E | LogEvent>): AcceptedCause<E> {
    this.digest = hex(chainDigest(fromHex(this.digest), this.#records));
    this.chain = chain;
    if (input === 'inbox') this.inbox = offset;
    const offsets = this.#records.map((record) => record.offset);
    const accepted = { chain, input, offset, k, offsets, events: this.#events };
    this.#records = [];
    this.#events = [];
    return accepted;
  }
}
