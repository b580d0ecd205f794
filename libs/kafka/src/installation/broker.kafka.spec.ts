import { setTimeout as sleep } from 'node:timers/promises';
import type { Log, LogRecord, StoredRecord } from '#ports';
import { startServers } from '#servers';
import type { Servers } from '#servers';
import { ownServers } from '../../../../test/servers/own-servers.js';
import { ownOptions } from '../../test/cluster.js';
import { openKafka } from '../open-kafka.js';
import type { KafkaOptions } from '../client/options.js';
import { prepareTopics } from './setup.js';

jest.setTimeout(180_000);

const topic = 'oms.orders.events';
const readLimit = { records: 100, bytes: 2 ** 20 };

/** For what kills a broker. */
const withOwnBroker = async (
  run: (servers: Servers, options: KafkaOptions) => Promise<void>,
): Promise<void> => {
  const servers = await startServers({ brokers: 1, redis: false });
  try {
    const options = ownOptions({ brokers: servers.brokers });
    await prepareTopics(options, {});
    await run(servers, options);
  } finally {
    await servers.stop();
  }
};

interface Attempt {
  readonly kind: string;
  readonly first: number;
  readonly texts: readonly string[];
}

const batch = (at: number): LogRecord[] =>
  Array.from({ length: 1 + (at % 3) }, (_, i) => ({
    key: null,
    headers: {},
    value: Buffer.from(`${at}.${i}`),
  }));

const textOf = ({ value }: LogRecord): string => Buffer.from(value ?? []).toString();

/** One writer of one partition, until `signal` aborts. */
const write = async (log: Log, signal: AbortSignal): Promise<readonly Attempt[]> => {
  const attempts: Attempt[] = [];
  for (let at = 0; !signal.aborted; at += 1) {
    const records = batch(at);
    const outcome = await log.append(0, records);
    const first = outcome.kind === 'appended' ? outcome.first : -1;
    attempts.push({ kind: outcome.kind, first, texts: records.map(textOf) });
    if (outcome.kind !== 'appended') await sleep(20);
  }
  return attempts;
};

/** Reads on at the head, over whatever happens, until it has read `signal`'s end. */
const follow = async (log: Log, signal: AbortSignal): Promise<readonly StoredRecord[]> => {
  const read: StoredRecord[] = [];
  for (;;) {
    const isLast = signal.aborted;
    const outcome = await log.read(0, read.length, readLimit);
    if (outcome.kind === 'unavailable') await sleep(20);
    else if (outcome.slice.records.length > 0) read.push(...outcome.slice.records);
    else if (isLast) return read;
    else await log.grown(0, read.length, 60_000, signal);
  }
};

ownServers('a broker that is killed and starts anew', () => {
  it('kill -9 of the broker under appends: what was acknowledged stands; readers go on', () =>
    withOwnBroker(async (servers, options) => {
      const [writer, reader] = await Promise.all([openKafka(options), openKafka(options)]);
      const written = new AbortController();
      const seen = new AbortController();
      const writing = write(writer.log(topic), written.signal);
      const following = follow(reader.log(topic), seen.signal);
      for (let round = 0; round < 3; round += 1) {
        await sleep(700);
        await servers.kafka.kill(0);
        await sleep(300);
        await servers.kafka.start(0);
      }
      await sleep(2_500);
      written.abort();
      const attempts = await writing;
      await sleep(500);
      seen.abort();
      const read = await following;
      await Promise.all([writer.close(), reader.close()]);

      expect(read.map(({ offset }) => offset)).toEqual(read.map((_, at) => at));
      const stored = read.map(textOf);
      const appended = attempts.filter(({ kind }) => kind === 'appended');
      for (const { first, texts } of appended) {
        expect(stored.slice(first, first + texts.length)).toEqual(texts);
      }
      const refused = attempts.filter(({ kind }) => kind === 'unavailable');
      expect(refused.flatMap(({ texts }) => texts).filter((text) => stored.includes(text))).toEqual(
        [],
      );
      const known = new Set(attempts.flatMap(({ texts }) => texts));
      expect(stored.every((text) => known.has(text))).toBe(true);
      const order = stored.map((text) => Number.parseInt(text, 10));
      expect(order).toEqual(order.toSorted((a, b) => a - b));
      // It went on after the last start, and something was refused while there was no broker.
      expect(attempts.at(-1)?.kind).toBe('appended');
      expect(refused.length).toBeGreaterThan(0);
    }));

  it('a broker that starts anew finds positions and owners where they were', () =>
    withOwnBroker(async (servers, options) => {
      const family = await openKafka(options);
      const position = { offset: 7, term: 1, chain: 2, inbox: 2, digest: 'd', logId: 'b' };
      await family.positions.save('orders.intake.inventory', 1, position);
      const stop = new AbortController();
      const working = new Set<number>();
      const work = async (partition: number, owned: AbortSignal): Promise<void> => {
        working.add(partition);
        await new Promise((resolve) => {
          owned.addEventListener('abort', resolve);
        });
        working.delete(partition);
      };
      const running = family.ownership.run('orders.writer', 2, stop.signal, work);
      while (working.size < 2) await sleep(20);
      await servers.kafka.kill(0);
      await servers.kafka.start(0);
      expect(await family.positions.load('orders.intake.inventory', 1)).toEqual(position);
      await family.positions.save('orders.intake.inventory', 1, { ...position, offset: 8 });
      await sleep(3_000);
      while (working.size < 2) await sleep(20);
      stop.abort();
      await running;
      await family.close();
    }));
});
