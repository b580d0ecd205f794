/**
 * Asks a broker to make the preferred replicas leaders (ElectLeaders, version 1): kafkajs has no
 * call for it, and a script of Kafka's would start a Java machine each time.
 */
import { connect } from 'node:net';

const electLeadersKey = 43;
const version = 1;
const preferred = 0;
const timeoutMs = 10_000;
const correlation = 1;

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

const int16 = (value: number): Buffer => {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value);
  return bytes;
};
const int32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const text = (value: string): Buffer => {
  const bytes = Buffer.from(value);
  return Buffer.concat([int16(bytes.length), bytes]);
};

const request = (partitions: readonly TopicPartition[]): Buffer => {
  const body = Buffer.concat([
    int16(electLeadersKey),
    int16(version),
    int32(correlation),
    text('chaos'),
    Buffer.from([preferred]),
    int32(partitions.length),
    ...partitions.flatMap(({ topic, partition }) => [text(topic), int32(1), int32(partition)]),
    int32(timeoutMs),
  ]);
  return Buffer.concat([int32(body.length), body]);
};

/** Behind the size: correlation, throttle time, and the error of the request as a whole. */
const errorAt = 4 + 4 + 4;

/** Rejects where the broker refuses the request; metadata tell what became of each partition. */
export const electLeaders = (
  address: string,
  partitions: readonly TopicPartition[],
): Promise<void> =>
  new Promise((done, failed) => {
    const [host = '', port = ''] = address.split(':');
    const socket = connect({ host, port: Number(port), timeout: timeoutMs });
    let answer = Buffer.alloc(0);
    socket.on('connect', () => socket.write(request(partitions)));
    socket.on('timeout', () => socket.destroy(new Error(`${address} gives no answer`)));
    socket.on('error', failed);
    socket.on('close', () => failed(new Error(`${address} closed the connection`)));
    socket.on('data', (chunk) => {
      answer = Buffer.concat([answer, chunk]);
      if (answer.length < errorAt + 2) return;
      const error = answer.readInt16BE(errorAt);
      if (error === 0) done();
      else failed(new Error(`${address} refuses an election: error ${error}`));
      socket.destroy();
    });
  });
