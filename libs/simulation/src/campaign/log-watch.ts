import { invariant } from '#kernel';
import type { Message } from '#kernel';
import type { EventEnvelope, LogEvent, ServiceCodec } from '#contracts';
import type { StoredRecord } from '#ports';
import { Acceptance, eventsTopic, inboxInput, isLogEvent, logInput } from '#runtime';
import type { MemoryLog } from '../memory-log.js';
import type { OnViolation } from './violations.js';
import type { Authors } from './deployment.js';
import { Rule } from './rule.js';
import type { AcceptedCause } from './rule.js';
import { Tenures } from './tenures.js';

/** What is done with each accepted answer, once its place in the log has been checked. */
export interface Reader<E extends Message> {
  take(accepted: AcceptedCause<E>): void;
}

/** What the log answered to one inbox record. */
export interface Answered {
  readonly kind: 'accepted' | 'collided' | 'rejected' | 'unchanged';
  readonly duplicate: boolean;
}

interface Watched<E extends Message> {
  readonly service: string;
  readonly partition: number;
  readonly codec: Pick<ServiceCodec<never, E>, 'decodeEvent'>;
  readonly events: MemoryLog;
  readonly inbox: MemoryLog;
  /** When a record of an input was appended; `undefined` where it is none of another log. */
  readonly timeOf: (input: string, offset: number) => number | undefined;
  readonly authors: Authors;
  readonly violated: OnViolation;
  readonly readers: readonly Reader<E>[];
}

const everything = { records: 1_000_000, bytes: Number.MAX_SAFE_INTEGER } as const;

const outcomeOf = <E extends Message>({ events: [head] }: AcceptedCause<E>): Answered => {
  invariant(head !== undefined, 'an answer without an event');
  const { event } = head;
  if (!isLogEvent<E>(event)) {
    const collided = event.type === 'number.collided';
    return { kind: collided ? 'collided' : 'accepted', duplicate: false };
  }
  if (event.type === 'log.rejected') return { kind: 'rejected', duplicate: false };
  const duplicate = event.type === 'log.unchanged' && event.data.reason === 'duplicate';
  return { kind: 'unchanged', duplicate };
};

/** Reads one partition of an events log as it grows, and believes nothing of it. */
export class LogWatch<E extends Message> {
  /** By inbox offset. */
  readonly answers: Answered[] = [];
  /** Digest of the accepted chain up to an answer. */
  readonly digests = new Map<number, string>();
  readonly rule = new Rule<E>();
  readonly #runtime = new Acceptance<E>();
  readonly #tenures: Tenures;
  readonly #versions = new Map<string, number>();
  #next = 0;
  #level = 0;
  #highestLevel = 0;
  #at = 0;

  constructor(readonly about: Watched<E>) {
    this.#tenures = new Tenures(this.#where, about.authors, about.violated);
  }

  get next(): number {
    return this.#next;
  }

  get #where(): string {
    return `${eventsTopic(this.about.service)}/${this.about.partition}`;
  }

  /** Takes what has come since the last look. */
  async look(): Promise<void> {
    const { events, partition } = this.about;
    const end = events.end(partition);
    if (end === this.#next) return;
    if (end < this.#next) this.#violated('taken-back', `ends at ${end}, ${this.#next} were read`);
    const outcome = await events.read(partition, this.#next, everything);
    invariant(outcome.kind === 'read', 'a memory log always answers');
    for (const record of outcome.slice.records) this.#take(record);
    this.#next = end;
  }

  #violated(invariant: string, text: string): void {
    this.about.violated(invariant, `${this.#where}: ${text}`);
  }

  #take(record: StoredRecord): void {
    const said = this.about.codec.decodeEvent(record);
    const judged = this.rule.judge(record, said);
    const verdict = this.#runtime.offer(record, said);
    if (verdict.kind !== judged.kind) {
      this.#violated(
        'acceptance',
        `${record.offset} is ${judged.kind}, the runtime says ${verdict.kind}`,
      );
    }
    if (judged.kind === 'term') {
      this.#tenures.opened(record.offset, record);
      this.#level = judged.level;
      this.#highestLevel = Math.max(this.#highestLevel, judged.level);
    } else if ('link' in said) this.#tenures.written(said.link.term, record.offset, record);
    if (judged.kind !== 'accepted') return;
    this.#accept(judged.accepted);
    if (this.#runtime.position.digest !== this.rule.digest) {
      this.#violated('digest', `answer ${judged.accepted.chain} has two digests`);
    }
  }

  #accept(accepted: AcceptedCause<E>): void {
    const { chain, input, offset, events } = accepted;
    const { inbox, partition, readers } = this.about;
    if (this.#level < this.#highestLevel) {
      this.#violated(
        'level',
        `answer ${chain} was decided at level ${this.#level} after ${this.#highestLevel}`,
      );
    }
    if (input === inboxInput) {
      const expected = this.answers.length;
      if (offset !== expected) {
        this.#violated('dense-inbox', `answer ${chain} is of ${offset}, not of ${expected}`);
      }
      if (offset >= inbox.end(partition)) this.#violated('cause', `${offset} is not in the inbox`);
      this.answers.push(outcomeOf(accepted));
    } else this.#neighbour(input, offset);
    events.forEach((envelope, index) => this.#event(accepted, index, envelope));
    this.digests.set(chain, this.rule.digest);
    for (const reader of readers) reader.take(accepted);
  }

  /** What stood in the inbox before a neighbour's event was recorded is answered before it. */
  #neighbour(input: string, offset: number): void {
    const recordedAt = this.about.timeOf(input, offset);
    const waiting = this.about.inbox.timeOf(this.about.partition, this.answers.length);
    if (recordedAt === undefined || waiting === undefined || waiting >= recordedAt) return;
    this.#violated(
      'inbox-first',
      `${input}:${offset} of ${recordedAt} was answered before inbox offset ` +
        `${this.answers.length} of ${waiting}`,
    );
  }

  #event(
    { chain, input, offset, k }: AcceptedCause<E>,
    index: number,
    envelope: EventEnvelope<E | LogEvent>,
  ): void {
    const { id, at, key, version, event, link } = envelope;
    const place = input === logInput ? `${link.term}:${chain}` : `${input}:${offset}:${k}:${index}`;
    const expected = `${this.about.partition}:${place}`;
    if (id !== expected) this.#violated('event-id', `${id} stands at ${expected}`);
    if (at < this.#at) this.#violated('clamped-time', `${id} is of ${at}, after ${this.#at}`);
    this.#at = at;
    if (isLogEvent<E>(event) || version === 0 || key === null) return;
    const before = this.#versions.get(key) ?? 0;
    if (version !== before + 1) {
      this.#violated('versions', `${id}: ${key} has version ${version} after ${before}`);
    }
    this.#versions.set(key, version);
  }
}
