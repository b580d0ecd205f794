import { rejectedIndex } from '#runtime';
import { verify } from '#services';
import { GoodOrders } from '../acceptance/poison/good-orders.js';
import type { GoodOrder } from '../acceptance/poison/good-orders.js';
import { keys, openInstallation, partitions } from './installation.js';
import type { Installation } from './installation.js';
import { converse, inJava, publisher } from './java.js';
import type { Conversation } from './java.js';
import { channelKinds, inboxKinds, lineOf, raw } from './raw-poison.js';
import type { RawRecord } from './raw-poison.js';

jest.setTimeout(180_000);

/** For hangs: who waits for a poisonous record waits for ever. */
const delayMsMax = 60_000;
const inboxTopic = 'oms.orders.inbox';
const channelTopic = 'oms.channels.orders';

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

  const orders = new GoodOrders(keys, partitions);
  const good = (topic: string, partition: number): GoodOrder =>
    topic === inboxTopic ? orders.inInbox(partition) : orders.inChannel(partition);

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
