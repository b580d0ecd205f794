import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CompressionTypes, Kafka, logLevel, Partitioners } from 'kafkajs';
import type { Log, LogRecord, ReadOutcome } from '#ports';
import { makeTopics, ownOptions, removeAll, shareBroker, withAdmin } from '../../test/cluster.js';
import { openKafka } from '../open-kafka.js';
import type { KafkaFamily } from '../open-kafka.js';
import type { KafkaOptions } from '../client/options.js';
import { batchBytes } from '../wire/record-batch.js';

shareBroker();

const topic = 'oms.channels.orders';
const everything = { records: 10_000, bytes: 2 ** 24 };
const never = new AbortController().signal;
const record = (text: string, bytes = 0): LogRecord => ({
  key: text,
  headers: { text },
  value: Buffer.from(text.padEnd(bytes, '.')),
});

const withLog = async (
  config: Readonly<Record<string, string>>,
  run: (log: Log, options: KafkaOptions, family: KafkaFamily) => Promise<void>,
  name = topic,
): Promise<void> => {
  const options = ownOptions();
  await makeTopics(options, [name], config);
  const family = await openKafka(options);
  try {
    await run(family.log(name), options, family);
  } finally {
    await family.close();
    await removeAll(options);
  }
};

const withFamily =
  (run: (options: KafkaOptions, family: KafkaFamily) => Promise<void>) => (): Promise<void> =>
    withLog({}, (_, options, family) => run(options, family));

const sliceOf = (outcome: ReadOutcome) => {
  if (outcome.kind !== 'read') throw new Error(outcome.reason);
  return outcome.slice;
};
const textsOf = (outcome: ReadOutcome) =>
  sliceOf(outcome).records.map(({ value }) => Buffer.from(value ?? []).toString());

/** A program that knows nothing of ours. */
const withProducer = async (
  { brokers }: KafkaOptions,
  transactionalId: string | undefined,
  run: (producer: ReturnType<Kafka['producer']>) => Promise<void>,
): Promise<void> => {
  const producer = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING }).producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    ...(transactionalId === undefined ? {} : { transactionalId, maxInFlightRequests: 1 }),
  });
  await producer.connect();
  try {
    await run(producer);
  } finally {
    await producer.disconnect();
  }
};

describe('appends', () => {
  test('K5: stand in the order in which they were asked for, however many at once', () =>
    withLog({}, async (log) => {
      const outcomes = await Promise.all(
        Array.from({ length: 60 }, (_, at) => log.append(0, [record(`${at}`)])),
      );
      expect(outcomes).toEqual(
        Array.from({ length: 60 }, (_, first) => ({ kind: 'appended', first })),
      );
    }));

  test('K6: the bytes of a batch are known before it is sent, to the byte', () =>
    withLog({ 'max.message.bytes': '20000' }, async (log) => {
      const texts = [record('a'), { ...record('ключ 🔑'), headers: { näme: 'ß'.repeat(70) } }];
      const rest = batchBytes([...texts, record('c', 10_000)]) - 10_000;
      const full = [...texts, record('c', 20_000 - rest)];
      expect(batchBytes(full)).toBe(20_000);
      expect(await log.append(0, full)).toEqual({ kind: 'appended', first: 0 });
      expect(await log.append(0, [...texts, record('c', 20_001 - rest)])).toMatchObject({
        kind: 'too-large',
      });
    }));

  test(
    'K15: to a topic that is not there make none',
    withFamily(async (options, family) => {
      expect(await family.log('oms.nowhere.inbox').append(0, [record('a')])).toMatchObject({
        kind: 'unavailable',
      });
      expect(await family.log('oms.nowhere.inbox').read(0, 0, everything)).toMatchObject({
        kind: 'unavailable',
      });
      const topics = await withAdmin((admin) => admin.listTopics());
      expect(topics).not.toContain(`${options.prefix}oms.nowhere.inbox`);
    }),
  );
});

describe('reads', () => {
  test('K10: beyond either end say where the log stands, and skip nothing silently', () =>
    withLog({}, async (log, options) => {
      await log.append(
        0,
        Array.from({ length: 10 }, (_, at) => record(`${at}`)),
      );
      await withAdmin(async (admin) => {
        const name = `${options.prefix}${topic}`;
        // kafkajs looks for the leader in metadata that something else must have asked for.
        await admin.fetchTopicOffsets(name);
        await admin.deleteTopicRecords({
          topic: name,
          partitions: [{ partition: 0, offset: '4' }],
        });
      });
      const first = sliceOf(await log.read(0, 1, everything));
      expect(first).toMatchObject({ start: 4, end: 10 });
      expect(first.records[0]?.offset).toBe(4);
      expect(await log.read(0, 12, everything)).toEqual({
        kind: 'read',
        slice: { records: [], start: 4, end: 10 },
      });
    }));

  test('of many at once over one connection each get their own answer (K16)', () =>
    withLog({}, async (_, options) => {
      const family = await openKafka(options);
      const log = family.log(topic);
      for (let at = 0; at < 20; at += 1) await log.append(at % 2, [record(`${at}`, 2_000)]);
      await family.close();
      const fresh = await openKafka(options);
      const read = await Promise.all(
        Array.from({ length: 40 }, async (__, at) =>
          textsOf(await fresh.log(topic).read(at % 2, at % 10, { records: 1, bytes: 1 })),
        ),
      );
      await fresh.close();
      expect(read.map(([text]) => Number.parseInt(text ?? '', 10))).toEqual(
        Array.from({ length: 40 }, (__, at) => (at % 10) * 2 + (at % 2)),
      );
    }));

  test('show what foreign programs send: compressed, headers twice or without value', () =>
    withLog({}, async (log, options) => {
      const name = `${options.prefix}${topic}`;
      await withProducer(options, undefined, async (producer) => {
        await producer.send({
          topic: name,
          compression: CompressionTypes.GZIP,
          messages: [
            { partition: 0, key: null, value: 'a', headers: { twice: ['1', '2'], once: 'y' } },
            { partition: 0, key: Buffer.from([255, 0]), value: null },
          ],
        });
      });
      const { records } = sliceOf(await log.read(0, 0, everything));
      expect(records.map(({ headers }) => ({ ...headers }))).toEqual([
        { twice: '2', once: 'y' },
        {},
      ]);
      expect(records[1]?.value).toBeNull();
    }));
});

/** Three of them, of one record each; the second is aborted: a, marker, b, marker, c, marker. */
const transact = (options: KafkaOptions, name: string): Promise<void> =>
  withProducer(options, `tx-${randomUUID()}`, async (producer) => {
    for (const [value, commits] of [
      ['a', true],
      ['b', false],
      ['c', true],
    ] as const) {
      const transaction = await producer.transaction();
      await transaction.send({
        topic: `${options.prefix}${name}`,
        messages: [{ partition: 0, value }],
      });
      await (commits ? transaction.commit() : transaction.abort());
    }
    await sleep(100);
  });

describe('foreign transactions', () => {
  test('show what was committed, and lead readers over markers and what was not', () =>
    withLog({}, async (log, options) => {
      await transact(options, topic);
      const whole = sliceOf(await log.read(0, 0, everything));
      expect(whole.records.map(({ offset }) => offset)).toEqual([0, 4]);
      expect(whole).toMatchObject({ start: 0, end: 6, next: 6 });
      expect(sliceOf(await log.read(0, 5, everything))).toMatchObject({ records: [], next: 6 });
      expect(sliceOf(await log.read(0, 6, everything))).toEqual({ records: [], start: 0, end: 6 });
      await log.grown(0, 5, 5_000, never);
    }));

  test.each(['oms.orders.inbox', 'oms.orders.events'])('leave no gap in %s', (name) =>
    withLog(
      {},
      async (log, options) => {
        await transact(options, name);
        const whole = await log.read(0, 0, everything);
        expect(textsOf(whole)).toEqual(['a', '', '', '', 'c', '']);
        expect(sliceOf(whole)).toMatchObject({ start: 0, end: 6 });
        expect(sliceOf(whole)).not.toHaveProperty('next');
        expect(sliceOf(whole).records.map(({ offset, time }) => [offset, time > 0])).toEqual(
          [0, 1, 2, 3, 4, 5].map((offset) => [offset, true]),
        );
      },
      name,
    ),
  );
});

const at = (offset: number) => ({ offset, term: 1, chain: 2, inbox: 2, digest: 'd', logId: 'b' });

describe('positions', () => {
  test(
    'saved at once: the last of each partition stands',
    withFamily(async (_, family) => {
      const name = `orders.intake.${topic}`;
      await Promise.all(
        Array.from({ length: 50 }, (__, n) => family.positions.save(name, n % 2, at(n))),
      );
      expect(await family.positions.load(name, 0)).toEqual(at(48));
      expect(await family.positions.load(name, 1)).toEqual(at(49));
    }),
  );

  test(
    'K7: that Kafka forgot are none',
    withFamily(async (options, family) => {
      const name = `orders.intake.${topic}`;
      await family.positions.save(name, 0, {
        offset: 3,
        term: 1,
        chain: 2,
        inbox: 2,
        digest: '',
        logId: '',
      });
      await withAdmin((admin) => admin.deleteGroups([`${options.prefix}positions.${name}`]));
      expect(await family.positions.load(name, 0)).toBeUndefined();
    }),
  );
});
