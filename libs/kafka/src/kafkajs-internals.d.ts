/**
 * The few members of kafkajs's own classes that this library uses (decisions/0030): kafkajs is
 * frozen at one exact version, and broker.kafka.spec.ts runs each of them against a real broker.
 */
declare module 'kafkajs/src/cluster/index.js' {
  import type { ISocketFactory, KafkaConfig, RetryOptions } from 'kafkajs';
  import type Encoder from 'kafkajs/src/protocol/encoder.js';

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

  export type WireHeader = Buffer | null;
  export interface FetchedRecord {
    readonly offset: string;
    /** The log's append time where the topic says so; else what the producer claimed. */
    readonly timestamp: string;
    readonly key: Buffer | null;
    readonly value: Buffer | null;
    readonly headers: Readonly<Record<string, WireHeader | WireHeader[]>>;
  }

  export interface FetchWanted {
    readonly maxWaitTime: number;
    readonly minBytes: number;
    readonly maxBytes: number;
    readonly topics: readonly PartitionsOf<{
      readonly partition: number;
      readonly fetchOffset: string;
      readonly maxBytes: number;
    }>[];
  }

  export interface ProduceAnswer {
    readonly topics: readonly {
      readonly topicName: string;
      readonly partitions: readonly {
        readonly partition: number;
        readonly errorCode: number;
        readonly baseOffset: string;
        readonly logAppendTime: string;
      }[];
    }[];
  }

  /** A request with what reads its answer; `parse` rejects with the first error in it. */
  export interface Protocol<A> {
    readonly request: {
      readonly apiKey: number;
      readonly apiVersion: number;
      readonly apiName: string;
      encode(): Promise<Encoder>;
      expectResponse?(): boolean;
    };
    readonly response: {
      readonly decode: (bytes: Buffer) => Promise<A>;
      readonly parse: (answer: A) => Promise<A>;
    };
    readonly requestTimeout?: number;
  }

  interface PartitionsOf<P> {
    readonly topic: string;
    readonly partitions: readonly P[];
  }

  /** To one broker: 1 is for Fetch, 0 for everything else. */
  export interface ConnectionPool {
    getConnection(index?: number): Promise<object>;
    send<A>(protocol: Protocol<A>): Promise<A>;
  }

  export interface Broker {
    readonly connectionPool: ConnectionPool;
    disconnect(): Promise<void>;
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
      readonly members: readonly { readonly memberId: string; readonly memberMetadata: Buffer }[];
    }>;
    syncGroup(request: {
      readonly groupId: string;
      readonly generationId: number;
      readonly memberId: string;
      readonly groupAssignment: readonly {
        readonly memberId: string;
        readonly memberAssignment: Buffer;
      }[];
    }): Promise<{ readonly memberAssignment: Buffer }>;
    heartbeat(request: {
      readonly groupId: string;
      readonly groupGenerationId: number;
      readonly memberId: string;
    }): Promise<object>;
    leaveGroup(request: { readonly groupId: string; readonly memberId: string }): Promise<object>;
  }

  export default class Cluster {
    constructor(options: ClusterOptions);
    readonly brokerPool: {
      /** Of the topics that were asked for last. */
      readonly metadata: {
        readonly topicMetadata: readonly {
          readonly topic: string;
          readonly partitionMetadata: readonly {
            readonly partitionId: number;
            readonly leader: number;
          }[];
        }[];
      } | null;
      /** No topic means all of them. Rejects where one of them has an error. */
      refreshMetadata(topics: readonly string[]): Promise<void>;
    };
    connect(): Promise<void>;
    disconnect(): Promise<void>;
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

declare module 'kafkajs/src/protocol/encoder.js' {
  export default class Encoder {
    constructor(sizeExpected?: number);
    /** What was written so far. */
    readonly buffer: Buffer;
    writeInt16(value: number): this;
    writeInt32(value: number): this;
    writeInt64(value: number): this;
    writeString(value: string | null): this;
    writeBytes(value: Buffer | null): this;
    writeBuffer(value: Buffer): this;
  }
}

declare module 'kafkajs/src/protocol/decoder.js' {
  export default class Decoder {
    constructor(bytes: Buffer);
    readInt8(): number;
    readInt16(): number;
    readInt32(): number;
    readInt64(): bigint;
    readString(): string | null;
    readBytes(): Buffer | null;
    readArray<T>(read: () => T): T[];
    readArrayAsync<T>(read: () => Promise<T>): Promise<T[]>;
  }
}

declare module 'kafkajs/src/protocol/recordBatch/crc32C/index.js' {
  export default function crc32c(bytes: Uint8Array): number;
}

declare module 'kafkajs/src/protocol/requests/fetch/v4/decodeMessages.js' {
  import type { FetchedRecord } from 'kafkajs/src/cluster/index.js';
  import type Decoder from 'kafkajs/src/protocol/decoder.js';

  /** What stands behind its length; all formats, packed or not. */
  export default function decodeMessages(decoder: Decoder): Promise<FetchedRecord[]>;
}

declare module 'kafkajs/src/protocol/requests/index.js' {
  import type { FetchWanted, ProduceAnswer, Protocol } from 'kafkajs/src/cluster/index.js';

  interface Versions<W, P> {
    protocol(which: { readonly version: number }): (wanted: W) => P;
  }

  interface PartsWithErrors {
    readonly responses: readonly {
      readonly topicName: string | null;
      readonly partitions: readonly { readonly partition: number; readonly errorCode: number }[];
    }[];
  }

  interface FetchProtocol extends Pick<Protocol<never>, 'request' | 'requestTimeout'> {
    readonly response: { readonly parse: <A extends PartsWithErrors>(answer: A) => Promise<A> };
  }

  const protocol: {
    readonly requests: {
      readonly Produce: Versions<
        { readonly acks: -1; readonly timeout: number; readonly topicData: readonly never[] },
        Protocol<ProduceAnswer>
      >;
      readonly Fetch: Versions<FetchWanted, FetchProtocol>;
    };
  };
  export default protocol;
}
