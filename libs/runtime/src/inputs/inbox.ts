import type { Message } from '#kernel';
import { decodeDismissing } from '#contracts';
import type { ServiceCodec } from '#contracts';
import type { Log, StoredRecord } from '#ports';
import { guarded, halt } from '../work/ending.js';
import { batchLimit, limits } from '../limits.js';
import { inboxInput } from '../log/input-names.js';
import { assertHolds, readPatiently } from '../log/reading.js';
import { decodeUnreadable } from '../log/unreadable.js';
import type { Backoff } from '../work/backoff.js';
import type { Arrived } from './arrived.js';
import type { LogTimes } from './log-times.js';

/** Whose inbox it is, and what an operator has said of it. */
export interface InboxOf<C extends Message> {
  readonly inbox: Log;
  readonly partition: number;
  readonly codec: Pick<ServiceCodec<C, never>, 'decodeCommand'>;
  readonly backoff: Backoff;
  /** Offsets that are set aside. */
  readonly quarantined: ReadonlySet<number>;
}

/** The inbox partition, read forward: what was read and not answered waits here. */
export class Inbox<C extends Message> {
  #records: readonly StoredRecord[] = [];
  #at = 0;
  /** The next offset to answer. */
  #next: number;
  #end = 0;
  #head: Arrived<C> | undefined;

  constructor(
    private readonly own: InboxOf<C>,
    next: number,
    private readonly times: LogTimes,
  ) {
    this.#next = next;
  }

  get next(): number {
    return this.#next;
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
    const { inbox, partition, backoff } = this.own;
    const slice = await readPatiently(inbox, partition, this.#next, batchLimit, backoff, signal);
    assertHolds(inbox, partition, this.#next, slice);
    this.#records = slice.records;
    this.#at = 0;
    this.#end = slice.end;
  }

  async grown(signal: AbortSignal): Promise<void> {
    const { inbox, partition } = this.own;
    await inbox.grown(partition, this.#next, limits.idleWaitMs, signal);
  }

  /** The next record, read and checked; `undefined` where none was read yet. */
  peek(): Arrived<C> | undefined {
    const record = this.#records[this.#at];
    if (record === undefined) return undefined;
    if (this.#head?.record === record) return this.#head;
    const { inbox, partition } = this.own;
    this.times.assertPast(inboxInput, record, `${inbox.topic}/${partition}`);
    const { offset } = record;
    const message = this.#decode(record);
    this.#head = { input: inboxInput, offset, k: 0, record, message };
    return this.#head;
  }

  /** The record at hand is part of a batch. */
  take(): void {
    const record = this.#records[this.#at];
    if (record !== undefined) this.#next = record.offset + 1;
    this.#at += 1;
  }

  #decode(record: StoredRecord): Arrived<C>['message'] {
    const { codec, inbox, partition, quarantined } = this.own;
    const unreadable = decodeUnreadable(record);
    if (unreadable !== undefined) return unreadable;
    const dismissing = decodeDismissing(record);
    if (dismissing !== undefined) return dismissing;
    const what = (): string => `${inbox.topic}/${partition} at ${record.offset}`;
    if (!quarantined.has(record.offset)) {
      const message = guarded(what, () => codec.decodeCommand(record));
      if ('error' in message && message.error.code === 'unknown_contract') {
        halt(`${what()}: ${message.error.detail}: deploy the newer build first`);
      }
      return message;
    }
    try {
      return codec.decodeCommand(record);
    } catch (error) {
      return { error: { code: 'quarantined', detail: String(error) } };
    }
  }
}
