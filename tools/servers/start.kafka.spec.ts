import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { sharedServers, startServers, uniquePrefix, type Servers } from '#servers';
import { unless } from '../../test/not-run.js';
import { whyNoneOwn } from '../../test/servers/own-servers.js';
import { withAdmin } from './answers.js';

const root = resolve(__dirname, '../..');

/** A process of its own that starts servers and then waits; answers it and what it printed. */
async function launcher(
  env: NodeJS.ProcessEnv,
): Promise<{
  readonly exited: Promise<unknown>;
  readonly kill: () => void;
  readonly printed: Promise<string>;
}> {
  const program = `
    import { startServers } from '#servers';
    try {
      console.log(JSON.stringify(await startServers({ brokers: 0 })));
      setInterval(() => undefined, 1000);
    } catch (error) { console.log(error.message); }`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const printed = once(child.stdout, 'data').then(([text]) => String(text));
  return { exited, printed, kill: () => child.kill('SIGKILL') };
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !holds(); tries += 1) await sleep(50);
  expect(holds()).toBe(true);
}

/** Containers would be chosen before processes. */
const whyNoProcesses = (): string | undefined => {
  const hasEngine = spawnSync('docker', ['info']).status === 0;
  return whyNoneOwn() ?? (hasEngine ? 'needs own servers, as processes' : undefined);
};

const killed = 'servers of a killed process';
unless(whyNoProcesses(), killed, () =>
  describe('servers of a killed process', () => {
    it('leaves no process and no folder behind', async () => {
      const { exited, kill, printed } = await launcher(process.env);
      const { how } = JSON.parse(await printed) as { how: string };
      const folder = /data in (\S+) \(temporary\)/.exec(how)?.[1] ?? 'nowhere';
      const pidFile = readdirSync(folder).find((name) => name.endsWith('.pid')) ?? '';
      const pid = Number(readFileSync(join(folder, pidFile), 'utf8'));
      expect(isAlive(pid)).toBe(true);
      kill();
      await exited;
      await until(() => !isAlive(pid) && !existsSync(folder));
    });
  }),
);

it('says which three ways there are where none works', async () => {
  const { KAFKA_BROKERS: _kafka, REDIS_URL: _redis, ...env } = process.env;
  const { exited, printed } = await launcher({ ...env, PATH: '/nowhere' });
  await exited;
  expect(await printed).toMatch(/KAFKA_BROKERS.*REDIS_URL[^]*Docker[^]*Java 17 or newer and Maven/);
});

it.each([
  [{ KAFKA_BROKERS: 'a:9', REDIS_URL: 'redis://127.0.0.1:9' }, /REDIS_URL: nothing answers/],
  [{ KAFKA_BROKERS: '127.0.0.1:9' }, /KAFKA_BROKERS is set and REDIS_URL is not/],
  [{ REDIS_URL: '127.0.0.1' }, /REDIS_URL: expected redis:\/\/host:port, got 127.0.0.1/],
])('names the variable that is wrong: %j', async (given, message) => {
  const { KAFKA_BROKERS: _kafka, REDIS_URL: _redis, ...env } = process.env;
  const { exited, printed } = await launcher({ ...env, ...given });
  await exited;
  expect(await printed).toMatch(message);
});

/** `startServers` with these variables set for as long as it takes. */
async function startedWith(given: Readonly<Record<string, string>>): Promise<Servers> {
  const before = { ...process.env };
  Object.assign(process.env, given);
  try {
    return await startServers();
  } finally {
    process.env = before;
  }
}

it('uses given servers, and removes what lies there under its prefixes alone', async () => {
  const servers = await sharedServers();
  const url = servers.redisUrl ?? '';
  const given = await startedWith({ KAFKA_BROKERS: servers.brokers.join(','), REDIS_URL: url });
  expect(given).toMatchObject({ owned: false, brokers: servers.brokers, redisUrl: url });
  await expect(given.kafka.kill(0)).rejects.toThrow(/never stopped/);
  await expect(given.redis.kill()).rejects.toThrow(/never stopped/);

  const [ours, another] = [`${uniquePrefix()}orders`, `kept-${process.pid}`];
  const redis = new Redis(url);
  await withAdmin(given.brokers, (admin) =>
    admin.createTopics({ topics: [{ topic: ours }, { topic: another }] }),
  );
  await redis.mset(ours, '1', another, '1');
  await given.stop();
  const left = await withAdmin(servers.brokers, (admin) => admin.listTopics());
  expect([left.includes(ours), left.includes(another)]).toEqual([false, true]);
  expect(await redis.mget(ours, another)).toEqual([null, '1']);

  await withAdmin(servers.brokers, (admin) => admin.deleteTopics({ topics: [another] }));
  await redis.del(another);
  redis.disconnect();
  await servers.stop();
});
