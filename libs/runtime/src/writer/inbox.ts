import { instantText } from '#kernel';
import type { Message } from '#kernel';
import { decodeDismissing } from '#contracts';
import type { Dismissing, InboxEnvelope, Undecodable } from '#contracts';
import type { StoredRecord } from '#ports';
import { guarded, halt } from '../work/ending.js';
import { batchLimit, limits } from '../limits.js';
import { assertHolds, readPatiently } from '../log/reading.js';
import type { Assignment } from './assignment.js';
import { decodeUnreadable } from '../log/unreadable.js';
import type { Unreadable } from '../log/unreadable.js';

/** An inbox record with what it says. */
export interface Arrived<C extends Message> {
  readonly record: StoredRecord;
  readonly message: InboxEnvelope<C> | Dismissing | Undecodable | Unreadable;
}

/** The inbox partition, read forward: what was read and not answered waits here. */
export class Inbox<C extends Message, E extends Message, S> {
  #records: readonly StoredRecord[] = [];
  #at = 0;
  /** The next offset to answer. */
  #next: number;
  #end = 0;
  #ahead: Arrived<C> | undefined;

  /** `answeredAt` is the latest time that stands in the log of events. */
  constructor(
    private readonly assignment: Assignment<C, E, S>,
    next: number,
    private readonly answeredAt: () => number,
  ) {
    this.#next = next;
  }

  get lag(): number {
    return Math.max(0, this.#end - this.#next);
  }

  get isEmpty(): boolean {
    return this.#at >= this.#records.length;
  }

  /** Reads on, at once, whatever there is up to a batch; halts where the next offset is gone. */
  async fill(signal: AbortSignal): Promise<void> {
    if (!this.isEmpty) return;
    const { inbox, partition, backoff } = this.assignment;
    const slice = await readPatiently(inbox, partition, this.#next, batchLimit, backoff, signal);
    assertHolds(inbox, partition, this.#next, slice);
    this.#records = slice.records;
    this.#at = 0;
    this.#end = slice.end;
  }

  async grown(signal: AbortSignal): Promise<void> {
    const { inbox, partition } = this.assignment;
    await inbox.grown(partition, this.#next, limits.idleWaitMs, signal);
  }

  /**
   * The record `ahead` places behind the next one, read and checked; `undefined` where none was
   * read yet.
   */
  peek(ahead: number): Arrived<C> | undefined {
    const record = this.#records[this.#at + ahead];
    if (record === undefined) return undefined;
    if (this.#ahead?.record === record) return this.#ahead;
    this.#assertTime(record);
    const arrived = { record, message: this.#decode(record) };
    this.#ahead = arrived;
    return arrived;
  }

  /** Passes over `count` records: they are part of a batch. */
  take(count: number): void {
    const last = this.#records[this.#at + count - 1];
    if (last !== undefined) this.#next = last.offset + 1;
    this.#at += count;
  }

  #decode(record: StoredRecord): Arrived<C>['message'] {
    const { service, inbox, partition, quarantined } = this.assignment;
    const unreadable = decodeUnreadable(record);
    if (unreadable !== undefined) return unreadable;
    const dismissing = decodeDismissing(record);
    if (dismissing !== undefined) return dismissing;
    const what = (): string => `${inbox.topic}/${partition} at ${record.offset}`;
    if (!quarantined.has(record.offset)) {
      const message = guarded(what, () => service.codec.decodeCommand(record));
      if ('error' in message && message.error.code === 'unknown_contract') {
        halt(`${what()}: ${message.error.detail}: deploy the newer build first`);
      }
      return message;
    }
    try {
      return service.codec.decodeCommand(record);
    } catch (error) {
      return { error: { code: 'quarantined', detail: String(error) } };
    }
  }

  /** Once a time was answered, those up to it are no news, whatever the clock says by now. */
  #assertTime({ offset, time }: StoredRecord): void {
    const { assignment } = this;
    const { inbox, partition, clock } = assignment;
    const now = clock.now();
    if (time <= now + limits.clockAheadMsMax) assignment.acceptsClock = false;
    else if (time > this.answeredAt() && !assignment.acceptsClock) {
      halt(
        `${inbox.topic}/${partition} at ${offset} has the time ${instantText(time)}, more than ` +
          `${limits.clockAheadMsMax} ms ahead of this clock's ${instantText(now)}: mend the ` +
          'clock that is wrong, then resume; where that was the clock of the log, resume and ' +
          'accept it',
      );
    }
  }
}
