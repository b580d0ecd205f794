import { invariant } from '#kernel';
import type { Message } from '#kernel';
import type { EventEnvelope, LogEvent, ServiceCodec } from '#contracts';
import type { StoredRecord } from '#ports';
import { Acceptance, eventsTopic, isLogEvent } from '#runtime';
import type { MemoryLog } from '../memory-log.js';
import type { OnViolation } from './violations.js';
import type { Authors } from './deployment.js';
import { Rule } from './rule.js';
import type { AcceptedCause } from './rule.js';
import { Tenures } from './tenures.js';

/** What is done with each accepted cause, once its place in the log has been checked. */
export interface Reader<E extends Message> {
  take(accepted: AcceptedCause<E>, logId: string): void;
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
  readonly authors: Authors;
  readonly violated: OnViolation;
  readonly readers: readonly Reader<E>[];
}

const everything = { records: 1_000_000, bytes: Number.MAX_SAFE_INTEGER } as const;

const outcomeOf = <E extends Message>({ events: [head] }: AcceptedCause<E>): Answered => {
  invariant(head !== undefined, 'a cause without an event');
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
  /** Digest of the accepted chain up to a cause. */
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
      this.#violated('digest', `cause ${judged.accepted.cause} has two digests`);
    }
  }

  #accept(accepted: AcceptedCause<E>): void {
    const { cause, from, events } = accepted;
    const { inbox, partition, readers } = this.about;
    if (this.#level < this.#highestLevel) {
      this.#violated(
        'level',
        `cause ${cause} was decided at level ${this.#level} after ${this.#highestLevel}`,
      );
    }
    if (from !== this.answers.length) {
      this.#violated(
        'dense-causes',
        `cause ${cause} answers from ${from}, not ${this.answers.length}`,
      );
    }
    if (cause >= inbox.end(partition)) this.#violated('cause', `${cause} is not in the inbox`);
    const answered = outcomeOf(accepted);
    if (from !== cause && !answered.duplicate) {
      this.#violated('dense-causes', `one answer to ${from} … ${cause} that are no duplicates`);
    }
    for (let each = this.answers.length; each <= cause; each += 1) this.answers.push(answered);
    events.forEach((envelope, index) => this.#event(cause, index, envelope));
    this.digests.set(cause, this.rule.digest);
    for (const reader of readers) reader.take(accepted, this.rule.logId);
  }

  #event(cause: number, index: number, envelope: EventEnvelope<E | LogEvent>): void {
    const { id, at, key, version, event } = envelope;
    const expected = `${this.about.partition}:${cause}:${index}`;
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
