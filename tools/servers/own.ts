import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { firstLine } from './first-line.js';
import { guard } from './watchdog.js';
import { cachedJars, jars, kafkaVersion } from './jars.js';
import { KafkaProcesses } from './kafka-processes.js';
import { Kept } from './kept.js';
import { portsOf, type Ports } from './ports.js';
import { RedisProcess } from './redis-process.js';
import { redisProgram } from './redis-program.js';
import { redisSecurity, type RedisSecurity } from './redis-security.js';
import { clientEnvironment, makeSecurity, type Security } from './security.js';
import type { Access, Servers, ServersWanted } from './servers.js';

const javaMin = 17;

/** Why processes of our own cannot be started here; undefined where they can. */
export async function whyNoProcesses(): Promise<string | undefined> {
  const java = await firstLine('java', '-version');
  if (java === undefined) return 'no java on the PATH';
  const version = Number(/version "(?:1\.)?(\d+)/.exec(java)?.[1]);
  if (!(version >= javaMin)) return `java is ${java}`;
  if (cachedJars() !== undefined || (await firstLine('mvn', '-v')) !== undefined) return undefined;
  return 'no mvn on the PATH';
}

/** Starts brokers by Java and Redis as processes of our own. */
export async function ownServers(wanted: ServersWanted): Promise<Servers> {
  const { brokers = 1, redis: redisWanted = true, data, say = () => undefined } = wanted;
  const library = await jars(say);
  const redis = redisWanted ? await redisProgram(say) : undefined;
  const folder =
    data === undefined
      ? await mkdtemp(join(tmpdir(), 'throughline-servers-'))
      : resolve(data, 'servers');
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

const accessOf = (security: Security, redis: RedisSecurity | undefined): Access => ({
  environment: clientEnvironment(security),
  password: security.password,
  whyNoRedisTls: redis !== undefined && 'missing' in redis.tls ? redis.tls.missing : undefined,
});

async function started(start: Start): Promise<Servers> {
  const { folder, library, ports, redis, release, wanted } = start;
  const lasting = wanted.lasting ?? false;
  const program = redis?.program ?? '';
  const security = wanted.secured === true ? await makeSecurity(folder) : undefined;
  const ofRedis =
    security === undefined || redis === undefined
      ? undefined
      : await redisSecurity(security, folder, program);
  const kafka = new KafkaProcesses({
    folder,
    jars: library,
    ports: ports.brokers,
    lasting,
    security,
    detours: wanted.detours ?? [],
  });
  const store = new RedisProcess({ folder, program, port: ports.redis, security: ofRedis });
  await Promise.all([kafka.startAll(), redis === undefined ? undefined : store.start()]);
  const inOrder = wanted.data !== undefined;
  const kept = new Kept([...kafka.brokers, ...(redis === undefined ? [] : [store.server])]);
  const parts = [
    ...(ports.brokers.length > 0
      ? [`Kafka ${kafkaVersion} (Java) at ${kafka.addresses.join(', ')}`]
      : []),
    ...(redis === undefined ? [] : [`Redis (${redis.from}) at ${store.address}`]),
  ];
  return {
    brokers: kafka.addresses,
    redisUrl: redis === undefined ? undefined : store.url,
    ...(security === undefined ? {} : { access: accessOf(security, ofRedis) }),
    owned: true,
    how: `${parts.join('; ')}; data in ${folder}${inOrder ? '' : ' (temporary)'}`,
    keep: (say) => kept.keep(say),
    kafka,
    redis: store,
    stop: async () => {
      kept.stop();
      await Promise.all([kafka.endAll(inOrder), store.end(inOrder)]);
      await release();
    },
  };
}
