import type { Message } from '#kernel';
import type { ServiceCodec, TermOpened } from '#contracts';
import type { Log, Position, ReadLimit, Slice } from '#ports';
import { Acceptance } from './acceptance.js';
import type { Cause, Decoded } from './acceptance.js';
import type { Pauses } from '../work/backoff.js';
import { endIfAborted, guarded, halt } from '../work/ending.js';

/** What reads events of one service. */
export type EventDecoder<E extends Message> = Pick<
  ServiceCodec<never, E>,
  'service' | 'keyed' | 'decodeEvent'
>;

/** Reads until the log answers, or ends the work where `signal` aborts. */
export const readPatiently = async (
  log: Log,
  partition: number,
  from: number,
  limit: ReadLimit,
  backoff: Pauses,
  signal: AbortSignal,
): Promise<Slice> => {
  for (;;) {
    endIfAborted(signal);
    const outcome = await log.read(partition, from, limit);
    if (outcome.kind === 'read') {
      backoff.succeeded();
      return outcome.slice;
    }
    await backoff.pause(signal);
  }
};

/** Halts, with the two numbers, where a log no longer holds the place to go on from, or not yet. */
export const assertHolds = (log: Log, partition: number, next: number, slice: Slice): void => {
  if (slice.start > next) {
    halt(`${log.topic}/${partition} starts at ${slice.start}, behind the next offset ${next}`);
  }
  if (slice.end < next) {
    halt(`${log.topic}/${partition} ends at ${slice.end}, before the next offset ${next}`);
  }
};

export interface AcceptedSlice<E extends Message> {
  readonly causes: readonly Cause<E>[];
  /** The place behind each of them. */
  readonly behind: readonly Position[];
  /** Terms that were opened in it. */
  readonly terms: readonly { readonly offset: number; readonly opened: TermOpened['data'] }[];
  /** The log's end when it was read. */
  readonly end: number;
}

/** Reads one partition of an events log by the acceptance rule, from a position on. */
export class EventReader<E extends Message> {
  readonly #acceptance: Acceptance<E>;
  #next: number;

  constructor(
    private readonly log: Log,
    private readonly partition: number,
    private readonly codec: EventDecoder<E>,
    from: Position,
    private readonly backoff: Pauses,
  ) {
    this.#acceptance = new Acceptance<E>(from);
    this.#next = from.offset;
  }

  /** Behind the last complete answer. */
  get position(): Position {
    return this.#acceptance.position;
  }

  get superseded(): number {
    return this.#acceptance.superseded;
  }

  /** The next offset to read; above `position` where an answer is still incomplete. */
  get next(): number {
    return this.#next;
  }

  /**
   * Asks the log itself whether the position is one of its own: the first term record bears the
   * log id, the offset is neither below the start nor above the end.
   */
  async assertOwnLog(signal: AbortSignal): Promise<void> {
    const { logId } = this.position;
    const slice = await this.#read(0, { records: 1, bytes: 1 }, signal);
    assertHolds(this.log, this.partition, this.#next, slice);
    const [first] = slice.records;
    if (logId === '' || first === undefined) return;
    const opened = this.#decode(first);
    const found = 'type' in opened ? opened.data.id : 'none';
    if (found !== logId) {
      const where = `${this.log.topic}/${this.partition}`;
      halt(`${where} is the log with the id ${found}, the position is of the log ${logId}`);
    }
  }

  /** What is accepted next, from records up to and including offset `last`. */
  async read(limit: ReadLimit, signal: AbortSignal, last = Infinity): Promise<AcceptedSlice<E>> {
    const slice = await this.#read(this.#next, limit, signal);
    assertHolds(this.log, this.partition, this.#next, slice);
    const causes: Cause<E>[] = [];
    const behind: Position[] = [];
    const terms: { offset: number; opened: TermOpened['data'] }[] = [];
    for (const record of slice.records) {
      if (record.offset > last) break;
      const verdict = this.#acceptance.offer(record, this.#decode(record));
      this.#next = record.offset + 1;
      if (verdict.kind === 'term') terms.push({ offset: record.offset, opened: verdict.term });
      if (verdict.kind !== 'accepted') continue;
      causes.push(verdict.cause);
      behind.push(this.position);
    }
    const { astray } = this.#acceptance;
    if (astray !== undefined && this.#next >= slice.end) {
      halt(`${this.log.topic}/${this.partition} goes on at ${astray} from another history`);
    }
    return { causes, behind, terms, end: slice.end };
  }

  #read(from: number, limit: ReadLimit, signal: AbortSignal): Promise<Slice> {
    return readPatiently(this.log, this.partition, from, limit, this.backoff, signal);
  }

  #decode(record: Slice['records'][number]): Decoded<E> {
    return guarded(
      () => `${this.log.topic}/${this.partition} at ${record.offset}`,
      () => this.codec.decodeEvent(record),
    );
  }
}
