import { setImmediate as turn } from 'node:timers/promises';
import { recordBytes } from '#ports';
import type { LogRecord } from '#ports';
import type { Broker } from 'kafkajs/src/cluster/index.js';
import { kafkaLimits } from './options.js';
import { produce } from './requests.js';

/** What one Produce request came to for one partition, before anybody judges it. */
export type Produced =
  | { readonly kind: 'answered'; readonly first: number; readonly time: number }
  | { readonly kind: 'not-sent' | 'failed'; readonly error: unknown };

interface Waiting {
  readonly partition: number;
  readonly records: readonly LogRecord[];
  readonly bytes: number;
  readonly done: (produced: Produced) => void;
}

/**
 * What one broker is to append to partitions of one topic: one request at a time, and in the next
 * one whatever has gathered meanwhile, so that many partitions cost no more requests than one. Who
 * adds a batch waits for its outcome before the next to the same partition (K5).
 */
export class ProduceQueue {
  #waiting: Waiting[] = [];
  #isSending = false;

  constructor(
    private readonly topic: string, private readonly connected: () => Promise<Broker>,
  ) {}

  add(partition: number, records: readonly LogRecord[]): Promise<Produced> {
    const bytes = records.reduce((sum, record) => sum + recordBytes(record), 0);
    return new Promise((done) => {
      this.#waiting.push({ partition, records, bytes, done });
      if (!this.#isSending) void this.#send();
    });
  }

  async #send(): Promise<void> {
    this.#isSending = true;
    while (this.#waiting.length > 0) {
      // What woke one writer wakes its neighbours in the same turn.
      await turn();
      const together = this.#next();
      const outcomes = await this.#sent(together);
      for (const [at, { done }] of together.entries()) {
        done(outcomes[at] ?? { kind: 'failed', error: new Error('nothing was answered') });
      }
    }
    this.#isSending = false;
  }

  /** As many as one request should carry, at least one. */
  #next(): readonly Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const waiting of this.#waiting) {
      bytes += waiting.bytes;
      if (count > 0 && bytes > kafkaLimits.produceBytesMax) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  async #sent(together: readonly Waiting[]): Promise<readonly Produced[]> {
    const all = (outcome: Produced): readonly Produced[] => together.map(() => outcome);
    let broker: Broker;
    try {
      broker = await this.connected();
      await broker.connectionPool.getConnection(0);
    } catch (error) {
      return all({ kind: 'not-sent', error });
    }
    try {
      const { topic } = this;
      const answers = await produce(broker, {
        topic, batches: together, timeoutMs: kafkaLimits.produceMsMax,
      });
      return together.map(({ partition }) => {
        const answer = answers.find((each) => each.topic === topic && each.partition === partition);
        return answer?.outcome ?? { kind: 'failed', error: new Error('no answer about it came') };
      });
    } catch (error) {
      return all({ kind: 'failed', error });
    }
  }
}
