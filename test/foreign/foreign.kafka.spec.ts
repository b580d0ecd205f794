import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { followOrders } from '#consumer';
import { inventoryCodec, ordersCodec, shippingCodec } from '#contracts';
import { systemClock, systemRandom } from '#embedded';
import { openKafka } from '#kafka';
import { issueNumber } from '#kernel';
import { acceptedChain } from './accepted-chain.js';
import type { AcceptedChain } from './accepted-chain.js';
import { keys, openInstallation, partitions } from './installation.js';
import type { Installation } from './installation.js';
import { recordIn } from './console-line.js';
import { consumer, digester, inJava, publisher, runJava } from './java.js';

jest.setTimeout(180_000);

const source = 'https://shop.example/java';
const secondsMax = 60;

const order = (channelRef: string, quantity: string, sku = 'A') => ({
  channel: 'web',
  channelRef,
  currency: 'EUR',
  placedAt: '2026-01-05T10:00:00Z',
  policy: { allOrNothing: true, releaseOn: 'accepted' },
  lines: [{ line: '1', sku, node: 'main', quantity, unitPrice: '9.90', onShortage: 'refuse' }],
});
const numberOf = (channelRef: string): string =>
  issueNumber(keys, { tenant: 'default', channel: 'web', channelRef });

const event = (mode: string, id: string, data: object, more: object = {}) => ({
  mode,
  key: id,
  id,
  source,
  type: 'oms.order.place',
  data,
  ...more,
});

interface OutcomeLine {
  readonly id: string;
  readonly outcome: string;
  readonly number?: string;
  readonly reference?: string;
  readonly reason?: string;
}

let installation: Installation;
beforeAll(async () => {
  installation = await openInstallation();
  await installation.backend.post(
    'inventory',
    {
      key: 'default/main/A',
      tenant: 'default',
      command: { type: 'stock.receive', data: { receipts: [{ id: 'r-1', quantity: '100' }] } },
    },
    'receive-1',
  );
  await installation.settle();
});
afterAll(() => installation.stop());

inJava('a publisher and a consumer in Java that know nothing of us', () => {
  const sent = [
    event('binary', 'e-1', order('J-1', '2'), { key: null }),
    event('structured', 'e-2', order('J-2', '3')),
    event('binary', 'e-3', order('J-3', '2', 'none')),
    event('structured', 'e-4', order('J-1', '2'), { key: 'another' }),
    event('binary', 'e-5', order('J-1', '5')),
    event('structured', 'e-6', order('J-6', '-1')),
    event('binary', 'e-7', order('J-7', '1'), { type: 'oms.order.explode' }),
  ];
  let reported: readonly OutcomeLine[];
  let counts: object;

  beforeAll(async () => {
    const {
      options: { brokers },
      named,
    } = installation;
    // The first order of a reference has to be the first: they may lie in unlike partitions.
    const publish = (records: readonly object[]): Promise<unknown> =>
      runJava(
        publisher(brokers, named('oms.channels.orders')),
        records.map((each) => `${JSON.stringify(each)}\n`).join(''),
      );
    await publish(sent.slice(0, 3));
    await installation.settle();
    await publish(sent.slice(3));
    const said = await runJava(
      consumer(brokers, named('oms.orders.events'), {
        group: named('java'),
        from: source,
        ids: sent.map(({ id }) => id),
        seconds: secondsMax,
      }),
    );
    const lines = said.map((line) => JSON.parse(line) as OutcomeLine);
    reported = lines.slice(0, -1);
    counts = lines.at(-1) ?? {};
  });

  const reportedOf = (id: string): readonly OutcomeLine[] =>
    reported.filter((each) => each.id === id);

  test.each([
    ['e-1', 'J-1', 'binary, without a key'],
    ['e-2', 'J-2', 'structured'],
  ])('%s: the order %s, %s, is accepted under its number', (id, reference) => {
    const number = numberOf(reference);
    expect(reportedOf(id)).toEqual([
      { id, outcome: 'placed', number, reference },
      { id, outcome: 'accepted', number },
    ]);
  });

  test('an order of which nothing can be had is rejected, with the reason', () => {
    expect(reportedOf('e-3').map(({ outcome }) => outcome)).toEqual(['placed', 'rejected']);
    expect(reportedOf('e-3')[1]?.reason).toMatch(/\S/);
  });

  test('the same order again is unchanged under its number, another body conflicts', () => {
    const number = numberOf('J-1');
    expect(reportedOf('e-4')).toEqual([
      { id: 'e-4', outcome: 'unchanged', number, reason: 'no-change' },
    ]);
    expect(reportedOf('e-5')).toEqual([
      { id: 'e-5', outcome: 'conflict', number, reason: 'lines.1.quantity' },
    ]);
  });

  test('what cannot be an order is refused, and its publisher finds it', () => {
    expect(reportedOf('e-6')).toEqual([
      { id: 'e-6', outcome: 'refused', reason: 'schema_invalid' },
    ]);
    expect(reportedOf('e-7')).toEqual([{ id: 'e-7', outcome: 'refused', reason: 'unknown_type' }]);
  });

  test('nothing is superseded, and no version of an order is missing', () => {
    expect(counts).toMatchObject({ superseded: 0, gaps: 0 });
  });

  test.each([ordersCodec, inventoryCodec, shippingCodec] as const)(
    'the digest that a program computes from docs/kafka.md is that of the log: $service',
    async (codec) => {
      const { options, named, kafka } = installation;
      const topic = `oms.${codec.service}.events`;
      await installation.settle();
      const lines = await runJava(digester(options.brokers, named(topic)));
      const found = lines.map((line) => JSON.parse(line) as AcceptedChain);
      expect(found).toHaveLength(partitions);
      expect(found.some(({ chain }) => chain >= 0)).toBe(true);
      for (const each of found) {
        expect(each).toEqual(await acceptedChain(kafka.log(topic), each.partition, codec));
      }
    },
  );

  test('the examples of docs/kafka.md are orders as they stand there', async () => {
    const {
      options: { brokers },
      named,
      backend,
    } = installation;
    const text = readFileSync(join(__dirname, '../../docs/kafka.md'), 'utf8');
    const examples = ['binary', 'structured'].map(
      (name) => new RegExp(`<!-- generated: ${name} -->\n\`\`\`text\n(.+)\n`).exec(text)?.[1] ?? '',
    );
    const [binary = '', structured = ''] = examples;
    const lines = [binary, structured.replaceAll('"R-1"', '"R-2"')];
    const records = lines.map((line, at) => JSON.stringify(recordIn(line, at)));
    await runJava(publisher(brokers, named('oms.channels.orders')), records.join('\n'));
    await installation.settle();
    for (const channelRef of ['R-1', 'R-2']) {
      const number = issueNumber(keys, { tenant: 'acme', channel: 'web', channelRef });
      expect(await backend.views.orders.get('order', number)).toMatchObject({ number });
    }
  });
});

describe('the consumer kit on Kafka', () => {
  /** One program of the group: its own connection, as in a process of its own. */
  const program = async (group: string, onEach: () => Promise<void> = async () => undefined) => {
    const kafka = await openKafka({ ...installation.options, sessionTimeoutMs: 6_000 });
    const seen: string[] = [];
    const owned = new Set<number>();
    const following = followOrders(
      { ...kafka, logs: kafka.log, clock: systemClock, random: systemRandom },
      {
        group,
        batchRecordsMax: 5,
        on: async ({ events, partition }) => {
          owned.add(partition);
          await onEach();
          seen.push(...events.map(({ offset, id }) => `${partition} ${offset} ${id}`));
        },
      },
    );
    return {
      seen,
      owned,
      following,
      end: async () => {
        await following.stop();
        await kafka.close();
      },
    };
  };

  const place = async (from: number, count: number): Promise<void> => {
    const log = installation.kafka.log('oms.channels.orders');
    for (let at = from; at < from + count; at += 1) {
      await log.append(at % log.partitions, [
        {
          key: null,
          value: Buffer.from(JSON.stringify(order(`K-${at}`, '1'))),
          headers: {
            'content-type': 'application/json',
            ce_specversion: '1.0',
            ce_id: `k-${at}`,
            ce_source: '/kit',
            ce_type: 'oms.order.place',
          },
        },
      ]);
    }
    await installation.settle();
  };

  /** Every event of the log that says something to others, by the offsets of its records. */
  const recorded = async (): Promise<readonly string[]> => {
    const log = installation.kafka.log('oms.orders.events');
    const all: string[] = [];
    for (let partition = 0; partition < log.partitions; partition += 1) {
      for (let next = 0, end = 1; next < end;) {
        const read = await log.read(partition, next, { records: 1_000, bytes: 2 ** 22 });
        if (read.kind !== 'read') throw new Error(read.reason);
        all.push(
          ...read.slice.records
            .filter(({ headers }) => headers['ce_omsterm'] !== undefined)
            .filter(({ headers }) => headers['ce_type'] !== 'oms.log.positions')
            .map(({ offset, headers }) => `${partition} ${offset} ${headers['ce_id']}`),
        );
        next = (read.slice.records.at(-1)?.offset ?? read.slice.end - 1) + 1;
        ({ end } = read.slice);
      }
    }
    return all.toSorted();
  };

  const until = async (reached: () => boolean | Promise<boolean>): Promise<void> => {
    const began = performance.now();
    while (!(await reached())) {
      if (performance.now() - began > 60_000) throw new Error('it never came');
      await new Promise((wake) => setTimeout(wake, 50));
    }
  };

  test('two programs of a group share the partitions; one ends, the other has them', async () => {
    await place(0, 10);
    const [one, two] = await Promise.all([program('shared'), program('shared')]);
    const both = () => new Set([...one.seen, ...two.seen]);
    const before = await recorded();
    await until(() => both().size === before.length);
    await until(() =>
      [one, two].every(
        ({ following }) =>
          following.status().filter(({ phase }) => phase === 'following').length === 1,
      ),
    );
    await one.end();
    const left = one.seen.length;
    await place(10, 10);
    const all = await recorded();
    await until(() => both().size === all.length);
    expect([...both()].toSorted()).toEqual(all);
    expect(one.seen).toHaveLength(left);
    expect([...two.owned].toSorted((a, b) => a - b)).toEqual([0, 1]);
    await two.end();
    // What was handled is passed: a third one has nothing to do.
    const three = await program('shared');
    await until(() =>
      three.following.status().every(({ phase, lag }) => phase === 'following' && lag === 0),
    );
    expect(three.seen).toEqual([]);
    await three.end();
  });
});
