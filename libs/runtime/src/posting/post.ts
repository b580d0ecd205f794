import { partitionOf } from '#kernel';
import type { Message } from '#kernel';
import { recordBytes } from '#ports';
import type { AppendOutcome, Clock, Log, LogRecord, Random } from '#ports';
import type { InboxEnvelope, ServiceCodec } from '#contracts';
import { Backoff } from '../work/backoff.js';
import { limits } from '../limits.js';
import { inboxTopic } from '../service.js';
import type { Ports } from '../service.js';
import type { Token } from './token.js';

/**
 * `posted`: it stands in the inbox at `token`. `busy`: too many wait already; nothing was sent.
 * `unavailable`: the inbox did not take it, or did not say so; the same id may be posted again at
 * any time. `too-large`: no inbox takes it; `limitBytes` is the topic's.
 */
export type PostOutcome =
  | { readonly kind: 'posted'; readonly token: Token }
  | { readonly kind: 'busy' }
  | { readonly kind: 'unavailable'; readonly reason: string }
  | { readonly kind: 'too-large'; readonly limitBytes: number };

interface Waiting {
  readonly record: LogRecord;
  readonly bytes: number;
  readonly answer: (outcome: PostOutcome) => void;
}

/**
 * Puts clients' commands into a service's inbox: one append per partition at a time, and what
 * arrives while it is under way goes together into the next one. Each command needs an id of its
 * own: it is what makes posting it twice harmless.
 */
export class Poster<C extends Message> {
  readonly #inbox: Log;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #queues = new Map<number, Queue>();

  constructor(
    ports: Pick<Ports, 'logs' | 'clock' | 'random'>,
    private readonly codec: Pick<ServiceCodec<C, never>, 'service' | 'encodeCommand'>,
    private readonly signal: AbortSignal,
  ) {
    this.#inbox = ports.logs(inboxTopic(codec.service));
    this.#clock = ports.clock;
    this.#random = ports.random;
  }

  /** Never rejects on trouble outside; a command that the codec does not know is a bug. */
  post(envelope: InboxEnvelope<C>): Promise<PostOutcome> {
    const record = this.codec.encodeCommand(envelope);
    return this.#queue(partitionOf(envelope.key, this.#inbox.partitions)).add(record);
  }

  /** Commands that wait for their append, over all partitions. */
  get waiting(): number {
    let waiting = 0;
    for (const queue of this.#queues.values()) waiting += queue.length;
    return waiting;
  }

  #queue(partition: number): Queue {
    const known = this.#queues.get(partition);
    if (known !== undefined) return known;
    const backoff = new Backoff(this.#clock, this.#random);
    const queue = new Queue(this.codec.service, this.#inbox, partition, backoff, this.signal);
    this.#queues.set(partition, queue);
    return queue;
  }
}

const shuttingDown = { kind: 'unavailable', reason: 'shutting down' } as const;

class Queue {
  #waiting: Waiting[] = [];
  #bytes = 0;
  #sending = false;

  constructor(
    private readonly service: string,
    private readonly inbox: Log,
    private readonly partition: number,
    private readonly backoff: Backoff,
    private readonly signal: AbortSignal,
  ) {}

  get length(): number {
    return this.#waiting.length;
  }

  add(record: LogRecord): Promise<PostOutcome> {
    const bytes = recordBytes(record);
    const { appendBytesMax: limitBytes } = this.inbox;
    if (this.signal.aborted) return Promise.resolve(shuttingDown);
    if (bytes > limitBytes) return Promise.resolve({ kind: 'too-large', limitBytes });
    const { postsWaitingMax, postsWaitingBytesMax } = limits;
    if (this.#waiting.length >= postsWaitingMax || this.#bytes + bytes > postsWaitingBytesMax) {
      return Promise.resolve({ kind: 'busy' });
    }
    return new Promise((answer) => {
      this.#waiting.push({ record, bytes, answer });
      this.#bytes += bytes;
      if (!this.#sending) void this.#send();
    });
  }

  async #send(): Promise<void> {
    this.#sending = true;
    for (let batch = this.#take(); batch.length > 0; batch = this.#take()) {
      const outcome = await this.#append(batch.map(({ record }) => record));
      for (const [at, { answer }] of batch.entries()) answer(this.#answerOf(outcome, at));
    }
    this.#sending = false;
  }

  #take(): readonly Waiting[] {
    const bytesMax = Math.min(limits.batchBytesMax, this.inbox.appendBytesMax);
    let count = 0;
    let bytes = 0;
    for (const each of this.#waiting) {
      if (count > 0 && (count >= limits.batchRecordsMax || bytes + each.bytes > bytesMax)) break;
      count += 1;
      bytes += each.bytes;
    }
    this.#bytes -= bytes;
    return this.#waiting.splice(0, count);
  }

  /**
   * Repeats what may have been lost: the ids make a second copy a duplicate. Gives up after six
   * attempts.
   */
  async #append(records: readonly LogRecord[]): Promise<AppendOutcome> {
    let outcome: AppendOutcome = shuttingDown;
    for (let attempt = 1; attempt <= limits.postAttemptsMax && !this.signal.aborted; attempt += 1) {
      outcome = await this.inbox
        .append(this.partition, records)
        .catch((error: unknown) => ({ kind: 'unknown', reason: String(error) }) as const);
      if (outcome.kind !== 'unknown') break;
      await this.backoff.pause(this.signal).catch(() => undefined);
    }
    this.backoff.succeeded();
    return outcome;
  }

  #answerOf(outcome: AppendOutcome, at: number): PostOutcome {
    if (outcome.kind === 'too-large') return outcome;
    if (outcome.kind !== 'appended') return { kind: 'unavailable', reason: outcome.reason };
    const { service, partition } = this;
    return { kind: 'posted', token: { service, partition, offset: outcome.first + at } };
  }
}
