import type { Message } from '#kernel';
import type { Log, Position, ReadLimit, StoredRecord } from '#ports';
import { assertHolds, beginning, guarded, readPatiently } from '#runtime';
import type { AcceptedSlice, Backoff, Cause, Decoded, EventDecoder } from '#runtime';

/**
 * What a plain consumer does, without digests: each CloudEvents id counts once, the first time. Ids
 * are `<partition>:<cause>:<index>` and causes only rise, so the last cause is memory enough. It
 * shows what the acceptance rule shows unless two builds decided one cause differently while one
 * took over from the other: then this may show the superseded answer.
 */
export class ByIdReader<E extends Message> {
  #cause: number;
  #offset: number;
  #next: number;
  #pending:
    | { readonly cause: number; events: Cause<E>['events']; records: StoredRecord[] }
    | undefined;
  superseded = 0;

  constructor(
    private readonly log: Log,
    private readonly partition: number,
    private readonly codec: EventDecoder<E>,
    from: Position,
    private readonly backoff: Backoff,
  ) {
    this.#cause = from.cause;
    this.#offset = from.offset;
    this.#next = from.offset;
  }

  get position(): Position {
    return { ...beginning, offset: this.#offset, cause: this.#cause };
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
    return { causes, end: slice.end };
  }

  #offer(record: StoredRecord, decoded: Decoded<E>): Cause<E> | undefined {
    if ('type' in decoded) return undefined;
    const { cause, index, count, from = cause } = decoded.link;
    const before = this.#pending;
    const goesOn = before?.cause === cause && index === before.events.length;
    if (cause <= this.#cause || (index > 0 && !goesOn)) {
      this.superseded += 1;
      return undefined;
    }
    const events = [...(index > 0 && before !== undefined ? before.events : []), decoded];
    const records = [...(index > 0 && before !== undefined ? before.records : []), record];
    this.#pending = index + 1 < count ? { cause, events, records } : undefined;
    if (this.#pending !== undefined) return undefined;
    this.#cause = cause;
    return { cause, from, events, records };
  }
}
