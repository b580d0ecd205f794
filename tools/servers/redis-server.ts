/** One Redis that keeps its data as production should: appended, flushed each second, never evicted. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { ServerProcess } from './server-process.js';

export interface RedisWanted {
  readonly program: string;
  readonly folder: string;
  readonly port: number;
}

/** Where it keeps its data. */
export const redisData = (folder: string): string => join(folder, 'redis');

export const redisServer = ({ program, folder, port }: RedisWanted): ServerProcess => {
  mkdirSync(redisData(folder), { recursive: true });
  return new ServerProcess({
    name: 'redis', command: program, folder, port,
    args: [
      '--port', String(port), '--bind', '127.0.0.1', '--dir', redisData(folder),
      '--appendonly', 'yes', '--appendfsync', 'everysec', '--save', '',
      '--maxmemory-policy', 'noeviction',
    ],
    isUp: () => isUp(port),
  });
};

/** It takes connections before it has read its data. */
const isUp = async (port: number): Promise<boolean> => {
  const redis = new Redis({
    port, host: '127.0.0.1', lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null,
  });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return await redis.ping() === 'PONG';
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
};
