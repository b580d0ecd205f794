import type { Message } from '#kernel';
import type { InputPlace, SourcePosition } from '#contracts';
import type { Log, Position } from '#ports';
import { beginning } from '../log/acceptance.js';
import { inputName } from '../log/input-names.js';
import { assertHolds, readPatiently } from '../log/reading.js';
import { limits } from '../limits.js';
import type { Backoff, Pauses } from '../work/backoff.js';
import { aborted } from '../work/wakeup.js';
import { guarded, halt, haltingAt } from '../work/ending.js';
import type { Arrived } from './arrived.js';
import type { Listener, Listening, SourceAnswer } from './listening.js';
import type { LogTimes } from './log-times.js';
import type { ReadPlace } from './places.js';

/** Above the `k` of any message: an answer that was set aside is passed as a whole. */
export const asideK = 1_000_000;

/** What a partition reads of one partition of a neighbour. */
export interface SourceOf<C extends Message> {
  readonly listening: Listening<C>;
  readonly log: Log;
  /** Of the neighbour. */
  readonly partition: number;
  /** The one that listens, and how many there are. */
  readonly own: number;
  readonly partitions: number;
  /** Both have the same keys: what follows must concern this partition. */
  readonly isSameKey: boolean;
  readonly backoff: Backoff;
  /** Offsets of answers that an operator has set aside. */
  readonly aside: ReadonlySet<number>;
}

/** One partition of a neighbour's events, read by the acceptance rule: an input of a writer. */
export class SourceInput<C extends Message> {
  readonly name: string;
  #listener: Listener<C> | undefined;
  /** Under way; it never rejects. */
  #reading: Promise<void> | undefined;
  /** Resolves where it has to be tried again. */
  #away: Promise<void> = Promise.resolve();
  #isAway = (): void => undefined;
  #failed: { readonly error: unknown } | undefined;
  /** Read beside a round; the next one begins with it. */
  #found: readonly SourceAnswer<C>[] | undefined;
  readonly #pauses: Pauses = {
    succeeded: () => this.own.backoff.succeeded(),
    pause: (signal) => {
      this.#isAway();
      return this.own.backoff.pause(signal);
    },
  };
  #answers: readonly SourceAnswer<C>[] = [];
  #at = 0;
  /** Of the answer at hand, those that concern this partition and are not answered yet. */
  #waiting: readonly Arrived<C>[] | undefined;
  #message = 0;
  /** Messages up to here were answered before this reader began. */
  #skip: ReadPlace | undefined;
  /** The last record of the last answer all of which is done. */
  #done: number;
  #logId: string;
  #end = 0;
  /** Source records passed since an answer, or a note, told where this input stands. */
  passed = 0;
  superseded = 0;

  constructor(
    private readonly own: SourceOf<C>,
    place: ReadPlace | undefined,
    private readonly times: LogTimes,
  ) {
    this.name = inputName(own.listening.source, own.partition);
    this.#skip = place;
    this.#logId = place?.logId ?? '';
    this.#done = place !== undefined && place.k === undefined ? place.offset : -1;
  }

  /** The service that is listened to. */
  get source(): string {
    return this.own.listening.source;
  }

  /** Of that service. */
  get partition(): number {
    return this.own.partition;
  }

  get topic(): string {
    return this.own.log.topic;
  }

  /** Where a note may say that this input stands; `undefined`: there is nothing to say. */
  get noted(): SourcePosition | undefined {
    if (this.#logId === '') return undefined;
    // Inside an answer only the answers tell where it stands, until one has been passed.
    if (this.#done < 0 && this.#skip?.k !== undefined) return undefined;
    return { logId: this.#logId, offset: this.#done };
  }

  /** Records that wait to be looked at. */
  get lag(): number {
    return Math.max(0, this.#end - (this.position?.offset ?? 0));
  }

  /** Everything before it has been answered. Known once the source has been read. */
  get position(): Position | undefined {
    const waits = this.#answers[this.#at] ?? this.#found?.[0];
    if (this.#listener === undefined) return undefined;
    const { position } = this.#listener;
    return waits === undefined ? position : { ...position, offset: waits.first };
  }

  /**
   * Reads on where nothing waits. Halts where the source cannot be what it was. Does not wait for
   * one that cannot be asked now: that is tried on beside the other inputs, and what it then gives
   * counts from the next call on. Else an event could pass what was in the inbox before it.
   */
  async fill(signal: AbortSignal): Promise<void> {
    if (this.peek() !== undefined) return;
    if (this.#found === undefined) {
      this.#reading ??= this.#read(signal);
      await Promise.race([this.#reading, this.#away]);
    }
    this.#takeFound();
    const failed = this.#failed;
    this.#failed = undefined;
    if (failed !== undefined) throw failed.error;
  }

  #takeFound(): void {
    if (this.#found === undefined) return;
    this.#answers = this.#found;
    this.#at = 0;
    this.#found = undefined;
  }

  async #read(signal: AbortSignal): Promise<void> {
    this.#away = new Promise((resolve) => {
      this.#isAway = resolve;
    });
    try {
      await this.#readOn(signal);
    } catch (error) {
      this.#failed = { error };
    }
    this.#reading = undefined;
  }

  async #readOn(signal: AbortSignal): Promise<void> {
    this.#listener ??= await this.#open(signal);
    const listener = this.#listener;
    const before = listener.next;
    const { answers, end } = await listener.read(signal);
    this.passed += listener.next - before;
    this.#found = answers;
    this.#end = end;
    this.superseded = listener.superseded;
    if (this.#logId === '') this.#logId = listener.position.logId;
  }

  /** Reads nothing. The message that comes next; `undefined` where none was read yet. */
  peek(): Arrived<C> | undefined {
    for (;;) {
      const answer = this.#answers[this.#at];
      if (answer === undefined) return undefined;
      this.#waiting ??= this.#arrivedOf(answer);
      const next = this.#waiting[this.#message];
      if (next !== undefined) {
        this.times.assertPast(this.name, next.record, this.#where);
        return next;
      }
      this.#done = answer.last;
      this.#at += 1;
      this.#waiting = undefined;
      this.#message = 0;
    }
  }

  /** The message at hand is part of a batch. */
  take(): void {
    this.#message += 1;
    this.passed = 0;
  }

  async grown(signal: AbortSignal): Promise<void> {
    if (this.#found !== undefined) return;
    if (this.#reading !== undefined) {
      await Promise.race([this.#reading, aborted(signal)]);
      return;
    }
    const { log, partition } = this.own;
    await log.grown(partition, this.#listener?.next ?? 0, limits.idleWaitMs, signal);
  }

  #arrivedOf(answer: SourceAnswer<C>): readonly Arrived<C>[] {
    const { own, isSameKey, aside } = this.own;
    if (aside.has(answer.first)) return this.#setAside(answer);
    const all = answer.messages();
    if (isSameKey && all.some(({ partition }) => partition !== own)) {
      return haltingAt(answer.first, () =>
        halt(`${this.#where} at ${answer.first} has a message for another partition`),
      );
    }
    const from = `/oms/${this.own.listening.source}`;
    const arrived: Arrived<C>[] = [];
    for (const { record, k, partition, posting } of all) {
      const { offset } = record;
      if (partition !== own || this.#isAnswered({ offset, k })) continue;
      arrived.push({ input: this.name, offset, k, record, message: { ...posting, from } });
    }
    return arrived;
  }

  /** Nothing follows from it; that is told by one rejection, behind which its messages are past. */
  #setAside({ record, last: offset, text }: SourceAnswer<C>): readonly Arrived<C>[] {
    if (this.#isAnswered({ offset, k: asideK })) return [];
    const detail = `set aside by an operator: nothing is done about ${text()}`.slice(0, 1_000);
    const message = { error: { code: 'quarantined', detail } };
    return [{ input: this.name, offset, k: asideK, record, message }];
  }

  #isAnswered({ offset, k }: Pick<InputPlace, 'offset' | 'k'>): boolean {
    const skip = this.#skip;
    if (skip === undefined || offset > skip.offset) return false;
    return offset < skip.offset || skip.k === undefined || k <= skip.k;
  }

  get #where(): string {
    return `${this.own.log.topic}/${this.own.partition}`;
  }

  /** From the beginning, or from the answer that was last answered here, whose links tell all. */
  async #open(signal: AbortSignal): Promise<Listener<C>> {
    const { listening, log, partition, partitions } = this.own;
    const from = await this.#begin(signal);
    const listener = listening.open(log, partition, partitions, from, this.#pauses);
    await listener.assertOwnLog(signal);
    return listener;
  }

  async #begin(signal: AbortSignal): Promise<Position> {
    const skip = this.#skip;
    const logId = this.#logId;
    if (skip === undefined || skip.offset < 0) return { ...beginning, logId };
    const { listening, log, partition } = this.own;
    const limit = { records: 1, bytes: 1 };
    const slice = await readPatiently(log, partition, skip.offset, limit, this.#pauses, signal);
    assertHolds(log, partition, skip.offset, slice);
    const [record] = slice.records;
    const where = `${this.#where} at ${skip.offset}`;
    if (record?.offset !== skip.offset) return halt(`${where} is gone`);
    const link = guarded(where, () => listening.linkOf(record));
    if (link === undefined) return halt(`${where} is no answer: another history was read here`);
    const { term, chain, index, prev: digest } = link;
    const offset = skip.offset - index;
    return { offset, term, chain: chain - 1, inbox: -1, digest, logId };
  }
}
