import Decoder from 'kafkajs/src/protocol/decoder.js';
import Encoder from 'kafkajs/src/protocol/encoder.js';
import protocol from 'kafkajs/src/protocol/requests/index.js';
import type { Broker, FetchWanted, Protocol } from 'kafkajs/src/cluster/index.js';
import type { LogRecord } from '#ports';
import { batchesOf } from '../wire/batches.js';
import type { Batch } from '../wire/batches.js';
import { writeBatch } from '../wire/batch-writer.js';

/** Both are the newest that kafkajs knows; brokers since 2.3 understand them. */
const produceVersion = 7;
const fetchVersion = 11;
const acknowledgedByAll = -1;

/** One partition; the topic has its full name, prefix included. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** As requests name them: what belongs to one topic together, in the order that it came. */
export const byTopic = <P extends TopicPartition, T>(
  places: readonly P[],
  each: (place: P) => T,
): { readonly topic: string; readonly partitions: readonly T[] }[] => {
  const topics = new Map<string, T[]>();
  for (const place of places) {
    const partitions = topics.get(place.topic);
    if (partitions === undefined) topics.set(place.topic, [each(place)]);
    else partitions.push(each(place));
  }
  return Array.from(topics, ([topic, partitions]) => ({ topic, partitions }));
};

interface ProducedBatch extends TopicPartition {
  readonly records: readonly LogRecord[];
  readonly bytes: number;
}

export interface ProduceWanted {
  /** One batch a partition. */
  readonly batches: readonly ProducedBatch[];
  readonly timeoutMs: number;
}

export interface ProduceAnswer extends TopicPartition {
  readonly outcome:
    | { readonly kind: 'answered'; readonly first: number; readonly time: number }
    | { readonly kind: 'failed'; readonly error: unknown };
}

/**
 * K1, K4, K6: a plain producer's batches, in kafkajs's request but in our encoding. Each partition
 * has an outcome of its own; rejects where none is known.
 */
export const produce = async (
  broker: Broker,
  wanted: ProduceWanted,
): Promise<readonly ProduceAnswer[]> => {
  const { request, response } = protocol.requests.Produce.protocol({ version: produceVersion })({
    acks: acknowledgedByAll,
    timeout: wanted.timeoutMs,
    topicData: [],
  });
  const { topics } = await sent(broker, {
    request: { ...request, encode: () => Promise.resolve(encoded(wanted)) },
    response: { decode: response.decode, parse: (answer) => Promise.resolve(answer) },
  });
  return Promise.all(
    topics.flatMap(({ topicName, partitions }) =>
      partitions.map(async (answer): Promise<ProduceAnswer> => {
        const { partition, baseOffset, logAppendTime } = answer;
        const about = { topic: topicName, partition };
        try {
          await response.parse({ topics: [{ topicName, partitions: [answer] }] });
        } catch (error) {
          return { ...about, outcome: { kind: 'failed', error } };
        }
        const first = Number(baseOffset);
        return first < 0
          ? { ...about, outcome: { kind: 'failed', error: new Error(`answered offset ${first}`) } }
          : { ...about, outcome: { kind: 'answered', first, time: Number(logAppendTime) } };
      }),
    ),
  );
};

/** What is written beside a batch, but for the topic's name. */
const headBytesMax = 128;

const encoded = ({ batches, timeoutMs }: ProduceWanted): Encoder => {
  const bytes = batches.reduce(
    (sum, { topic, bytes: own }) => sum + topic.length + own + headBytesMax,
    headBytesMax,
  );
  const topics = byTopic(batches, (batch) => batch);
  const encoder = new Encoder(bytes)
    .writeString(null)
    .writeInt16(acknowledgedByAll)
    .writeInt32(timeoutMs)
    .writeInt32(topics.length);
  for (const { topic, partitions } of topics) {
    encoder.writeString(topic).writeInt32(partitions.length);
    for (const { partition, records } of partitions) {
      const batch = writeBatch(records, Date.now());
      encoder.writeInt32(partition).writeInt32(batch.length).writeBuffer(batch);
    }
  }
  return encoder;
};

/** One partition of an answer to Fetch. */
export interface FetchedPartition {
  readonly partition: number;
  readonly errorCode: number;
  /** What stands before it is on all replicas in sync. */
  readonly highWatermark: number;
  /** What stands before it is decided: it lies at or below the high watermark. */
  readonly lastStableOffset: number;
  readonly logStartOffset: number;
  readonly abortedTransactions: readonly {
    readonly producerId: string;
    readonly firstOffset: number;
  }[];
  readonly batches: readonly Batch[];
}

export interface Fetched extends TopicPartition {
  readonly outcome:
    | { readonly kind: 'fetched'; readonly found: FetchedPartition }
    | { readonly kind: 'failed'; readonly error: unknown };
}

interface FetchAnswer {
  readonly clientSideThrottleTime: number;
  readonly responses: readonly {
    readonly topicName: string;
    readonly partitions: readonly PackedPartition[];
  }[];
}

/** With its batches as they came. */
interface PackedPartition extends Omit<FetchedPartition, 'batches'> {
  readonly packed: Buffer | null;
}

/**
 * kafkajs's request, and its answer with the batches as they are. Each partition has an outcome of
 * its own; rejects where none is known.
 */
export const fetch = async (broker: Broker, wanted: FetchWanted): Promise<readonly Fetched[]> => {
  const { request, response, requestTimeout } = protocol.requests.Fetch.protocol({
    version: fetchVersion,
  })(wanted);
  const { responses } = await sent<FetchAnswer>(broker, {
    request,
    response: { decode: decodeFetch, parse: (answer) => Promise.resolve(answer) },
    ...(requestTimeout === undefined ? {} : { requestTimeout }),
  });
  return Promise.all(
    responses.flatMap(({ topicName, partitions }) =>
      partitions.map(async ({ packed, ...head }): Promise<Fetched> => {
        const about = { topic: topicName, partition: head.partition };
        try {
          if (head.errorCode !== 0) {
            await response.parse({ responses: [{ topicName, partitions: [head] }] });
          }
          const found = { ...head, batches: await batchesOf(packed) };
          return { ...about, outcome: { kind: 'fetched', found } };
        } catch (error) {
          return { ...about, outcome: { kind: 'failed', error } };
        }
      }),
    ),
  );
};

const decodeFetch = (bytes: Buffer): Promise<FetchAnswer> => {
  const decoder = new Decoder(bytes);
  const clientSideThrottleTime = decoder.readInt32();
  // The errors and the id of a fetch session, of which there is none.
  decoder.readInt16();
  decoder.readInt32();
  const responses = decoder.readArray(() => ({
    topicName: decoder.readString() ?? '',
    partitions: decoder.readArray(() => decodePartition(decoder)),
  }));
  return Promise.resolve({ clientSideThrottleTime, responses });
};

const decodePartition = (decoder: Decoder): PackedPartition => {
  const [partition, errorCode] = [decoder.readInt32(), decoder.readInt16()];
  const head = {
    partition,
    errorCode,
    highWatermark: Number(decoder.readInt64()),
    lastStableOffset: Number(decoder.readInt64()),
    logStartOffset: Number(decoder.readInt64()),
    abortedTransactions: decoder.readArray(() => ({
      producerId: String(decoder.readInt64()),
      firstOffset: Number(decoder.readInt64()),
    })),
  };
  // The replica that the broker would rather be asked at.
  decoder.readInt32();
  return { ...head, packed: decoder.readBytes() };
};

/** As kafkajs sends: a broker whose connection closed is left. */
const sent = async <A>(broker: Broker, asked: Protocol<A>): Promise<A> => {
  try {
    return await broker.connectionPool.send(asked);
  } catch (error) {
    if (error instanceof Error && error.name === 'KafkaJSConnectionClosedError') {
      await broker.disconnect();
    }
    throw error;
  }
};
