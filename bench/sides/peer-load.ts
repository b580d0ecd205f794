import { Kafka, logLevel } from 'kafkajs';
import type { Consumer, Producer } from 'kafkajs';
import { asError } from '../flow/post.js';
import type { Listener, Load } from '../flow/load.js';
import { Ledger, openingUnits } from '../orders/ledger.js';
import { orderOf, skuOf, skusCount } from '../orders/stream.js';

export interface PeerTopics {
  /** Where orders are placed, keyed by their reference. */
  readonly orders: string;
  /** Where goods come in, keyed by SKU; undefined where the peer has them elsewhere. */
  readonly receipts: string | undefined;
  /** Where the peer tells that an order was shipped and can be read. */
  readonly updates: string;
}

const joinMsMax = 30_000;
/** Short: a long poll of this client hears nothing of partitions that it was handling meanwhile. */
const pollMsMax = 50;

/**
 * The shop in front of a peer: places orders by a plain producer, many in one request where they
 * come together, and hears what was committed of them.
 */
export class PeerLoad {
  readonly ledger = new Ledger();
  readonly heard = new Map<string, number>();
  readonly #producer: Producer;
  readonly #consumer: Consumer;
  #current: RunningLoad | undefined;
  #next = 0;

  constructor(
    brokers: readonly string[],
    private readonly prefix: string,
    private readonly topics: PeerTopics,
    private readonly seed: number,
  ) {
    const kafka = new Kafka({
      clientId: `${prefix}bench`,
      brokers: [...brokers],
      logLevel: logLevel.NOTHING,
    });
    this.#producer = kafka.producer();
    this.#consumer = kafka.consumer({ groupId: `${prefix}bench`, maxWaitTimeInMs: pollMsMax });
  }

  /** Connects, and hears updates from then on. */
  async connect(): Promise<void> {
    await Promise.all([this.#producer.connect(), this.#consumer.connect()]);
    await this.#consumer.subscribe({ topics: [this.topics.updates], fromBeginning: true });
    const joined = new Promise<void>((done, fail) => {
      const late = setTimeout(
        () => fail(new Error(`nobody joined ${this.prefix}bench in ${joinMsMax} ms`)),
        joinMsMax,
      );
      this.#consumer.on('consumer.group_join', () => {
        clearTimeout(late);
        done();
      });
    });
    this.#consumer.on('consumer.crash', ({ payload: { error, restart } }) => {
      if (!restart) this.#current?.fail(error);
    });
    await this.#consumer.run({
      eachBatch: async (payload) => {
        for (const { key, value } of payload.batch.messages) this.#hear(String(key), String(value));
        await payload.heartbeat();
      },
    });
    await joined;
  }

  /** Puts stock there for all that may be ordered. */
  async receive(): Promise<void> {
    const { receipts } = this.topics;
    if (receipts === undefined) return;
    const value = JSON.stringify({ quantity: openingUnits });
    const messages = Array.from({ length: skusCount }, (_, at) => ({ key: skuOf(at), value }));
    await this.#producer.send({ topic: receipts, messages });
  }

  readonly open = (_run: string, listener: Listener): Load => {
    this.#current = new RunningLoad(this.#producer, this.topics.orders, listener, () => {
      const order = orderOf(this.seed, this.#next);
      this.#next += 1;
      this.ledger.note(order);
      return order;
    });
    return this.#current;
  };

  async close(): Promise<void> {
    await Promise.all([this.#producer.disconnect(), this.#consumer.disconnect()]);
  }

  #hear(ref: string, value: string): void {
    const { status } = JSON.parse(value) as { readonly status: string };
    if (status !== 'shipped') this.#current?.fail(new Error(`order ${ref} is ${status}`));
    this.heard.set(ref, (this.heard.get(ref) ?? 0) + 1);
    this.#current?.hear(ref);
  }
}

/** The orders of one part of a run. */
class RunningLoad implements Load {
  readonly #open = new Map<string, number>();
  #waiting: { readonly key: string; readonly value: string }[] = [];
  #isSending = false;
  ownMs = 0;
  failure: Error | undefined;

  constructor(
    private readonly producer: Producer,
    private readonly topic: string,
    private readonly listener: Listener,
    private readonly nextOrder: () => ReturnType<typeof orderOf>,
  ) {}

  get open(): number {
    return this.#open.size;
  }

  place(intended: number): void {
    const began = performance.now();
    const { ref, body } = this.nextOrder();
    this.#open.set(ref, intended);
    this.#waiting.push({ key: ref, value: JSON.stringify(body) });
    this.ownMs += performance.now() - began;
    if (!this.#isSending) {
      this.#isSending = true;
      setImmediate(() => {
        this.#send().catch((error: unknown) => {
          this.fail(asError(error));
        });
      });
    }
  }

  follow(signal: AbortSignal): Promise<void> {
    return new Promise((done) => {
      if (signal.aborted) done();
      else signal.addEventListener('abort', () => done(), { once: true });
    });
  }

  fail(error: Error): void {
    this.failure ??= error;
  }

  hear(ref: string): void {
    const intended = this.#open.get(ref);
    if (intended === undefined) return;
    this.#open.delete(ref);
    const ms = performance.now() - intended;
    this.listener.shipped(ms);
    this.listener.completed(ms);
  }

  /** One request at a time: what comes meanwhile goes with the next. */
  async #send(): Promise<void> {
    while (this.#waiting.length > 0) {
      const messages = this.#waiting;
      this.#waiting = [];
      await this.producer.send({ topic: this.topic, messages });
    }
    this.#isSending = false;
  }
}
