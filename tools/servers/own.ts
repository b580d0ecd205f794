import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { guard } from './guardian.js';
import { cachedJars, jars, kafkaVersion, redisAmong } from './jars.js';
import { KafkaProcesses } from './kafka-processes.js';
import { portsOf, type Ports } from './ports.js';
import { RedisProcess } from './redis-process.js';
import type { Servers, ServersWanted } from './servers.js';

const run = promisify(execFile);
const javaMin = 17;

/** Why processes of our own cannot be started here; undefined where they can. */
export async function whyNoProcesses(): Promise<string | undefined> {
  const java = await firstLine('java', '-version');
  if (java === undefined) return 'no java on the PATH';
  const version = Number(/version "(?:1\.)?(\d+)/.exec(java)?.[1]);
  if (!(version >= javaMin)) return `java is ${java}`;
  if (cachedJars() !== undefined || await firstLine('mvn', '-v') !== undefined) return undefined;
  return 'no mvn on the PATH';
}

/** What a program says of itself; undefined where there is none. */
async function firstLine(program: string, flag: string): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await run(program, [flag]);
    return (stdout || stderr).split('\n')[0];
  } catch {
    return undefined;
  }
}

/** Starts brokers by Java and Redis as processes of our own. */
export async function ownServers(wanted: ServersWanted): Promise<Servers> {
  const { brokers = 1, redis: redisWanted = true, data, say = () => undefined } = wanted;
  const library = await jars(say);
  const redis = redisWanted ? await redisProgram(library) : undefined;
  const folder = data === undefined
    ? await mkdtemp(join(tmpdir(), 'throughline-servers-')) : resolve(data, 'servers');
  const ports = await portsOf(folder, brokers);
  const release = guard(folder, data === undefined);
  try {
    return await started({ folder, library, ports, redis, release, wanted });
  } catch (error) {
    await release(); // ends and removes what there is
    throw error;
  }
}

interface Start {
  readonly folder: string;
  readonly library: string;
  readonly ports: Ports;
  readonly redis: { readonly program: string; readonly from: string } | undefined;
  readonly release: () => Promise<void>;
  readonly wanted: ServersWanted;
}

async function started(start: Start): Promise<Servers> {
  const { folder, library, ports, redis, release, wanted } = start;
  const lasting = wanted.lasting ?? false;
  const kafka = new KafkaProcesses({ folder, jars: library, ports: ports.brokers, lasting });
  const store = new RedisProcess({ folder, program: redis?.program ?? '', port: ports.redis });
  await Promise.all([kafka.startAll(), redis === undefined ? undefined : store.start()]);
  const kept = wanted.data !== undefined;
  const parts = [
    ...(ports.brokers.length > 0
      ? [`Kafka ${kafkaVersion} (Java) at ${kafka.addresses.join(', ')}`] : []),
    ...(redis === undefined ? [] : [`Redis (${redis.from}) at ${store.url}`]),
  ];
  return {
    brokers: kafka.addresses,
    redisUrl: redis === undefined ? undefined : store.url,
    owned: true,
    how: `${parts.join('; ')}; data in ${folder}${kept ? '' : ' (temporary)'}`,
    kafka,
    redis: store,
    stop: async () => {
      await Promise.all([kafka.endAll(kept), store.end(kept)]);
      await release();
    },
  };
}

async function redisProgram(library: string): Promise<{ program: string; from: string }> {
  const version = await firstLine('redis-server', '--version');
  if (version !== undefined) {
    const number = /v=(\S+)/.exec(version)?.[1] ?? 'of unknown version';
    return { program: 'redis-server', from: `redis-server ${number} of the PATH` };
  }
  const program = await redisAmong(library);
  if (program === undefined) {
    throw new Error('no redis-server on the PATH, and none comes with the jars for this machine: ' +
      'install Redis, or set REDIS_URL');
  }
  return { program, from: `${program.split('/').at(-1)} of the jars` };
}
