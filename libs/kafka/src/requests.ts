import Decoder from 'kafkajs/src/protocol/decoder.js';
import Encoder from 'kafkajs/src/protocol/encoder.js';
import protocol from 'kafkajs/src/protocol/requests/index.js';
import type { Broker, FetchWanted, Protocol } from 'kafkajs/src/cluster/index.js';
import type { LogRecord } from '#ports';
import { batchesOf } from './batches.js';
import type { Batch } from './batches.js';
import { writeBatch } from './batch-writer.js';

/** Both are the newest that kafkajs knows; brokers since 2.3 understand them. */
const produceVersion = 7;
const fetchVersion = 11;
const acknowledgedByAll = -1;

export interface ProduceWanted {
  readonly topic: string;
  /** One batch a partition. */
  readonly batches: readonly {
    readonly partition: number;
    readonly records: readonly LogRecord[];
    readonly bytes: number;
  }[];
  readonly timeoutMs: number;
}

export interface ProduceAnswer {
  readonly topic: string;
  readonly partition: number;
  readonly outcome:
    | { readonly kind: 'answered'; readonly first: number; readonly time: number }
    | { readonly kind: 'failed'; readonly error: unknown };
}

/**
 * K1, K4, K6: a plain producer's batches, in kafkajs's request but in our encoding. Each partition
 * has an outcome of its own; rejects where none is known.
 */
export const produce = async (
  broker: Broker, wanted: ProduceWanted,
): Promise<readonly ProduceAnswer[]> => {
  const { request, response } = protocol.requests.Produce.protocol({ version: produceVersion })({
    acks: acknowledgedByAll, timeout: wanted.timeoutMs, topicData: [],
  });
  const { topics } = await sent(broker, {
    request: { ...request, encode: () => Promise.resolve(encoded(wanted)) },
    response: { decode: response.decode, parse: (answer) => Promise.resolve(answer) },
  });
  return Promise.all(topics.flatMap(({ topicName, partitions }) => partitions.map(
    async (answer): Promise<ProduceAnswer> => {
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
    })));
};

const partitionBytesMax = 128;

const encoded = ({ topic, batches, timeoutMs }: ProduceWanted): Encoder => {
  const bytes = batches.reduce((sum, batch) => sum + batch.bytes + partitionBytesMax, 0);
  const encoder = new Encoder(bytes + partitionBytesMax + topic.length)
    .writeString(null).writeInt16(acknowledgedByAll).writeInt32(timeoutMs)
    .writeInt32(1).writeString(topic).writeInt32(batches.length);
  for (const { partition, records } of batches) {
    const batch = writeBatch(records, Date.now());
    encoder.writeInt32(partition).writeInt32(batch.length).writeBuffer(batch);
  }
  return encoder;
};

/** One partition of an answer to Fetch. */
export interface FetchedPartition {
  readonly partition: number;
  readonly errorCode: number;
  /** What stands before it is decided: it lies at or below the high watermark. */
  readonly lastStableOffset: number;
  readonly logStartOffset: number;
  readonly abortedTransactions:
    readonly { readonly producerId: string; readonly firstOffset: number }[];
  readonly batches: readonly Batch[];
}

export interface FetchAnswer {
  readonly clientSideThrottleTime: number;
  readonly responses: readonly {
    readonly topicName: string | null;
    readonly partitions: readonly FetchedPartition[];
  }[];
}

/** kafkajs's request, and its answer with the batches as they are. */
export const fetch = (broker: Broker, wanted: FetchWanted): Promise<FetchAnswer> => {
  const { request, response, requestTimeout } =
    protocol.requests.Fetch.protocol({ version: fetchVersion })(wanted);
  return sent(broker, {
    request, response: { decode: decodeFetch, parse: response.parse },
    ...(requestTimeout === undefined ? {} : { requestTimeout }),
  });
};

const decodeFetch = async (bytes: Buffer): Promise<FetchAnswer> => {
  const decoder = new Decoder(bytes);
  const clientSideThrottleTime = decoder.readInt32();
  // The errors and the id of a fetch session, of which there is none.
  decoder.readInt16();
  decoder.readInt32();
  const responses = await decoder.readArrayAsync(async () => ({
    topicName: decoder.readString(),
    partitions: await decoder.readArrayAsync(() => decodePartition(decoder)),
  }));
  return { clientSideThrottleTime, responses };
};

const decodePartition = async (decoder: Decoder): Promise<FetchedPartition> => {
  const [partition, errorCode] = [decoder.readInt32(), decoder.readInt16()];
  // The high watermark, which nobody asks for.
  decoder.readInt64();
  const head = {
    partition, errorCode,
    lastStableOffset: Number(decoder.readInt64()), logStartOffset: Number(decoder.readInt64()),
    abortedTransactions: decoder.readArray(() => ({
      producerId: String(decoder.readInt64()), firstOffset: Number(decoder.readInt64()),
    })),
  };
  // The replica that the broker would rather be asked at.
  decoder.readInt32();
  return { ...head, batches: await batchesOf(decoder.readBytes()) };
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
