import type { Message } from '#kernel';
import type { Log, Position, ReadLimit, StoredRecord } from '#ports';
import { assertHolds, beginning, guarded, halt, readPatiently } from '#runtime';
import type { AcceptedSlice, Backoff, Cause, Decoded, EventDecoder } from '#runtime';

/**
 * What a plain consumer does, without digests: a record counts if its term is the newest term
 * record before it, and it is next by chain number, index and count. It shows what the acceptance
 * rule shows, as long as nobody forges records. To drop repeats of an id is not enough: a deposed
 * writer may have answered the same messages in another order, and its late records come first.
 */
export class ByNumberReader<E extends Message> {
  #term: number;
  #chain: number;
  #inbox: number;
  #offset: number;
  #next: number;
  #pending: { readonly events: Cause<E>['events']; readonly records: StoredRecord[] } | undefined;
  /** Offset of the first record of the newest term with a number above the next one. */
  #hole: number | undefined;
  superseded = 0;

  constructor(
    private readonly log: Log,
    private readonly partition: number,
    private readonly codec: EventDecoder<E>,
    from: Position,
    private readonly backoff: Backoff,
  ) {
    this.#term = from.term;
    this.#chain = from.chain;
    this.#inbox = from.inbox;
    this.#offset = from.offset;
    this.#next = from.offset;
  }

  get position(): Position {
    const place = { offset: this.#offset, term: this.#term };
    return { ...beginning, ...place, chain: this.#chain, inbox: this.#inbox };
  }

  get next(): number {
    return this.#next;
  }

  async read(
    limit: ReadLimit,
    signal: AbortSignal,
    last = Infinity,
  ): Promise<Pick<AcceptedSlice<E>, 'causes' | 'end'>> {
    const { log, partition, backoff } = this;
    const slice = await readPatiently(log, partition, this.#next, limit, backoff, signal);
    assertHolds(log, partition, this.#next, slice);
    const causes: Cause<E>[] = [];
    for (const record of slice.records) {
      if (record.offset > last) break;
      const decoded = guarded(
        () => `${log.topic}/${partition} at ${record.offset}`,
        () => this.codec.decodeEvent(record),
      );
      const cause = this.#offer(record, decoded);
      this.#next = record.offset + 1;
      if (cause !== undefined) causes.push(cause);
      if (this.#pending === undefined) this.#offset = this.#next;
    }
    // A newer term may still go on from here: only the end of the log is sure.
    if (this.#hole !== undefined && this.#next >= slice.end) {
      halt(
        `${log.topic}/${partition} lacks the answer ${this.#chain + 1}: ` +
          `a later one stands at offset ${this.#hole}`,
      );
    }
    return { causes, end: slice.end };
  }

  #offer(record: StoredRecord, decoded: Decoded<E>): Cause<E> | undefined {
    if ('type' in decoded) {
      this.#term = record.offset;
      this.#hole = undefined;
      return undefined;
    }
    const { term, chain, index, count, input, offset, k } = decoded.link;
    const before = this.#pending ?? { events: [], records: [] };
    if (term !== this.#term || chain !== this.#chain + 1 || index !== before.events.length) {
      this.superseded += 1;
      if (term === this.#term && chain > this.#chain + 1) this.#hole ??= record.offset;
      return undefined;
    }
    const events = [...before.events, decoded];
    const records = [...before.records, record];
    this.#pending = index + 1 < count ? { events, records } : undefined;
    if (this.#pending !== undefined) return undefined;
    this.#chain = chain;
    if (input === 'inbox') this.#inbox = offset;
    return { chain, input, offset, k, events, records };
  }
}
