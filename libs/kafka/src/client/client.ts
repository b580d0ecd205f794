import Cluster from 'kafkajs/src/cluster/index.js';
import type { Broker } from 'kafkajs/src/cluster/index.js';
import { createLogger } from 'kafkajs/src/loggers/index.js';
import type { LogRecord } from '#ports';
import { connectOnce } from './connecting.js';
import { journalOf, logLevelMax } from '../journal.js';
import { Once } from './once.js';
import { kafkaLimits } from './options.js';
import type { KafkaOptions } from './options.js';
import { ProduceQueue } from '../log/produce-queue.js';
import type { Produced } from '../log/produce-queue.js';
import { byTopic, fetch } from './requests.js';
import type { Fetched, TopicPartition } from './requests.js';
import { connectSocket } from './socket.js';
import { isAnswer } from './error-type.js';
import { SingleFlight } from '#kernel';

const readCommitted = 1;
const latest = -1;
const earliest = -2;

/** One partition's place in a fetch. */
export interface FetchFrom extends TopicPartition {
  readonly from: number;
  readonly bytesMax: number;
}

/**
 * Single requests of the protocol, on connections of its own: to each broker one for Fetch and one
 * for everything else. A broker answers the requests of a connection one after another, so what
 * waits long has a client to itself. Topics have their full names here, prefix included. Nothing is
 * retried.
 */
export class Client {
  readonly #cluster: Cluster;
  /** By broker. */
  readonly #queues = new Map<number, ProduceQueue>();
  /** By topic, then by partition: who led it by the last answer about that topic. */
  readonly #leaders = new Map<string, ReadonlyMap<number, number>>();
  /** By topic: asks about it for the first time. */
  readonly #targets = new Map<string, Once>();
  readonly #connecting = new Once(() => this.#cluster.connect());
  readonly #finding = new Once(() => this.refresh());
  /** Resolves when no question about a topic is under way. */
  #asking: Promise<void> = Promise.resolve();
  readonly #refreshing = new SingleFlight<void>();
  #isClosed = false;

  constructor(
    options: Pick<KafkaOptions, 'brokers' | 'clientId' | 'ssl' | 'sasl' | 'log'>,
    requestMsMax: number = kafkaLimits.quickRequestMsMax,
  ) {
    const { brokers, clientId, ssl, sasl } = options;
    this.#cluster = new Cluster({
      brokers: [...brokers],
      clientId,
      ...(ssl === undefined ? {} : { ssl }),
      ...(sasl === undefined ? {} : { sasl }),
      logger: createLogger({ level: logLevelMax, logCreator: () => journalOf(options) }),
      socketFactory: connectSocket,
      connectionTimeout: kafkaLimits.connectMsMax,
      requestTimeout: requestMsMax,
      enforceRequestTimeout: true,
      metadataMaxAge: 300_000,
      // K15: topics are made and audited by setup.ts alone.
      allowAutoTopicCreation: false,
      retry: { retries: 1, initialRetryTime: 20, maxRetryTime: 200 },
    });
  }

  /**
   * Finds out anew who leads which partition; whoever asks meanwhile shares the answer. Rejects
   * where no broker can be asked.
   */
  refresh(): Promise<void> {
    return this.#refreshing.run(() => this.#refresh());
  }

  async leaderOf(which: TopicPartition): Promise<number> {
    const { topic, partition } = which;
    let target = this.#targets.get(topic);
    if (target === undefined) {
      target = new Once(() => this.#ask(topic));
      this.#targets.set(topic, target);
    }
    await target.run();
    const leader = this.knownLeaderOf(which);
    if (leader !== undefined) return leader;
    await this.#ask(topic);
    const found = this.knownLeaderOf(which);
    if (found === undefined) throw new Error(`${topic}/${partition} has no leader`);
    return found;
  }

  /** By the last answer. */
  knownLeaderOf({ topic, partition }: TopicPartition): number | undefined {
    const found = this.#leaders.get(topic)?.get(partition);
    return found === undefined || found < 0 ? undefined : found;
  }

  /** Asked anew; none where the broker that was asked does not know the topic yet. */
  async partitionsOf(topic: string): Promise<readonly TopicPartition[]> {
    await this.#ask(topic);
    const partitions = this.#leaders.get(topic)?.keys() ?? [];
    return Array.from(partitions, (partition) => ({ topic, partition }));
  }

  /** One batch to one partition (K1, K4, K5), in one request with others to the same broker. */
  async produce(which: TopicPartition, records: readonly LogRecord[]): Promise<Produced> {
    let node: number;
    try {
      node = await this.leaderOf(which);
    } catch (error) {
      return { kind: 'not-sent', error };
    }
    let queue = this.#queues.get(node);
    if (queue === undefined) {
      queue = new ProduceQueue(() => this.#broker(node));
      this.#queues.set(node, queue);
    }
    return queue.add(which, records);
  }

  /**
   * From partitions that `node` leads; waits up to `waitMs` where nothing stands there yet. Each
   * partition has an outcome of its own; rejects where none is known.
   */
  async fetch(
    node: number,
    places: readonly FetchFrom[],
    waitMs: number,
    bytesMax: number,
  ): Promise<readonly Fetched[]> {
    const broker = await this.#broker(node);
    return fetch(broker, {
      maxWaitTime: waitMs,
      minBytes: 1,
      maxBytes: bytesMax,
      topics: byTopic(places, ({ partition, from, bytesMax: maxBytes }) => ({
        partition,
        fetchOffset: `${from}`,
        maxBytes,
      })),
    });
  }

  /** The first offset that stands and the one that comes next. */
  async bounds(which: TopicPartition): Promise<{ readonly start: number; readonly end: number }> {
    const { topic, partition } = which;
    const broker = await this.#broker(await this.leaderOf(which));
    const [start, end] = await Promise.all(
      [earliest, latest].map(async (timestamp) => {
        const { responses } = await broker.listOffsets({
          isolationLevel: readCommitted,
          topics: [{ topic, partitions: [{ partition, timestamp }] }],
        });
        const found = responses[0]?.partitions[0];
        if (found?.partition !== partition) throw new Error(`no offset of ${partition} came back`);
        return Number(found.offset);
      }),
    );
    return { start: start ?? 0, end: end ?? 0 };
  }

  async coordinatorOf(groupId: string): Promise<Broker> {
    await this.#connected();
    await this.#finding.run();
    const broker = await this.#cluster.findGroupCoordinator({ groupId });
    connectOnce(broker.connectionPool);
    return broker;
  }

  /** Whoever still asks is refused; kafkajs would connect anew. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#connecting.begun?.catch(() => undefined);
    await this.#refreshing.running?.catch(() => undefined);
    await this.#asking;
    await this.#cluster.disconnect();
  }

  async #refresh(): Promise<void> {
    await this.#connected();
    if (this.#targets.size === 0) return this.#cluster.brokerPool.refreshMetadata([]);
    for (const topic of this.#targets.keys()) {
      await this.#ask(topic).catch((error: unknown) => {
        // What the broker says of one topic does not concern the others.
        if (!isAnswer(error)) throw error;
      });
    }
  }

  /**
   * About one topic at a time: kafkajs takes an answer whole or not at all, and a topic that is
   * gone or has no leader must not hide where the others have moved.
   */
  #ask(topic: string): Promise<void> {
    const asked = this.#asking.then(async () => {
      await this.#connected();
      const { brokerPool } = this.#cluster;
      await brokerPool.refreshMetadata([topic]);
      const found = brokerPool.metadata?.topicMetadata.find((each) => each.topic === topic);
      this.#leaders.set(
        topic,
        new Map(found?.partitionMetadata.map(({ partitionId, leader }) => [partitionId, leader])),
      );
    });
    this.#asking = asked.catch(() => undefined);
    return asked;
  }

  async #broker(node: number): Promise<Broker> {
    await this.#connected();
    const broker = await this.#cluster.findBroker({ nodeId: node });
    connectOnce(broker.connectionPool);
    return broker;
  }

  #connected(): Promise<void> {
    return this.#isClosed
      ? Promise.reject(new Error('the client is closed'))
      : this.#connecting.run();
  }
}
