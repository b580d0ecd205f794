import Cluster from 'kafkajs/src/cluster/index.js';
import type { Broker } from 'kafkajs/src/cluster/index.js';
import { createLogger } from 'kafkajs/src/loggers/index.js';
import type { LogRecord } from '#ports';
import { connectOnce } from './connecting.js';
import { journalOf, logLevelMax } from './journal.js';
import { kafkaLimits } from './options.js';
import type { KafkaOptions } from './options.js';
import { ProduceQueue } from './produce-queue.js';
import type { Produced } from './produce-queue.js';
import { fetch } from './requests.js';
import type { FetchedPartition } from './requests.js';
import { connectSocket } from './socket.js';

const readCommitted = 1;
const latest = -1;
const earliest = -2;

/** One partition's place in a fetch. */
export interface FetchFrom {
  readonly partition: number;
  readonly from: number;
  readonly bytesMax: number;
}

/**
 * Single requests of the protocol about one topic, on connections of its own: to each broker one
 * for Fetch and one for everything else. A broker answers the requests of a connection one after
 * another, so what waits long has a client to itself. Nothing is retried here.
 */
export class Client {
  readonly #cluster: Cluster;
  /** By broker. */
  readonly #queues = new Map<number, ProduceQueue>();
  #connecting: Promise<void> | undefined;
  #refreshing: Promise<void> | undefined;
  #isClosed = false;

  /** `topic` is the full name, prefix included; without one it is for groups alone. */
  constructor(
    options: KafkaOptions, private readonly topic?: string,
    requestMsMax: number = kafkaLimits.quickRequestMsMax,
  ) {
    const { brokers, clientId, ssl, sasl } = options;
    this.#cluster = new Cluster({
      brokers: [...brokers], clientId,
      ...(ssl === undefined ? {} : { ssl }), ...(sasl === undefined ? {} : { sasl }),
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

  /** Finds out anew who leads which partition. */
  async refresh(): Promise<void> {
    await this.#connected();
    this.#refreshing = this.#cluster.refreshMetadata();
    await this.#refreshing;
  }

  async leaderOf(partition: number): Promise<number> {
    await this.#connected();
    const leader = this.knownLeaderOf(partition);
    if (leader !== undefined) return leader;
    await this.refresh();
    const found = this.knownLeaderOf(partition);
    if (found === undefined) throw new Error(`${this.topic}/${partition} has no leader`);
    return found;
  }

  /** By the last metadata. */
  knownLeaderOf(partition: number): number | undefined {
    const found = this.#cluster.findTopicPartitionMetadata(this.#named())
      .find(({ partitionId }) => partitionId === partition)?.leader;
    return found === undefined || found < 0 ? undefined : found;
  }

  /** By the last metadata; none where the broker that was asked does not know the topic yet. */
  knownPartitions(): readonly number[] {
    return this.#cluster.findTopicPartitionMetadata(this.#named())
      .map(({ partitionId }) => partitionId);
  }

  /** One batch to one partition (K1, K4, K5), in one request with others to the same broker. */
  async produce(partition: number, records: readonly LogRecord[]): Promise<Produced> {
    let node: number;
    try {
      node = await this.leaderOf(partition);
    } catch (error) {
      return { kind: 'not-sent', error };
    }
    let queue = this.#queues.get(node);
    if (queue === undefined) {
      queue = new ProduceQueue(this.#named(), () => this.#broker(node));
      this.#queues.set(node, queue);
    }
    return queue.add(partition, records);
  }

  /** From partitions that `node` leads; waits up to `waitMs` where nothing stands there yet. */
  async fetch(
    node: number, places: readonly FetchFrom[], waitMs: number, bytesMax: number,
  ): Promise<readonly FetchedPartition[]> {
    const broker = await this.#broker(node);
    const { responses } = await fetch(broker, {
      maxWaitTime: waitMs, minBytes: 1, maxBytes: bytesMax,
      topics: [{
        topic: this.#named(),
        partitions: places.map(({ partition, from, bytesMax: maxBytes }) =>
          ({ partition, fetchOffset: `${from}`, maxBytes })),
      }],
    });
    return responses.flatMap(({ partitions }) => partitions);
  }

  /** The first offset that stands and the one that comes next. */
  async bounds(partition: number): Promise<{ readonly start: number; readonly end: number }> {
    const broker = await this.#broker(await this.leaderOf(partition));
    const [start, end] = await Promise.all([earliest, latest].map(async (timestamp) => {
      const { responses } = await broker.listOffsets({
        isolationLevel: readCommitted,
        topics: [{ topic: this.#named(), partitions: [{ partition, timestamp }] }],
      });
      const found = responses[0]?.partitions[0];
      if (found?.partition !== partition) throw new Error(`no offset of ${partition} came back`);
      return Number(found.offset);
    }));
    return { start: start ?? 0, end: end ?? 0 };
  }

  async coordinatorOf(groupId: string): Promise<Broker> {
    await this.#connected();
    const broker = await this.#cluster.findGroupCoordinator({ groupId });
    connectOnce(broker.connectionPool);
    return broker;
  }

  /** Whoever still asks is refused; kafkajs would connect anew. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#connecting?.catch(() => undefined);
    await this.#refreshing?.catch(() => undefined);
    await this.#cluster.disconnect();
  }

  #named(): string {
    if (this.topic === undefined) throw new Error('this client knows no topic');
    return this.topic;
  }

  async #broker(node: number): Promise<Broker> {
    await this.#connected();
    const broker = await this.#cluster.findBroker({ nodeId: node });
    connectOnce(broker.connectionPool);
    return broker;
  }

  #connected(): Promise<void> {
    if (this.#isClosed) return Promise.reject(new Error('the client is closed'));
    this.#connecting ??= this.#connect().catch((error: unknown) => {
      this.#connecting = undefined;
      throw error;
    });
    return this.#connecting;
  }

  async #connect(): Promise<void> {
    await this.#cluster.connect();
    if (this.topic === undefined) await this.#cluster.refreshMetadata();
    else await this.#cluster.addTargetTopic(this.topic);
  }
}
