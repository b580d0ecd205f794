import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kept } from './kept.js';
import { ServerProcess } from './server-process.js';

let folder: string;
let said: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'throughline-kept-'));
  said = [];
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const say = (line: string): void => void said.push(line);

const started = (name: string, script: string): ServerProcess => {
  const server = new ServerProcess(name, folder, ['sh', '-c', script]);
  server.start();
  return server;
};

const pidOf = (name: string): number => {
  const file = join(folder, `${name}.pid`);
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
};

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 400 && !holds(); tries += 1) await sleep(50);
  expect(holds()).toBe(true);
}

it('starts the one again that ended, and leaves the others alone', async () => {
  const servers = [started('redis', 'exec sleep 60'), started('kafka-1', 'exec sleep 60')];
  const kept = new Kept(servers);
  void kept.keep(say);
  await until(() => pidOf('redis') > 0 && pidOf('kafka-1') > 0);
  const [redis, kafka] = [pidOf('redis'), pidOf('kafka-1')];
  process.kill(kafka, 'SIGKILL');
  await until(() => ![0, kafka].includes(pidOf('kafka-1')));
  expect(said).toEqual(['kafka-1 ended (SIGKILL), again in 0.5 s']);
  expect(pidOf('redis')).toBe(redis);

  kept.stop();
  for (const server of servers) await server.end('SIGKILL', 1_000);
  await sleep(1_200);
  expect([pidOf('redis'), pidOf('kafka-1'), said.length]).toEqual([0, 0, 1]);
});

it('gives up on one that ends five times in a row, and says what it said last', async () => {
  const why = await new Kept([started('kafka-1', 'echo "disk is full"; exit 3')]).keep(say);
  expect(why).toBe('kafka-1 ended 5 times in a row (exit code 3)\ndisk is full');
  expect(said).toEqual(
    ['0.5', '1', '2', '4'].map(
      (seconds) => `kafka-1 ended (exit code 3), again in ${seconds} s; it said last: disk is full`,
    ),
  );
});
