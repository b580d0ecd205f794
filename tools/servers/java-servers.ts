/** Servers from Maven's jars: processes in one folder, each ended by its number. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync }
  from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { guard } from './guardian.js';
import { kafkaJars, redisProgram } from './jars.js';
import { kafkaBrokers } from './kafka-brokers.js';
import { redisData, redisServer } from './redis-server.js';
import { freePorts } from './server-process.js';
import type { ServerProcess } from './server-process.js';
import type { Brokers, RedisControl, Servers, ServersWanted } from './servers.js';

interface Ports {
  readonly brokers: readonly number[];
  readonly controllers: readonly number[];
  readonly redis: number;
}

export const startJavaServers = async (
  { brokers = 1, redis = true, data, say = () => undefined }: ServersWanted,
): Promise<Servers> => {
  const jars = await kafkaJars(say);
  const folder = data === undefined
    ? mkdtempSync(join(tmpdir(), 'throughline-servers-')) : resolve(data);
  mkdirSync(folder, { recursive: true });
  guard(folder, data === undefined);
  const ports = await portsIn(folder, brokers);
  const processes = await kafkaBrokers({
    jars, folder, ports: ports.brokers, controllerPorts: ports.controllers,
  });
  const program = redis ? await redisProgram(jars) : undefined;
  if (redis && program === undefined) throw new Error(noRedis);
  const store = program === undefined
    ? undefined : redisServer({ program, folder, port: ports.redis });
  const stop = async (): Promise<void> => {
    await Promise.all([...processes, ...(store ? [store] : [])].map((each) => each.stop()));
    if (data === undefined) rmSync(folder, { recursive: true, force: true });
  };
  try {
    await Promise.all([...processes.map((each) => each.start()), store && store.start()]);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    brokers: ports.brokers.map((port) => `127.0.0.1:${port}`),
    redisUrl: store && `redis://127.0.0.1:${ports.redis}`,
    owned: true, stop,
    how: `Kafka from its jars (Java), Redis: ${program ?? 'none'}`,
    kafka: controlOf(processes),
    redis: redisControl(folder, store),
  };
};

const noRedis = 'there is no redis-server for this machine: install one, or set REDIS_URL';

/** A kept folder keeps its ports: brokers and clients know each other by them. */
const portsIn = async (folder: string, brokers: number): Promise<Ports> => {
  const file = join(folder, 'ports.json');
  if (existsSync(file)) {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as Ports;
    if (kept.brokers.length === brokers) return kept;
    throw new Error(`${folder} was made with ${kept.brokers.length} broker(s), not ${brokers}: `
      + `ask for ${kept.brokers.length}, or use another folder`);
  }
  const [redis = 0, ...free] = await freePorts(1 + 2 * brokers);
  const ports = { brokers: free.slice(0, brokers), controllers: free.slice(brokers), redis };
  writeFileSync(file, JSON.stringify(ports));
  return ports;
};

const controlOf = (processes: readonly ServerProcess[]): Brokers => {
  const at = (index: number): ServerProcess => {
    const found = processes[index];
    if (found === undefined) throw new RangeError(`there is no broker ${index}`);
    return found;
  };
  return {
    kill: (index) => at(index).kill(),
    start: (index) => at(index).start(),
    pause: (index) => at(index).signal('SIGSTOP'),
    resume: (index) => at(index).signal('SIGCONT'),
  };
};

const redisControl = (folder: string, store: ServerProcess | undefined): RedisControl => {
  const older = join(folder, 'redis-older');
  const own = (): ServerProcess => {
    if (store === undefined) throw new Error('no Redis was asked for');
    return store;
  };
  return {
    kill: () => own().kill(),
    start: () => own().start(),
    copy: () => {
      rmSync(older, { recursive: true, force: true });
      cpSync(redisData(folder), older, { recursive: true });
    },
    restore: async () => {
      await own().kill();
      rmSync(redisData(folder), { recursive: true });
      cpSync(older, redisData(folder), { recursive: true });
      await own().start();
    },
  };
};
