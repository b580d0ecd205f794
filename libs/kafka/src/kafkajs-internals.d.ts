/**
 * The few members of kafkajs's own classes that this library uses (decisions/0030): kafkajs is
 * frozen at one exact version, and broker.kafka.spec.ts runs each of them against a real broker.
 */
declare module 'kafkajs/src/cluster/index.js' {
  import type { ISocketFactory, KafkaConfig, RetryOptions } from 'kafkajs';

  interface Logger {
    namespace(name: string): Logger;
  }

  export interface ClusterOptions extends Pick<KafkaConfig, 'ssl' | 'sasl'> {
    readonly brokers: string[];
    readonly clientId: string;
    readonly logger: Logger;
    readonly socketFactory: ISocketFactory;
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly enforceRequestTimeout: boolean;
    readonly metadataMaxAge: number;
    readonly allowAutoTopicCreation: boolean;
    readonly retry: RetryOptions;
  }

  export interface WireRecord {
    readonly key: string | null;
    readonly value: Buffer | null;
    readonly headers: Readonly<Record<string, string>>;
  }

  export type WireHeader = Buffer | null;
  export interface FetchedRecord {
    readonly offset: string;
    /** The log's append time where the topic says so; else what the producer claimed. */
    readonly timestamp: string;
    readonly key: Buffer | null;
    readonly value: Buffer | null;
    readonly headers: Readonly<Record<string, WireHeader | WireHeader[]>>;
    readonly isControlRecord: boolean;
    readonly batchContext: { readonly inTransaction: boolean; readonly producerId: string };
  }

  export interface FetchedPartition {
    readonly partition: number;
    readonly highWatermark: string;
    readonly lastStableOffset: string;
    /** kafkajs's name for the log's first offset. */
    readonly lastStartOffset: string;
    readonly abortedTransactions:
      readonly { readonly producerId: string; readonly firstOffset: string }[];
    readonly messages: readonly FetchedRecord[];
  }

  interface PartitionsOf<P> {
    readonly topic: string;
    readonly partitions: readonly P[];
  }

  /** To one broker: 1 is for Fetch, 0 for everything else. */
  export interface ConnectionPool {
    getConnection(index?: number): Promise<object>;
  }

  export interface Broker {
    readonly connectionPool: ConnectionPool;
    produce(request: {
      readonly acks: -1;
      readonly timeout: number;
      readonly topicData: readonly PartitionsOf<{
        readonly partition: number;
        readonly firstSequence: number;
        readonly messages: readonly WireRecord[];
      }>[];
    }): Promise<{
      readonly topics: readonly {
        readonly topicName: string;
        readonly partitions: readonly {
          readonly partition: number;
          readonly errorCode: number;
          readonly baseOffset: string;
          readonly logAppendTime: string;
        }[];
      }[];
    }>;
    fetch(request: {
      readonly maxWaitTime: number;
      readonly minBytes: number;
      readonly maxBytes: number;
      readonly topics: readonly PartitionsOf<{
        readonly partition: number;
        readonly fetchOffset: string;
        readonly maxBytes: number;
      }>[];
    }): Promise<{
      readonly responses: readonly {
        readonly topicName: string;
        readonly partitions: readonly FetchedPartition[];
      }[];
    }>;
    listOffsets(request: {
      readonly isolationLevel: number;
      readonly topics: readonly PartitionsOf<{
        readonly partition: number;
        readonly timestamp: number;
      }>[];
    }): Promise<{
      readonly responses: readonly {
        readonly partitions: readonly { readonly partition: number; readonly offset: string }[];
      }[];
    }>;
    offsetCommit(request: {
      readonly groupId: string;
      readonly groupGenerationId: number;
      readonly memberId: string;
      readonly topics: readonly PartitionsOf<{
        readonly partition: number;
        readonly offset: string;
        readonly metadata: string;
      }>[];
    }): Promise<object>;
    offsetFetch(request: {
      readonly groupId: string;
      readonly topics: readonly PartitionsOf<{ readonly partition: number }>[];
    }): Promise<{
      readonly responses: readonly {
        readonly partitions: readonly {
          readonly partition: number;
          readonly offset: string;
          readonly metadata: string | null;
        }[];
      }[];
    }>;
    joinGroup(request: {
      readonly groupId: string;
      readonly sessionTimeout: number;
      readonly rebalanceTimeout: number;
      readonly memberId: string;
      readonly protocolType: string;
      readonly groupProtocols: readonly { readonly name: string; readonly metadata: Buffer }[];
    }): Promise<{
      readonly generationId: number;
      readonly leaderId: string;
      readonly memberId: string;
      readonly members:
        readonly { readonly memberId: string; readonly memberMetadata: Buffer }[];
    }>;
    syncGroup(request: {
      readonly groupId: string;
      readonly generationId: number;
      readonly memberId: string;
      readonly groupAssignment:
        readonly { readonly memberId: string; readonly memberAssignment: Buffer }[];
    }): Promise<{ readonly memberAssignment: Buffer }>;
    heartbeat(request: {
      readonly groupId: string;
      readonly groupGenerationId: number;
      readonly memberId: string;
    }): Promise<object>;
    leaveGroup(request: {
      readonly groupId: string;
      readonly memberId: string;
    }): Promise<object>;
  }

  export default class Cluster {
    constructor(options: ClusterOptions);
    connect(): Promise<void>;
    disconnect(): Promise<void>;
    addTargetTopic(topic: string): Promise<void>;
    refreshMetadata(): Promise<void>;
    findTopicPartitionMetadata(
      topic: string,
    ): readonly { readonly partitionId: number; readonly leader: number }[];
    findBroker(where: { readonly nodeId: number }): Promise<Broker>;
    findGroupCoordinator(where: { readonly groupId: string }): Promise<Broker>;
  }
}

declare module 'kafkajs/src/loggers/index.js' {
  import type { logCreator, logLevel } from 'kafkajs';

  export function createLogger(options: {
    readonly level: logLevel;
    readonly logCreator: logCreator;
  }): { namespace(name: string): never };
}
