import { setImmediate as turn } from 'node:timers/promises';
import type { LogRecord } from '#ports';
import type { Broker } from 'kafkajs/src/cluster/index.js';
import { kafkaLimits } from '../client/options.js';
import { totalBytes } from '../wire/record-batch.js';
import { produce } from '../client/requests.js';
import type { ProduceAnswer, TopicPartition } from '../client/requests.js';
import { takeTogether } from '../wire/together.js';
import type { Waiting } from '../wire/together.js';

/** What one Produce request came to for one partition, before anybody judges it. */
export type Produced =
  | ProduceAnswer['outcome']
  | { readonly kind: 'not-sent'; readonly error: unknown };

interface Added extends Waiting, TopicPartition {
  readonly done: (produced: Produced) => void;
}

/**
 * What one broker is to append for this process, whatever the topics: one request at a time, and
 * in the next one whatever has gathered meanwhile, so that many partitions cost no more requests
 * than one. Who adds a batch waits for its outcome before the next to the same partition (K5).
 */
export class ProduceQueue {
  #waiting: Added[] = [];
  #isSending = false;

  constructor(private readonly connected: () => Promise<Broker>) {}

  add(which: TopicPartition, records: readonly LogRecord[]): Promise<Produced> {
    const { topic, partition } = which;
    const bytes = totalBytes(records);
    return new Promise((done) => {
      this.#waiting.push({ topic, partition, records, bytes, done });
      if (!this.#isSending) void this.#send();
    });
  }

  async #send(): Promise<void> {
    this.#isSending = true;
    while (this.#waiting.length > 0) {
      // What woke one writer wakes its neighbours in the same turn.
      await turn();
      const together = takeTogether(this.#waiting, {
        records: Infinity,
        bytes: kafkaLimits.produceBytesMax,
      });
      const outcomeOf = await this.#sent(together);
      for (const added of together) added.done(outcomeOf(added));
    }
    this.#isSending = false;
  }

  /** Never rejects; answers what became of each partition's batch. */
  async #sent(together: readonly Added[]): Promise<(which: TopicPartition) => Produced> {
    let broker: Broker;
    try {
      broker = await this.connected();
      await broker.connectionPool.getConnection(0);
    } catch (error) {
      return () => ({ kind: 'not-sent', error });
    }
    try {
      const answers = await produce(broker, {
        batches: together,
        timeoutMs: kafkaLimits.produceMsMax,
      });
      return ({ topic, partition }) => {
        const answer = answers.find((each) => each.topic === topic && each.partition === partition);
        return answer?.outcome ?? { kind: 'failed', error: new Error('no answer about it came') };
      };
    } catch (error) {
      return () => ({ kind: 'failed', error });
    }
  }
}
