import type { AppendOutcome, LogRecord } from '#ports';
import { AppendQueue } from './append-queue.js';

const record = (text: string, bytes = 0): LogRecord => ({
  key: text,
  headers: {},
  value: Buffer.alloc(bytes),
});

/** A log that answers when it is told to. */
const scripted = (): {
  readonly queue: AppendQueue;
  readonly sent: (readonly (string | null)[])[];
  readonly answer: (outcome: AppendOutcome) => Promise<void>;
} => {
  const sent: (readonly (string | null)[])[] = [];
  let answered: (outcome: AppendOutcome) => void = () => undefined;
  const queue = new AppendQueue((records) => {
    sent.push(records.map(({ key }) => key));
    return new Promise((resolve) => {
      answered = resolve;
    });
  });
  return {
    queue,
    sent,
    answer: async (outcome) => {
      answered(outcome);
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    },
  };
};

test('the first goes at once, what waits goes together, each told its own place', async () => {
  const { queue, sent, answer } = scripted();
  const first = queue.add([record('a')]);
  const others = [queue.add([record('b'), record('c')]), queue.add([record('d')])];
  expect(sent).toEqual([['a']]);
  await answer({ kind: 'appended', first: 7 });
  expect(await first).toEqual({ kind: 'appended', first: 7 });
  expect(sent).toEqual([['a'], ['b', 'c', 'd']]);
  await answer({ kind: 'appended', first: 20 });
  expect(await Promise.all(others)).toEqual([
    { kind: 'appended', first: 20 },
    { kind: 'appended', first: 22 },
  ]);
  await queue.settled();
  expect(queue.underWay).toBeUndefined();
});

test('all who shared a batch hear that its outcome is unknown', async () => {
  const { queue, sent, answer } = scripted();
  const calls = ['a', 'b', 'c'].map((text) => queue.add([record(text)]));
  await answer({ kind: 'appended', first: 0 });
  await answer({ kind: 'unknown', reason: 'no answer' });
  expect(await Promise.all(calls)).toEqual([
    { kind: 'appended', first: 0 },
    { kind: 'unknown', reason: 'no answer' },
    { kind: 'unknown', reason: 'no answer' },
  ]);
  expect(sent).toHaveLength(2);
});

test('a batch is bounded by records and bytes, and a large call goes alone', async () => {
  const { queue, sent, answer } = scripted();
  const calls = [
    [record('at once')],
    [record('large', 300_000)],
    [record('b')],
    Array.from({ length: 499 }, (_, at) => record(`${at}`)),
    [record('c')],
  ].map((records) => queue.add(records));
  for (const first of [0, 1, 2, 3, 4]) await answer({ kind: 'appended', first });
  await Promise.all(calls);
  expect(sent.map(({ length }) => length)).toEqual([1, 1, 500, 1]);
});
