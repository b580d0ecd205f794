import { setImmediate as turn } from 'node:timers/promises';
import type { LogRecord } from '#ports';
import { MemoryBroker } from '../../test/memory-broker.js';
import type { ProducedBytes, ProduceReply } from '../../test/memory-broker.js';
import { ProduceQueue } from './produce-queue.js';

const topic = 'oms.orders.events';
const at = (partition: number) => ({ topic, partition });
const record = (bytes: number): LogRecord => ({
  key: null,
  headers: {},
  value: Buffer.alloc(bytes),
});

/** Each batch stands at its partition's number times ten. */
const placed = (produced: readonly ProducedBytes[]): readonly ProduceReply[] =>
  produced.map(({ partition }) => ({ topic, partition, first: 10 * partition, time: 5 }));

const queueOf = (broker: MemoryBroker): ProduceQueue =>
  new ProduceQueue(async () => broker.asBroker);
const partitionsSent = ({ sent }: MemoryBroker) =>
  sent.map(({ produced = [] }) => produced.map(({ partition }) => partition));

test('what is added in one turn goes in one request, and each hears of its own place', async () => {
  const broker = new MemoryBroker({ produce: placed });
  const queue = queueOf(broker);
  const outcomes = await Promise.all([3, 0, 1].map((each) => queue.add(at(each), [record(1)])));
  expect(partitionsSent(broker)).toEqual([[3, 0, 1]]);
  expect(outcomes).toEqual([30, 0, 10].map((first) => ({ kind: 'answered', first, time: 5 })));
});

test('what comes while a request is under way goes in the next one', async () => {
  let answer: () => void = () => undefined;
  const waits = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const broker = new MemoryBroker({ produce: placed });
  const queue = new ProduceQueue(async () => {
    if (broker.sent.length === 0) await waits;
    return broker.asBroker;
  });
  const first = queue.add(at(0), [record(1)]);
  for (let turns = 0; turns < 3; turns += 1) await turn();
  const others = [1, 2].map((each) => queue.add(at(each), [record(1)]));
  answer();
  await Promise.all([first, ...others]);
  expect(partitionsSent(broker)).toEqual([[0], [1, 2]]);
});

test('a request is bounded by its bytes, and one that is larger goes alone', async () => {
  const broker = new MemoryBroker({ produce: placed });
  const queue = queueOf(broker);
  await Promise.all([
    queue.add(at(0), [record(9 * 2 ** 20)]),
    queue.add(at(1), [record(9 * 2 ** 20)]),
    queue.add(at(2), [record(1)]),
  ]);
  expect(partitionsSent(broker)).toEqual([[0], [1, 2]]);
});

test('nothing was sent where no broker lets it connect, and later ones try again', async () => {
  const broker = new MemoryBroker({ produce: placed });
  broker.unreachable = new Error('Connection error');
  const queue = queueOf(broker);
  const outcome = await queue.add(at(0), [record(1)]);
  expect(outcome).toEqual({ kind: 'not-sent', error: broker.unreachable });
  expect(broker.sent).toEqual([]);
  broker.unreachable = undefined;
  expect(await queue.add(at(0), [record(1)])).toMatchObject({ kind: 'answered' });
});

test('all of a request that fails have failed: what became of them is unknown', async () => {
  const broker = new MemoryBroker({});
  broker.failure = new Error('Request timed out');
  const queue = queueOf(broker);
  const outcomes = await Promise.all([0, 1].map((each) => queue.add(at(each), [record(1)])));
  expect(outcomes).toEqual([0, 1].map(() => ({ kind: 'failed', error: broker.failure })));
});

test('a partition about which the broker says nothing has failed', async () => {
  const broker = new MemoryBroker({ produce: (produced) => placed(produced.slice(0, 1)) });
  const queue = queueOf(broker);
  const [answered, silent] = await Promise.all(
    [0, 1].map((each) => queue.add(at(each), [record(1)])),
  );
  expect(answered).toMatchObject({ kind: 'answered', first: 0 });
  expect(silent).toEqual({ kind: 'failed', error: new Error('no answer about it came') });
});
