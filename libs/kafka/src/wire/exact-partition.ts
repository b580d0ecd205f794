import { setTimeout as sleep } from 'node:timers/promises';
import type { Message, Producer } from 'kafkajs';
import type { StoredRecord } from '#ports';
import type { Client } from '../client/client.js';

/** Records that follow one another without a hole. */
export type Run = readonly StoredRecord[];

const fillersMax = 20_000;
const markerMsMax = 60_000;
const lookMs = 20;

const filler = (time: number): Message => ({ key: null, value: null, timestamp: String(time) });

const messageOf = ({ key, headers, value, time }: StoredRecord): Message => ({
  key,
  headers: { ...headers },
  timestamp: String(time),
  value: value === null ? null : Buffer.from(value),
});

/** What restores the records of one cluster. */
export interface Producers {
  readonly client: Client;
  readonly plain: Producer;
  readonly transactional: Producer;
}

/**
 * One partition of an empty topic, filled so that each record gets the offset that it had. What no
 * reader saw there (markers of transactions, what an aborted one wrote, what retention took) gives
 * way to what no reader sees here.
 */
export class ExactPartition {
  #next = 0;

  constructor(
    private readonly producers: Producers,
    /** With its prefix. */
    private readonly topic: string,
    private readonly partition: number,
  ) {}

  /** Up to `start` with what is taken away once all is filled: see `trim`. */
  async begin(start: number, time: number): Promise<void> {
    while (this.#next < start) {
      await this.#send(
        Array.from({ length: Math.min(fillersMax, start - this.#next) }, () => filler(time)),
      );
    }
  }

  /** These records, and behind them nothing before `until`. */
  async append(run: Run, until: number): Promise<void> {
    const [first] = run;
    if (first === undefined) return;
    if (first.offset !== this.#next) {
      throw new Error(
        `${this.topic}/${this.partition} has ${first.offset} where ${this.#next} ` + 'is expected',
      );
    }
    const messages = run.map(messageOf);
    const hole = until - first.offset - run.length;
    // The marker of a commit takes one offset; that of what was aborted, one behind its records.
    if (hole === 1) await this.#transaction(messages, 'commit');
    else await this.#send(messages);
    if (hole < 2) return;
    for (let left = hole; left > 0;) {
      const taken = left <= fillersMax ? left : fillersMax - 1;
      await this.#transaction(
        Array.from({ length: taken - 1 }, () => filler(first.time)),
        'abort',
      );
      left -= taken;
    }
  }

  async #send(messages: Message[]): Promise<void> {
    const { topic, partition } = this;
    const answers = await this.producers.plain.send({
      topic,
      acks: -1,
      messages: messages.map((each) => ({ ...each, partition })),
    });
    this.#passed(answers[0]?.baseOffset, messages.length);
  }

  async #transaction(messages: Message[], end: 'abort' | 'commit'): Promise<void> {
    const { topic, partition } = this;
    const transaction = await this.producers.transactional.transaction();
    const answers = await transaction.send({
      topic,
      acks: -1,
      messages: messages.map((each) => ({ ...each, partition })),
    });
    await transaction[end]();
    this.#passed(answers[0]?.baseOffset, messages.length + 1);
    // The broker writes the marker in its own time.
    for (const late = Date.now() + markerMsMax; Date.now() < late; await sleep(lookMs)) {
      if ((await this.end()) >= this.#next) return;
    }
    throw new Error(`${topic}/${partition}: a transaction does not end`);
  }

  #passed(baseOffset: string | undefined, count: number): void {
    if (Number(baseOffset) !== this.#next) {
      throw new Error(
        `${this.topic}/${this.partition}: offset ${baseOffset} was given where ` +
          `${this.#next} is expected; somebody else writes there`,
      );
    }
    this.#next += count;
  }

  /** Of the partition as it stands. */
  async end(): Promise<number> {
    const { topic, partition } = this;
    return (await this.producers.client.bounds({ topic, partition })).end;
  }
}
