import type { Message } from '#kernel';
import type { LogPositions, SourcePosition } from '#contracts';
import { recordBytes } from '#ports';
import { limits } from '../limits.js';
import { inboxInput, inputName } from '../log/input-names.js';
import { readPatiently } from '../log/reading.js';
import { Ending, outcomeOf } from '../work/ending.js';
import type { Arrived } from './arrived.js';
import { Inbox } from './inbox.js';
import { inputStatuses } from './input-status.js';
import type { InputStatus } from './input-status.js';
import type { InboxOf } from './inbox.js';
import { LogTimes } from './log-times.js';
import type { Places } from './places.js';
import { firstOf } from '../work/first-of.js';
import { Published } from './published.js';
import type { PublishedPorts } from './published.js';
import { SourceInput } from './source-input.js';
import type { SourceOf } from './source-input.js';
import type { Halts } from './halts.js';

/** All that a writer reads. */
export interface InputsOf<C extends Message> extends InboxOf<C>, PublishedPorts {
  readonly sources: readonly SourceOf<C>[];
  readonly acceptedClocks: Set<string>;
  readonly halts: Halts;
}

/** What the fold says of them. */
export interface Answered {
  readonly places: Places;
  /** The last inbox offset. */
  readonly inbox: number;
  readonly now: () => number;
}

/**
 * The inputs of one writer, for one tenure: its inbox, and its neighbours' logs. Which of them
 * comes next is chosen here, and stands in the log (ARCHITECTURE.md §2.6): a round reads the
 * sources, then asks for the end of the inbox and answers up to there first, then what the sources
 * had, up to a bound, in turn. So what was acknowledged in the inbox before an event was recorded
 * is answered before it, and neither starves the other.
 */
export class Inputs<C extends Message> {
  readonly inbox: Inbox<C>;
  readonly #sources: SourceInput<C>[];
  readonly #times: LogTimes;
  readonly #published: Published;
  /** The inbox is answered up to here before any source is. */
  #bound = 0;
  /** What the sources may still give in this round. */
  #records = 0;
  #bytes = 0;
  #turn = 0;

  constructor(
    private readonly own: InputsOf<C>,
    private readonly answered: Answered,
  ) {
    this.#times = new LogTimes(own.clock, own.acceptedClocks, answered.now);
    this.inbox = new Inbox<C>(own, answered.inbox + 1, this.#times);
    this.#sources = own.sources.map((source) => this.#reader(source));
    this.#published = new Published(own, () => own.halts.resumed.notify());
  }

  /** By source. */
  get statuses(): readonly InputStatus[] {
    return inputStatuses(this.own.partition, this.#sources, this.own.halts);
  }

  /** Nothing was read that waits. */
  get isEmpty(): boolean {
    return this.#inboxWaits() === false && this.#isQuiet;
  }

  /** What no answer says of how far the sources were read; `undefined`: nothing new. */
  noteDue(isFirst: boolean): LogPositions['data'] | undefined {
    let passed = 0;
    let isNew = isFirst;
    const inputs: Record<string, SourcePosition> = {};
    for (const source of this.#sources) {
      const { noted, name } = source;
      if (noted === undefined) continue;
      passed += source.passed;
      isNew ||= this.answered.places.of(name)?.logId !== noted.logId;
      inputs[name] = noted;
    }
    if (Object.keys(inputs).length === 0) return undefined;
    return isNew || passed > limits.sourceRecordsUnnotedMax ? { inputs } : undefined;
  }

  /** They stand in the log. */
  noted(): void {
    for (const source of this.#sources) source.passed = 0;
  }

  /** Reads on where a round has ended. */
  async fill(signal: AbortSignal): Promise<void> {
    this.#resume();
    if (this.#isRoundOver) await this.#begin(signal);
    await this.#guard(inboxInput, () => this.inbox.fill(signal));
  }

  get #isRoundOver(): boolean {
    return this.#isPastBound && (this.#isQuiet || this.#records <= 0 || this.#bytes <= 0);
  }

  get #isPastBound(): boolean {
    return this.own.halts.has(inboxInput) || this.inbox.next >= this.#bound;
  }

  async #begin(signal: AbortSignal): Promise<void> {
    await Promise.all(
      this.#sources.map((source) => this.#guard(source.name, () => source.fill(signal))),
    );
    this.#records = limits.batchRecordsMax;
    this.#bytes = limits.batchBytesMax;
    // Asked after the sources were read: what stood in the inbox before an event is below it.
    this.#bound = this.#isQuiet ? 0 : await this.#inboxEnd(signal);
  }

  async #inboxEnd(signal: AbortSignal): Promise<number> {
    const { inbox, partition, halts, backoff } = this.own;
    if (halts.has(inboxInput)) return 0;
    const behindAll = Number.MAX_SAFE_INTEGER;
    const limit = { records: 1, bytes: 1 };
    return (await readPatiently(inbox, partition, behindAll, limit, backoff, signal)).end;
  }

  get #isQuiet(): boolean {
    return this.#sources.every((source) => this.#peek(source) === undefined);
  }

  /** The message that comes next; `undefined` where none was read yet. */
  peek(): Arrived<C> | undefined {
    if (!this.#isPastBound) return this.#peekInbox();
    return this.#peekSources() ?? (this.#bound === 0 ? this.#peekInbox() : undefined);
  }

  #peekInbox(): Arrived<C> | undefined {
    return this.#tried(inboxInput, () => this.inbox.peek());
  }

  #inboxWaits(): boolean {
    return !this.own.halts.has(inboxInput) && !this.inbox.isEmpty;
  }

  #peekSources(): Arrived<C> | undefined {
    if (this.#records <= 0 || this.#bytes <= 0) return undefined;
    const { length } = this.#sources;
    for (let tried = 0; tried < length; tried += 1) {
      const source = this.#sources[(this.#turn + tried) % length];
      const next = source && this.#peek(source);
      if (next === undefined) continue;
      this.#turn = (this.#turn + tried) % length;
      return next;
    }
    return undefined;
  }

  #peek(source: SourceInput<C>): Arrived<C> | undefined {
    return this.#tried(source.name, () => source.peek());
  }

  /** The message at hand is part of a batch. */
  take({ input, record }: Arrived<C>): void {
    if (input === inboxInput) {
      this.inbox.take();
      return;
    }
    this.#sources[this.#turn]?.take();
    this.#turn = (this.#turn + 1) % this.#sources.length;
    this.#records -= 1;
    this.#bytes -= recordBytes(record);
  }

  /** All that was taken is answered for good: says so to whoever waits for it. */
  publish(): void {
    this.#published.reach(this.#sources);
  }

  /**
   * Until an input that may come next has more, somebody resumes one, or what was read is to be
   * published.
   */
  async grown(signal: AbortSignal): Promise<void> {
    const { halts, clock } = this.own;
    // Before the inbox has come to its bound, no source is read on.
    const waited = this.#isPastBound ? this.#sources.filter(({ name }) => !halts.has(name)) : [];
    await firstOf(signal, [
      (still) => halts.resumed.wait(clock, this.#published.dueAt, still),
      ...(halts.has(inboxInput) ? [] : [(still: AbortSignal) => this.inbox.grown(still)]),
      ...waited.map((source) => (still: AbortSignal) => source.grown(still)),
    ]);
  }

  #reader(source: SourceOf<C>): SourceInput<C> {
    const place = this.answered.places.of(inputName(source.listening.source, source.partition));
    return new SourceInput(source, place, this.#times);
  }

  /** What a person has mended is read anew from where the log says it was answered. */
  #resume(): void {
    for (const input of this.own.halts.taken()) {
      const at = this.#sources.findIndex(({ name }) => name === input);
      const source = this.own.sources[at];
      if (source !== undefined) this.#sources[at] = this.#reader(source);
    }
  }

  /** A fault in reading one input halts that input alone. */
  async #guard(input: string, read: () => Promise<void>): Promise<void> {
    if (this.own.halts.has(input)) return;
    try {
      await read();
    } catch (error) {
      this.#halted(input, error);
    }
  }

  #tried<T>(input: string, peek: () => T | undefined): T | undefined {
    if (this.own.halts.has(input)) return undefined;
    try {
      return peek();
    } catch (error) {
      this.#halted(input, error);
      return undefined;
    }
  }

  #halted(input: string, error: unknown): void {
    const outcome = outcomeOf(error);
    if (outcome.kind !== 'halted') throw new Ending(outcome);
    this.own.halts.add(input, outcome);
  }
}
