import { Redis } from 'ioredis';
import type { Books } from '../orders/ledger.js';
import { openingUnits } from '../orders/ledger.js';
import { skuOf, skusCount } from '../orders/stream.js';
import type { Peer } from './peer.js';
import { peerProgram, startPrograms } from './programs.js';
import { versionOf } from './versions.js';

const services = ['orders', 'inventory', 'shipping'] as const;
const keysAtOnce = 1_000;

const booksIn = async (redis: Redis, prefix: string, refs: readonly string[]): Promise<Books> => {
  const timesShipped = new Map<string, number>();
  for (let first = 0; first < refs.length; first += keysAtOnce) {
    const part = refs.slice(first, first + keysAtOnce);
    const asked = redis.pipeline();
    for (const ref of part) asked.hmget(`${prefix}order:${ref}`, 'status', 'timesShipped');
    const answers = (await asked.exec()) ?? [];
    part.forEach((ref, at) => {
      const [status, times] = (answers[at]?.[1] ?? []) as readonly (string | null)[];
      timesShipped.set(ref, status === 'shipped' ? Number(times ?? 0) : 0);
    });
  }
  const skus = Array.from({ length: skusCount }, (_, at) => skuOf(at));
  const units = await redis.mget(...skus.map((sku) => `${prefix}stock:${sku}`));
  return {
    timesShipped,
    available: new Map(skus.map((sku, at) => [sku, Number(units[at] ?? Number.NaN)])),
  };
};

const removeKeys = async (redis: Redis, prefix: string): Promise<void> => {
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', `${prefix}*`, 'COUNT', keysAtOnce);
    if (keys.length > 0) await redis.unlink(...keys);
    cursor = next;
  } while (cursor !== '0');
};

/** Three stock microservices of NestJS on Kafka, which keep their books in Redis. */
export const nestPeer: Peer = {
  name: 'stock NestJS Transport.KAFKA with awaited ioredis, three processes',
  durability:
    'at least once; messages are acknowledged by all replicas in sync, books are in Redis ' +
    '(appendonly, fsync every second); a crash between both counts twice or not at all',
  versions: {
    '@nestjs/microservices': versionOf('@nestjs/microservices'),
    kafkajs: versionOf('kafkajs'),
    ioredis: versionOf('ioredis'),
    node: process.version,
  },
  processName: 'nest',
  topics: ['orders', 'reservations', 'reserved', 'shipments', 'dispatched', 'updates'],
  takesReceipts: false,
  async start({ servers, prefix }) {
    const { redisUrl = '' } = servers;
    const redis = new Redis(redisUrl);
    const opening = Array.from({ length: skusCount }, (_, at) => [
      `${prefix}stock:${skuOf(at)}`,
      openingUnits,
    ]);
    await redis.mset(...opening.flat());
    const programs = startPrograms(
      services.map((service) => ({
        name: service,
        command: [process.execPath, peerProgram('nest/main.js'), service],
        environment: {
          KAFKA_BROKERS: servers.brokers.join(','),
          REDIS_URL: redisUrl,
          PREFIX: prefix,
        },
        answers: async (started) => {
          if (!started.hasSaid(/^listening$/m)) throw new Error(`${service} does not listen yet`);
        },
      })),
    );
    return {
      ready: programs.ready,
      books: (refs) => booksIn(redis, prefix, refs),
      stop: async () => {
        await programs.stop();
        await removeKeys(redis, prefix);
        await redis.quit();
      },
    };
  },
};
