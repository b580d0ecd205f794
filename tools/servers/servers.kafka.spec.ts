import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel, Partitioners, type EachMessagePayload } from 'kafkajs';
import { Redis } from 'ioredis';
import { startServers, type Servers } from '#servers';
import { ownServers } from '../../test/servers/own-servers.js';

const clientOf = ({ brokers }: Servers): Kafka =>
  new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING, retry: { initialRetryTime: 50 } });

async function createTopic(servers: Servers, topic: string): Promise<void> {
  const admin = clientOf(servers).admin();
  await admin.connect();
  await admin.createTopics({
    topics: [{ topic, numPartitions: 1, replicationFactor: servers.brokers.length }],
  });
  await admin.disconnect();
}

async function publish(servers: Servers, topic: string, value: string): Promise<void> {
  const { DefaultPartitioner } = Partitioners;
  const producer = clientOf(servers).producer({ createPartitioner: DefaultPartitioner });
  await producer.connect();
  await producer.send({ topic, acks: -1, messages: [{ value }] });
  await producer.disconnect();
}

/** The first `count` records of the topic. */
async function consume(servers: Servers, topic: string, count: number): Promise<string[]> {
  const consumer = clientOf(servers).consumer({ groupId: `g-${topic}-${count}` });
  const values: string[] = [];
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise<void>((done, failed) => {
    const eachMessage = async ({ message }: EachMessagePayload): Promise<void> => {
      values.push(String(message.value));
      if (values.length === count) done();
    };
    consumer.run({ eachMessage }).catch(failed);
  });
  await consumer.disconnect();
  return values;
}

/** For the time of `use`; whatever happens, they are stopped. */
async function withServers(
  wanted: Parameters<typeof startServers>[0],
  use: (servers: Servers) => Promise<void>,
): Promise<void> {
  const servers = await startServers(wanted);
  try {
    await use(servers);
  } finally {
    await servers.stop();
  }
}

ownServers("servers of one's own", () => {
  it('carries records, also after a broker was killed and started again', async () => {
    await withServers({ redis: false }, async (servers) => {
      expect(servers.redisUrl).toBeUndefined();
      await createTopic(servers, 'orders');
      await publish(servers, 'orders', 'before');
      expect(await consume(servers, 'orders', 1)).toEqual(['before']);
      await servers.kafka.kill(0);
      await servers.kafka.start(0);
      await publish(servers, 'orders', 'after');
      expect(await consume(servers, 'orders', 2)).toEqual(['before', 'after']);
    });
  });

  it('keeps three brokers in one cluster, and goes on when one is dead', async () => {
    await withServers({ brokers: 3, redis: false }, async (servers) => {
      expect(servers.brokers).toHaveLength(3);
      await createTopic(servers, 'orders');
      await servers.kafka.kill(1);
      await publish(servers, 'orders', 'with two of three');
      expect(await consume(servers, 'orders', 1)).toEqual(['with two of three']);
    });
  });

  it('puts older data back into Redis', async () => {
    await withServers({ brokers: 0 }, async (servers) => {
      expect(servers.brokers).toEqual([]);
      const redis = new Redis(servers.redisUrl ?? '');
      redis.on('error', () => undefined); // it connects again by itself
      await redis.set('cursor', '1');
      const copy = await servers.redis.copy();
      await redis.set('cursor', '2');
      await servers.redis.copy(); // waits until all of it is written
      await servers.redis.kill();
      await servers.redis.start();
      expect(await redis.get('cursor')).toBe('2');
      await servers.redis.restore(copy);
      expect(await redis.get('cursor')).toBe('1');
      redis.disconnect();
    });
  });

  it('goes on from kept data, at the same addresses', async () => {
    const data = await mkdtemp(join(tmpdir(), 'throughline-kept-'));
    try {
      let before: Servers | undefined;
      await withServers({ data }, async (servers) => {
        before = servers;
        await createTopic(servers, 'orders');
        await publish(servers, 'orders', 'kept');
      });
      await withServers({ data }, async (servers) => {
        expect(servers.brokers).toEqual(before?.brokers);
        expect(servers.redisUrl).toEqual(before?.redisUrl);
        expect(await consume(servers, 'orders', 1)).toEqual(['kept']);
        await expect(startServers({ data })).rejects.toThrow(/is taken: end what uses it/);
      });
      await expect(startServers({ data, brokers: 3 })).rejects.toThrow(/brokers: .* that of 1, /);
      const left = await readdir(join(data, 'servers'));
      expect(left.filter((name) => name.endsWith('.pid'))).toEqual([]);
    } finally {
      await rm(data, { recursive: true, force: true });
    }
    expect(existsSync(data)).toBe(false);
  });
});
