/** Servers from docker-compose.yml, in a project of their own. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { freePorts } from './server-process.js';
import { untouchable } from './servers.js';
import type { Servers, ServersWanted } from './servers.js';

const execute = promisify(execFile);
const upMsMax = 300_000;

/**
 * One broker and one Redis; `data` names the project whose volumes are kept. Redis' data cannot be
 * put back from outside, so that those tests need the other way.
 */
export const startDockerServers = async (
  { redis = true, data }: ServersWanted,
): Promise<Servers> => {
  const project = data === undefined
    ? `throughline-${randomBytes(4).toString('hex')}` : 'throughline';
  const [kafkaPort, redisPort] = data === undefined ? await freePorts(2) : [9_092, 6_379];
  const env = {
    ...process.env, KAFKA_PORT: String(kafkaPort), REDIS_PORT: String(redisPort),
  };
  const compose = async (...args: readonly string[]): Promise<void> => {
    await execute('docker', ['compose', '-p', project, ...args], { env, timeout: upMsMax });
  };
  const wanted = redis ? ['kafka', 'redis'] : ['kafka'];
  const stop = (): Promise<void> => compose('down', ...(data === undefined ? ['-v'] : []));
  try {
    await compose('up', '-d', '--wait', ...wanted);
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
  const later = (done: Promise<void>): void => void done.catch(() => undefined);
  return {
    brokers: [`127.0.0.1:${kafkaPort}`],
    redisUrl: redis ? `redis://127.0.0.1:${redisPort}` : undefined,
    owned: true, stop, how: 'docker compose',
    kafka: {
      kill: () => compose('kill', 'kafka'),
      start: () => compose('up', '-d', '--wait', 'kafka'),
      pause: () => later(compose('pause', 'kafka')),
      resume: () => later(compose('unpause', 'kafka')),
    },
    redis: {
      ...untouchable.redis,
      kill: () => compose('kill', 'redis'),
      start: () => compose('up', '-d', '--wait', 'redis'),
    },
  };
};
