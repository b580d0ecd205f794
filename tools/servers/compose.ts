import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { kafkaAnswers, redisAnswers, redisHasWritten, untilAnswered } from './answers.js';
import { guard } from './watchdog.js';
import { portsOf } from './ports.js';
import { keptElsewhere } from './servers.js';
import type { KafkaControl, RedisControl, Servers, ServersWanted } from './servers.js';

const run = promisify(execFile);
const engineMsMax = 10_000;
const readyMsMax = 60_000;

/** Why containers cannot be used here; undefined where they can. */
export async function whyNoEngine({ brokers = 1 }: ServersWanted): Promise<string | undefined> {
  if (brokers === 3) return 'docker-compose.yml has one broker, three are wanted';
  try {
    await run('docker', ['info', '--format', '{{.ServerVersion}}'], { timeout: engineMsMax });
    await run('docker', ['compose', 'version'], { timeout: engineMsMax });
    return undefined;
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
    return said.split('\n')[0] || 'no docker on the PATH';
  }
}

/** A compose project of ours: its own name, ports and volumes, apart from what a user has up. */
class Project {
  readonly #env: NodeJS.ProcessEnv;

  constructor(
    readonly name: string,
    kafka: number,
    redis: number,
  ) {
    this.#env = { ...process.env, KAFKA_PORT: String(kafka), REDIS_PORT: String(redis) };
  }

  async compose(...given: readonly string[]): Promise<void> {
    await run('docker', ['compose', '-p', this.name, ...given], { env: this.#env });
  }

  async up(...services: readonly string[]): Promise<void> {
    await this.compose('up', '-d', '--wait', ...services);
  }
}

/** Kept volumes go by the folder that was named: the same folder finds them again. */
const projectName = (data: string | undefined): string => {
  const id =
    data === undefined
      ? randomBytes(4).toString('hex')
      : createHash('sha256').update(resolve(data)).digest('hex').slice(0, 8);
  return `throughline-${id}`;
};

const kafkaControl = (project: Project, address: string): KafkaControl => ({
  kill: () => project.compose('kill', 'kafka'),
  start: async () => {
    await project.up('kafka');
    await untilAnswered(() => kafkaAnswers(address, 1), readyMsMax);
  },
  pause: () => project.compose('pause', 'kafka'),
  resume: () => project.compose('unpause', 'kafka'),
});

function redisControl(project: Project, url: string, folder: string): RedisControl {
  let copies = 0;
  const kill = (): Promise<void> => project.compose('kill', 'redis');
  const start = async (): Promise<void> => {
    await project.up('redis');
    await untilAnswered(() => redisAnswers(url), readyMsMax);
  };
  return {
    kill,
    start,
    pause: () => project.compose('pause', 'redis'),
    resume: () => project.compose('unpause', 'redis'),
    copy: async () => {
      copies += 1;
      const place = join(folder, `redis-copy-${copies}`);
      await untilAnswered(() => redisHasWritten(url), readyMsMax);
      await project.compose('cp', 'redis:/data', place);
      return place;
    },
    restore: async (copy) => {
      await kill();
      await project.compose(
        'run',
        '--rm',
        '--no-deps',
        '--entrypoint',
        'sh',
        'redis',
        '-c',
        'rm -rf /data/*',
      );
      await project.compose('cp', `${copy}/.`, 'redis:/data');
      await start();
    },
  };
}

/** Starts `kafka` and `redis` of docker-compose.yml as a project of our own. */
export async function composeServers(wanted: ServersWanted): Promise<Servers> {
  const { brokers = 1, redis = true, data } = wanted;
  const name = projectName(data);
  const folder =
    data === undefined
      ? await mkdtemp(join(tmpdir(), 'throughline-servers-'))
      : resolve(data, 'servers');
  const ports = await portsOf(folder, 1);
  const kafkaPort = ports.brokers[0]?.client ?? 0;
  const project = new Project(name, kafkaPort, ports.redis);
  const volumes = data === undefined ? ['-v'] : [];
  const down = ['docker', 'compose', '-p', name, 'down', '--timeout', '5', ...volumes];
  const release = guard(folder, data === undefined, down);
  const addresses = brokers === 0 ? [] : [`localhost:${kafkaPort}`];
  const url = `redis://127.0.0.1:${ports.redis}`;
  try {
    await project.up(...(brokers === 0 ? [] : ['kafka']), ...(redis ? ['redis'] : []));
    for (const address of addresses) {
      await untilAnswered(() => kafkaAnswers(address, 1), readyMsMax);
    }
    if (redis) await untilAnswered(() => redisAnswers(url), readyMsMax);
  } catch (error) {
    await release();
    throw new Error(`docker compose: ${String(error)}`, { cause: error });
  }
  const named = [...addresses, ...(redis ? [url] : [])].join(', ');
  return {
    brokers: addresses,
    redisUrl: redis ? url : undefined,
    owned: true,
    keep: keptElsewhere,
    how: `docker compose project ${name}: ${named}; data in its ${data ? 'kept ' : ''}volumes`,
    kafka: kafkaControl(project, addresses[0] ?? ''),
    redis: redisControl(project, url, folder),
    stop: release,
  };
}
