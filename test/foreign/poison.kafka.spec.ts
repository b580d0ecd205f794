import { orderInput, ordersCodec, toPlaceOrder } from '#contracts';
import { issueNumber, partitionOf } from '#kernel';
import type { OmsNumber } from '#kernel';
import type { LogRecord } from '#ports';
import { rejectedIndex } from '#runtime';
import { verify } from '#services';
import { channelPoison, inboxPoison } from '../acceptance/poison-kinds.js';
import { keys, openInstallation, partitions } from './installation.js';
import type { Installation } from './installation.js';
import { converse, inJava, publisher } from './java.js';
import type { Conversation } from './java.js';

jest.setTimeout(180_000);

/** For hangs: who waits for a poisonous record waits for ever. */
const delayMsMax = 60_000;
const inboxTopic = 'oms.orders.inbox';
const channelTopic = 'oms.channels.orders';

/** A record as only Kafka can carry it: bytes everywhere, names of headers more than once. */
interface RawRecord {
  readonly key: Uint8Array | null;
  readonly headers: readonly (readonly [name: string, value: Uint8Array | null])[];
  readonly value: Uint8Array | null;
}

const raw = ({ key, headers, value }: LogRecord): RawRecord => ({
  key: key === null ? null : Buffer.from(key),
  value,
  headers: Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)] as const),
});
const lineOf = ({ key, headers, value }: RawRecord, partition: number): string => {
  const text = (bytes: Uint8Array | null): string | null =>
    bytes === null ? null : Buffer.from(bytes).toString('base64');
  return JSON.stringify({
    mode: 'raw',
    id: 'raw',
    partition,
    key: text(key),
    value: text(value),
    headers: headers.map(([name, bytes]) => [name, text(bytes)]),
  });
};

interface Kind {
  readonly name: string;
  readonly spoil: (good: RawRecord, record: LogRecord) => RawRecord;
  readonly code: string;
  readonly field: string;
  readonly isMendedByRedrive?: boolean;
}

const notText = Uint8Array.from([0xff, 0xfe, 0x00, 0xc3, 0x28]);
const without = (good: RawRecord, name: string): RawRecord['headers'] =>
  good.headers.filter(([each]) => each !== name);

/** What no text can say: only bytes on a wire. */
const kafkaPoison: readonly Kind[] = [
  {
    name: 'nothing at all',
    code: 'empty_body',
    field: 'body',
    spoil: () => ({ key: null, headers: [], value: null }),
  },
  {
    name: 'a type that is not UTF-8',
    code: 'not_a_cloud_event',
    field: 'ce_type',
    spoil: (good) => ({ ...good, headers: [...without(good, 'ce_type'), ['ce_type', notText]] }),
  },
  {
    name: 'a header without a value',
    code: 'not_a_cloud_event',
    field: 'ce_specversion',
    spoil: (good) => ({
      ...good,
      headers: [...without(good, 'ce_specversion'), ['ce_specversion', null]],
    }),
  },
  {
    name: 'a header twice, the last one wrong',
    code: 'unknown_type',
    field: 'ce_type',
    spoil: (good) => ({ ...good, headers: [...good.headers, ['ce_type', Buffer.from('oms.x')]] }),
  },
  {
    name: 'a header of 100,000 bytes',
    code: 'not_a_cloud_event',
    field: 'ce_id',
    isMendedByRedrive: true,
    spoil: (good) => ({
      ...good,
      headers: [...without(good, 'ce_id'), ['ce_id', Buffer.alloc(100_000, 'x')]],
    }),
  },
  {
    name: 'a thousand headers',
    code: 'unknown_type',
    field: 'ce_type',
    spoil: (good) => ({
      ...good,
      headers: [
        ...Array.from({ length: 1_000 }, (_, at) => [`h${at % 7}`, notText] as const),
        ['__proto__', notText],
        ['constructor', notText],
        ['', notText],
        ...without(good, 'ce_type'),
        ['ce_type', Buffer.from('constructor')],
      ],
    }),
  },
];

const named = (kinds: typeof channelPoison): readonly Kind[] =>
  kinds.map((kind) => ({ ...kind, spoil: (_, record) => raw(kind.spoil(record)) }));

/** An inbox is keyed by the number; the key of a channel's record means nothing. */
const inboxKinds: readonly Kind[] = [
  ...named(inboxPoison),
  ...kafkaPoison,
  {
    name: 'a key that is not UTF-8',
    code: 'number_malformed',
    field: 'key',
    spoil: (good) => ({
      ...good,
      key: notText,
      headers: good.headers.filter(([name]) => !['ce_subject', 'ce_omsnumber'].includes(name)),
    }),
  },
  {
    name: 'a key of 500,000 bytes',
    code: 'number_malformed',
    field: 'key',
    spoil: (good) => ({
      ...good,
      key: Buffer.alloc(500_000, 'k'),
      headers: good.headers.filter(([name]) => !['ce_subject', 'ce_omsnumber'].includes(name)),
    }),
  },
];
const channelKinds: readonly Kind[] = [
  ...named(channelPoison),
  ...kafkaPoison.map((kind) => ({ ...kind, isMendedByRedrive: false })),
];

inJava('poison as real Kafka records', () => {
  let installation: Installation;
  let toInbox: Conversation;
  let toChannel: Conversation;
  beforeAll(async () => {
    installation = await openInstallation();
    const {
      options: { brokers },
      named: nameOf,
    } = installation;
    toInbox = converse(publisher(brokers, nameOf(inboxTopic)));
    toChannel = converse(publisher(brokers, nameOf(channelTopic)));
  });
  afterAll(async () => {
    await Promise.all([toInbox, toChannel].map((each) => each.end()));
    await installation.stop();
  });

  let references = 0;
  const good = (topic: string, partition: number): { record: LogRecord; number: OmsNumber } => {
    for (;;) {
      const channelRef = `P-${(references += 1)}`;
      const number = issueNumber(keys, { tenant: 'default', channel: 'web', channelRef });
      if (partitionOf(number, partitions) !== partition) continue;
      const input = {
        channel: 'web',
        channelRef,
        currency: 'EUR',
        placedAt: '2026-01-05T10:00:00Z',
        lines: [{ line: '1', sku: 'A', node: 'main', quantity: '2', unitPrice: '9.90' }],
      };
      const record = ordersCodec.encodeCommand({
        key: number,
        tenant: 'default',
        number,
        id: `id-${channelRef}`,
        from: '/partner',
        command: toPlaceOrder(orderInput.parse(input), 'default', number, 0),
      });
      if (topic === inboxTopic) return { record, number };
      const { ce_dataschema: dataschema = '' } = record.headers;
      return {
        number,
        record: {
          key: 'whatever',
          value: Buffer.from(JSON.stringify(input)),
          headers: {
            'content-type': 'application/json',
            ce_specversion: '1.0',
            ce_id: `id-${channelRef}`,
            ce_source: '/shop',
            ce_type: 'oms.order.place',
            ce_dataschema: dataschema,
          },
        },
      };
    }
  };

  const send = async (topic: string, record: RawRecord, partition: number): Promise<number> => {
    const conversation = topic === inboxTopic ? toInbox : toChannel;
    const answer = JSON.parse(await conversation.ask(lineOf(record, partition))) as {
      readonly offset: number;
    };
    return answer.offset;
  };

  /** Sends a good order and waits until the view shows it; milliseconds. */
  const visibleMs = async (topic: string, partition: number): Promise<number> => {
    const { record, number } = good(topic, partition);
    await send(topic, raw(record), partition);
    const began = performance.now();
    while ((await installation.backend.views.orders.get('order', number)) === undefined) {
      if (performance.now() - began > delayMsMax) throw new Error(`${number} never came`);
      await new Promise((wake) => setTimeout(wake, 5));
    }
    return performance.now() - began;
  };

  interface Rejection {
    readonly id: string;
    readonly code: string;
    readonly field?: string;
  }
  const rejections = async (): Promise<readonly Rejection[]> => {
    const { orders } = installation.backend.views;
    const places = await orders.list({
      index: rejectedIndex('default'),
      limit: 500,
      descending: true,
    });
    return Promise.all(
      places.map(
        async ({ key }) =>
          (await orders.get('rejected', key, Number(key.split(':')[1]))) as Rejection,
      ),
    );
  };

  describe.each([
    { topic: inboxTopic, kinds: inboxKinds },
    { topic: channelTopic, kinds: channelKinds },
  ])('on $topic', ({ topic, kinds }) => {
    const ids = new Map<string, string>();
    const delays: number[] = [];

    beforeAll(async () => {
      // Both sides are warm: what is measured is the poison.
      for (let at = 0; at < 2 * partitions; at += 1) await visibleMs(topic, at % partitions);
      for (const [at, { name, spoil }] of kinds.entries()) {
        const partition = at % partitions;
        const { record } = good(topic, partition);
        const offset = await send(topic, spoil(raw(record), record), partition);
        delays.push(await visibleMs(topic, partition));
        ids.set(
          name,
          topic === inboxTopic
            ? `orders:${partition}:${offset}`
            : await forwardedTo(`${channelTopic}:${partition}:${offset}`),
        );
      }
      await installation.settle();
    });

    /** The place in the inbox of a channel's record that nobody could read. */
    const forwardedTo = async (place: string): Promise<string> => {
      const log = installation.kafka.log(inboxTopic);
      for (let partition = 0; partition < partitions; partition += 1) {
        for (let next = 0, end = 1; next < end;) {
          const read = await log.read(partition, next, { records: 1_000, bytes: 2 ** 24 });
          if (read.kind !== 'read') throw new Error(read.reason);
          const found = read.slice.records.find(({ headers }) => headers['ce_id'] === place);
          if (found !== undefined) return `orders:${partition}:${found.offset}`;
          ({ end } = read.slice);
          next = (read.slice.records.at(-1)?.offset ?? end - 1) + 1;
        }
      }
      return `not forwarded: ${place}`;
    };

    test(`more than 20 kinds (${kinds.length}) keep nobody waiting`, () => {
      expect(new Set(kinds.map(({ name }) => name)).size).toBeGreaterThan(20);
      expect(delays).toHaveLength(kinds.length);
      expect(Math.max(...delays)).toBeLessThan(delayMsMax);
    });

    test.each(kinds)('$name is listed with its reason: $code at $field', async (kind) => {
      const id = ids.get(kind.name);
      expect((await rejections()).find((each) => each.id === id)).toMatchObject({
        code: kind.code,
        field: kind.field,
      });
    });

    test('each can be driven again, and is answered once more', async () => {
      const before = await rejections();
      for (const id of ids.values()) {
        expect(await installation.backend.redrive(id)).toMatchObject({ kind: 'posted' });
      }
      await installation.settle();
      const known = new Set(before.map(({ id }) => id));
      const fresh = (await rejections()).filter(({ id }) => !known.has(id));
      expect(fresh.map(({ code, field }) => `${code} ${field}`).toSorted()).toEqual(
        kinds
          .filter(({ isMendedByRedrive }) => isMendedByRedrive !== true)
          .map(({ code, field }) => `${code} ${field}`)
          .toSorted(),
      );
    });
  });

  test('after all this every partition is at work, and the logs are whole', async () => {
    const { backend, kafka } = installation;
    await installation.settle();
    expect((await backend.status()).filter(({ state }) => state !== 'running')).toEqual([]);
    expect(await backend.settled([], 1, new AbortController().signal)).toMatchObject({
      settled: true,
    });
    const generations = installation.generations;
    expect(
      await verify({ logs: kafka.log, generations, waitingFor: async () => [] }),
    ).toMatchObject({ violations: 0, firstViolations: [] });
  });
});
