import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { Kafka, logLevel, type Admin, type KafkaConfig } from 'kafkajs';

const answerMsMax = 3_000;
const askAgainMs = 50;

/** How to be let in; empty where everybody is. */
export type KafkaAccess = Pick<KafkaConfig, 'ssl' | 'sasl'>;

/** Connects an admin client, once and without retries, for the time that `use` takes. */
export async function withAdmin<T>(
  brokers: readonly string[],
  use: (admin: Admin) => Promise<T>,
  access: KafkaAccess = {},
): Promise<T> {
  const admin = new Kafka({
    ...access,
    brokers: [...brokers],
    clientId: 'servers',
    connectionTimeout: answerMsMax,
    requestTimeout: answerMsMax,
    logLevel: logLevel.NOTHING,
    retry: { retries: 0 },
  }).admin();
  try {
    await admin.connect();
    return await use(admin);
  } finally {
    await admin.disconnect();
  }
}

/** Fails unless `address` answers and knows of a controller and at least `brokers` live brokers. */
export async function kafkaAnswers(
  address: string,
  brokers: number,
  access?: KafkaAccess,
): Promise<void> {
  const cluster = await withAdmin([address], (admin) => admin.describeCluster(), access);
  if (cluster.brokers.length < brokers) {
    throw new Error(`${cluster.brokers.length} of ${brokers} brokers are in the cluster`);
  }
  if (cluster.controller === null || cluster.controller < 0) throw new Error('no controller yet');
}

/** Connects to Redis, once and without retries, for the time that `use` takes. */
export async function withRedis<T>(
  url: string,
  use: (redis: Redis) => Promise<T>,
  ca?: string,
): Promise<T> {
  const redis = new Redis(url, {
    ...(ca === undefined ? {} : { tls: { ca } }),
    lazyConnect: true,
    connectTimeout: answerMsMax,
    commandTimeout: answerMsMax,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
  });
  redis.on('error', () => undefined); // the command itself fails too, and says so
  try {
    await redis.connect();
    return await use(redis);
  } finally {
    // Of one that never connected, this would wait two seconds for a connection to close.
    if (redis.status !== 'end') redis.disconnect();
  }
}

/** Fails unless a Redis answers there that has loaded its data. */
export async function redisAnswers(url: string, ca?: string): Promise<void> {
  await withRedis(url, (redis) => redis.ping(), ca);
}

/**
 * Fails while answered commands are not in the append-only file yet: a write waits there for a
 * sync under way, for up to two seconds.
 */
export async function redisHasWritten(url: string, ca?: string): Promise<void> {
  const info = await withRedis(url, (redis) => redis.info('persistence'), ca);
  const waiting = /^aof_(?:buffer_length|pending_bio_fsync):[1-9].*$/m.exec(info);
  if (waiting !== null) throw new Error(`Redis has still to write: ${waiting[0]}`);
}

/** Asks again until `answers` does not fail; fails with its last reason when `msMax` is over. */
export async function untilAnswered(answers: () => Promise<void>, msMax: number): Promise<void> {
  const until = performance.now() + msMax;
  for (;;) {
    try {
      return await answers();
    } catch (error) {
      if (performance.now() > until) throw error;
    }
    await sleep(askAgainMs);
  }
}
