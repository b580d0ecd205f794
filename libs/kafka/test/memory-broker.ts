/** A broker in memory that speaks the protocol: it reads requests and answers, byte by byte. */
import Decoder from 'kafkajs/src/protocol/decoder.js';
import Encoder from 'kafkajs/src/protocol/encoder.js';
import type { Broker, Protocol } from 'kafkajs/src/cluster/index.js';

/** The protocol's numbers of the two requests that it answers. */
const [produceKey, fetchKey] = [0, 1];

interface Place {
  readonly topic: string;
  readonly partition: number;
}

export interface ProducedBytes extends Place {
  readonly batch: Buffer;
}

export interface AskedPlace extends Place {
  readonly from: number;
  readonly bytesMax: number;
}

export interface ProduceReply extends Place {
  readonly error?: number;
  readonly first: number;
  readonly time?: number;
}

export interface FetchReply extends Place {
  readonly error?: number;
  readonly end: number;
  readonly stable?: number;
  readonly aborted?: readonly { readonly producerId: number; readonly first: number }[];
  readonly batches: Buffer | null;
}

interface Sent {
  readonly apiVersion: number;
  readonly acks?: number;
  readonly timeoutMs?: number;
  readonly produced?: readonly ProducedBytes[];
  readonly asked?: readonly AskedPlace[];
}

const written = (
  places: readonly Place[],
  each: (encoder: Encoder, at: number) => void,
): Encoder => {
  const encoder = new Encoder().writeInt32(places.length);
  for (const [at, { topic, partition }] of places.entries()) {
    encoder.writeString(topic).writeInt32(1).writeInt32(partition);
    each(encoder, at);
  }
  return encoder;
};

const produceBytes = (replies: readonly ProduceReply[]): Buffer =>
  written(replies, (encoder, at) => {
    const { error = 0, first, time = -1 } = replies[at] ?? { first: -1 };
    encoder.writeInt16(error).writeInt64(first).writeInt64(time).writeInt64(0);
  }).writeInt32(0).buffer;

const fetchBytes = (replies: readonly FetchReply[]): Buffer => {
  const head = new Encoder().writeInt32(0).writeInt16(0).writeInt32(0);
  const body = written(replies, (encoder, at) => {
    const reply = replies[at];
    if (reply === undefined) return;
    const { error = 0, end, stable = end, aborted = [], batches } = reply;
    encoder.writeInt16(error).writeInt64(end).writeInt64(stable).writeInt64(0);
    encoder.writeInt32(aborted.length);
    for (const { producerId, first } of aborted) encoder.writeInt64(producerId).writeInt64(first);
    encoder.writeInt32(-1).writeBytes(batches);
  });
  return head.writeBuffer(body.buffer).buffer;
};

const readPlaces = <T>(decoder: Decoder, each: (topic: string) => T): readonly T[] =>
  decoder
    .readArray(() => {
      const topic = decoder.readString() ?? '';
      return decoder.readArray(() => each(topic));
    })
    .flat();

const readProduce = (decoder: Decoder): Omit<Sent, 'apiVersion'> => {
  decoder.readString();
  const [acks, timeoutMs] = [decoder.readInt16(), decoder.readInt32()];
  const produced = readPlaces(decoder, (topic) => ({
    topic,
    partition: decoder.readInt32(),
    batch: Buffer.from(decoder.readBytes() ?? []),
  }));
  return { acks, timeoutMs, produced };
};

const readFetch = (decoder: Decoder): Omit<Sent, 'apiVersion'> => {
  // Who asks, how long it waits, the fewest and most bytes.
  for (let field = 0; field < 4; field += 1) decoder.readInt32();
  decoder.readInt8();
  decoder.readInt32();
  decoder.readInt32();
  const asked = readPlaces(decoder, (topic) => {
    const partition = decoder.readInt32();
    decoder.readInt32();
    const from = Number(decoder.readInt64());
    decoder.readInt64();
    return { topic, partition, from, bytesMax: decoder.readInt32() };
  });
  return { asked };
};

export class MemoryBroker {
  /** Requests in the order in which they came. */
  readonly sent: Sent[] = [];
  disconnects = 0;
  /** What the connection does instead of answering. */
  failure: Error | undefined;
  /** What is refused before anything is sent. */
  unreachable: Error | undefined;

  constructor(
    private readonly replies: {
      readonly produce?: (produced: readonly ProducedBytes[]) => readonly ProduceReply[];
      readonly fetch?: (asked: readonly AskedPlace[]) => readonly FetchReply[];
    },
  ) {}

  /** As the library sees it: nothing else of a broker is asked. */
  get asBroker(): Broker {
    const broker: Pick<Broker, 'connectionPool' | 'disconnect'> = {
      connectionPool: {
        getConnection: async () => {
          if (this.unreachable !== undefined) throw this.unreachable;
          return {};
        },
        send: (protocol) => this.#answer(protocol),
      },
      disconnect: async () => {
        this.disconnects += 1;
      },
    };
    return broker as Broker;
  }

  async #answer<A>({ request, response }: Protocol<A>): Promise<A> {
    const decoder = new Decoder((await request.encode()).buffer);
    const { apiKey, apiVersion } = request;
    const read = apiKey === produceKey ? readProduce(decoder) : readFetch(decoder);
    this.sent.push({ apiVersion, ...read });
    if (this.failure !== undefined) throw this.failure;
    if (apiKey !== produceKey && apiKey !== fetchKey) throw new Error(`request ${apiKey}`);
    const bytes =
      apiKey === produceKey
        ? produceBytes(this.replies.produce?.(read.produced ?? []) ?? [])
        : fetchBytes(this.replies.fetch?.(read.asked ?? []) ?? []);
    return response.parse(await response.decode(bytes));
  }
}
