import type { LogRecord } from '#ports';
import { MemoryBroker } from '../../test/memory-broker.js';
import { batchesOf } from '../wire/batches.js';
import { writeBatch } from '../wire/batch-writer.js';
import { errorType } from './error-type.js';
import { byTopic, fetch, produce } from './requests.js';
import type { Fetched, ProduceAnswer } from './requests.js';

const [orders, stock] = ['oms.orders.events', 'oms.inventory.events'];
const [notLeader, tooLarge, outOfRange] = [6, 10, 1];
const record = (text: string): LogRecord => ({
  key: text,
  headers: { text },
  value: Buffer.from(text),
});
const batch = (topic: string, partition: number, ...texts: readonly string[]) => ({
  topic,
  partition,
  records: texts.map(record),
  bytes: 100 * texts.length,
});
const wanted = (...places: readonly { topic: string; partition: number; from: number }[]) => ({
  maxWaitTime: 500,
  minBytes: 1,
  maxBytes: 1_000_000,
  topics: byTopic(places, ({ partition, from }) => ({
    partition,
    fetchOffset: `${from}`,
    maxBytes: 65_536,
  })),
});
const connectionClosed = () =>
  Object.assign(new Error('Closed connection'), { name: 'KafkaJSConnectionClosedError' });

const outcomeOf = ({ topic, partition, outcome }: ProduceAnswer | Fetched) => [
  `${topic}/${partition}`,
  outcome.kind === 'failed' ? errorType(outcome.error) : outcome.kind,
];

describe('what is asked of several partitions', () => {
  test('goes by topic, each in the order in which it came', () => {
    const places = [
      { topic: stock, partition: 2 },
      { topic: orders, partition: 1 },
      { topic: stock, partition: 0 },
    ];
    expect(byTopic(places, ({ partition }) => partition)).toEqual([
      { topic: stock, partitions: [2, 0] },
      { topic: orders, partitions: [1] },
    ]);
    expect(byTopic([], () => 0)).toEqual([]);
  });
});

describe('a Produce request', () => {
  test('holds each batch whole, asks all replicas, and finds the place of each', async () => {
    const broker = new MemoryBroker({
      produce: (produced) =>
        produced.map(({ topic, partition }) => ({ topic, partition, first: 70, time: 1_000 })),
    });
    const answers = await produce(broker.asBroker, {
      batches: [batch(orders, 1, 'a', 'b'), batch(stock, 0, 'c'), batch(orders, 3, 'd')],
      timeoutMs: 20_000,
    });
    const [sent] = broker.sent;
    expect(sent).toMatchObject({ apiVersion: 7, acks: -1, timeoutMs: 20_000 });
    const read = await Promise.all(
      (sent?.produced ?? []).map(async ({ topic, partition, batch: bytes }) => {
        const [found, ...others] = await batchesOf(bytes);
        expect(others).toEqual([]);
        return [`${topic}/${partition}`, found?.records().map(({ key }) => key)];
      }),
    );
    expect(read).toEqual([
      [`${orders}/1`, ['a', 'b']],
      [`${orders}/3`, ['d']],
      [`${stock}/0`, ['c']],
    ]);
    expect(answers).toEqual(
      [
        { topic: orders, partition: 1 },
        { topic: orders, partition: 3 },
        { topic: stock, partition: 0 },
      ].map((place) => ({ ...place, outcome: { kind: 'answered', first: 70, time: 1_000 } })),
    );
  });

  test('larger than the encoder expected is sent whole all the same', async () => {
    const broker = new MemoryBroker({ produce: () => [{ topic: orders, partition: 0, first: 0 }] });
    const text = 'ß'.repeat(200_000);
    await produce(broker.asBroker, {
      batches: [{ ...batch(orders, 0, text), bytes: 1 }],
      timeoutMs: 1,
    });
    const [found] = await batchesOf(broker.sent[0]?.produced?.[0]?.batch ?? null);
    expect(found?.records()[0]?.key).toBe(text);
  });

  test('that one partition refuses is answered for the others', async () => {
    const broker = new MemoryBroker({
      produce: () => [
        { topic: orders, partition: 0, first: 5 },
        { topic: orders, partition: 1, first: -1, error: notLeader },
        { topic: stock, partition: 0, first: -1, error: tooLarge },
      ],
    });
    const answers = await produce(broker.asBroker, {
      batches: [batch(orders, 0, 'a'), batch(orders, 1, 'b'), batch(stock, 0, 'c')],
      timeoutMs: 20_000,
    });
    expect(answers.map(outcomeOf)).toEqual([
      [`${orders}/0`, 'answered'],
      [`${orders}/1`, 'NOT_LEADER_FOR_PARTITION'],
      [`${stock}/0`, 'MESSAGE_TOO_LARGE'],
    ]);
  });

  test('without an error and without a place has failed', async () => {
    const broker = new MemoryBroker({
      produce: () => [{ topic: orders, partition: 0, first: -1 }],
    });
    const [answer] = await produce(broker.asBroker, {
      batches: [batch(orders, 0, 'a')],
      timeoutMs: 20_000,
    });
    expect(answer?.outcome).toEqual({ kind: 'failed', error: new Error('answered offset -1') });
  });

  test('that nobody answers rejects; only a connection that closed is left', async () => {
    const broker = new MemoryBroker({});
    const send = () =>
      produce(broker.asBroker, { batches: [batch(orders, 0, 'a')], timeoutMs: 20_000 });
    broker.failure = new Error('Request timed out');
    await expect(send()).rejects.toThrow('timed out');
    expect(broker.disconnects).toBe(0);
    broker.failure = connectionClosed();
    await expect(send()).rejects.toThrow('Closed connection');
    expect(broker.disconnects).toBe(1);
  });
});

describe('a Fetch request', () => {
  test('asks from each place, and brings what stands there, with its bounds', async () => {
    const bytes = Buffer.from(writeBatch([record('a'), record('b')], 1_000));
    bytes.writeBigInt64BE(40n, 0);
    const broker = new MemoryBroker({
      fetch: () => [
        {
          topic: orders,
          partition: 1,
          end: 50,
          stable: 42,
          aborted: [{ producerId: 7, first: 39 }],
          batches: bytes,
        },
        { topic: stock, partition: 0, end: 9, batches: null },
      ],
    });
    const [found, empty] = await fetch(
      broker.asBroker,
      wanted({ topic: orders, partition: 1, from: 40 }, { topic: stock, partition: 0, from: 9 }),
    );
    expect(broker.sent).toEqual([
      {
        apiVersion: 11,
        asked: [
          { topic: orders, partition: 1, from: 40, bytesMax: 65_536 },
          { topic: stock, partition: 0, from: 9, bytesMax: 65_536 },
        ],
      },
    ]);
    if (found?.outcome.kind !== 'fetched') throw new Error('not fetched');
    const { batches, ...bounds } = found.outcome.found;
    expect(bounds).toEqual({
      partition: 1,
      errorCode: 0,
      highWatermark: 50,
      lastStableOffset: 42,
      logStartOffset: 0,
      abortedTransactions: [{ producerId: '7', firstOffset: 39 }],
    });
    expect(
      batches.flatMap((each) => each.records()).map(({ offset, key }) => [offset, key]),
    ).toEqual([
      [40, 'a'],
      [41, 'b'],
    ]);
    expect(empty).toMatchObject({
      topic: stock,
      outcome: { kind: 'fetched', found: { highWatermark: 9, batches: [] } },
    });
  });

  test('that one partition refuses brings the others', async () => {
    const broker = new MemoryBroker({
      fetch: () => [
        { topic: orders, partition: 0, end: -1, error: outOfRange, batches: null },
        { topic: orders, partition: 1, end: -1, error: notLeader, batches: null },
        { topic: stock, partition: 0, end: 3, batches: null },
      ],
    });
    const fetched = await fetch(
      broker.asBroker,
      wanted(
        { topic: orders, partition: 0, from: 8 },
        { topic: orders, partition: 1, from: 0 },
        { topic: stock, partition: 0, from: 3 },
      ),
    );
    expect(fetched.map(outcomeOf)).toEqual([
      [`${orders}/0`, 'OFFSET_OUT_OF_RANGE'],
      [`${orders}/1`, 'NOT_LEADER_FOR_PARTITION'],
      [`${stock}/0`, 'fetched'],
    ]);
  });

  test('whose batch nobody can unpack fails for its partition alone', async () => {
    const packed = Buffer.from(writeBatch([record('a')], 1_000));
    // It says that it is packed with gzip, and is not.
    packed.writeInt16BE(1, 21);
    const broker = new MemoryBroker({
      fetch: () => [
        { topic: orders, partition: 0, end: 1, batches: packed },
        { topic: stock, partition: 0, end: 3, batches: null },
      ],
    });
    const fetched = await fetch(
      broker.asBroker,
      wanted({ topic: orders, partition: 0, from: 0 }, { topic: stock, partition: 0, from: 3 }),
    );
    expect(fetched.map(({ outcome }) => outcome.kind)).toEqual(['failed', 'fetched']);
  });

  test('on a connection that closed rejects, and leaves the broker', async () => {
    const broker = new MemoryBroker({});
    broker.failure = connectionClosed();
    await expect(
      fetch(broker.asBroker, wanted({ topic: orders, partition: 0, from: 0 })),
    ).rejects.toThrow('Closed connection');
    expect(broker.disconnects).toBe(1);
  });
});
