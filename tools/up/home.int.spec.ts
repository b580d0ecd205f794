import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AskedWrongly } from './asked.js';
import { openHome } from './home.js';

let data: string;
let started: ChildProcess[];

beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'throughline-home-'));
  started = [];
});

afterEach(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(data, { recursive: true, force: true, maxRetries: 10 });
});

/** A process that works in the folder, and a pid file there that names it. */
async function running(folder: string, worksIn = folder): Promise<ChildProcess> {
  const child = spawn('sleep', ['60'], { cwd: worksIn });
  started.push(child);
  await once(child, 'spawn');
  writeFileSync(join(folder, 'orders.pid'), `${child.pid}\n`);
  return child;
}

const isAlive = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode === null && signalCode === null;

const folderIn = (name: string): string => {
  const folder = join(data, name);
  mkdirSync(folder, { recursive: true });
  return folder;
};

it('refuses a folder that is in use, and touches nothing in it', async () => {
  const home = await openHome(data);
  const orders = await running(home.services);
  const second = openHome(data);
  await expect(second).rejects.toThrow(AskedWrongly);
  await expect(second).rejects.toThrow(/--data .* is in use by process \d+: end that first/);
  await sleep(500); // longer than a watchdog takes
  expect(isAlive(orders)).toBe(true);
  expect(readdirSync(home.services)).toContain('orders.pid');

  await home.release();
  await (await openHome(data)).release();
});

it.each(['services', 'servers'])('ends what a dead run left in %s', async (name) => {
  const left = await running(folderIn(name));
  const home = await openHome(data);
  expect(left.signalCode ?? (await once(left, 'exit'))).toBeTruthy();
  expect(existsSync(join(data, name, 'orders.pid'))).toBe(false);
  await home.release();
});

it('leaves a process alone that just has the number of one of a dead run', async () => {
  const another = await running(folderIn('services'), tmpdir());
  const home = await openHome(data);
  expect(existsSync(join(data, 'services/orders.pid'))).toBe(false);
  await home.release();
  expect(isAlive(another)).toBe(true);
});

it('waits for the watchdog of a dead run, which would end what starts now', async () => {
  const folder = folderIn('services');
  const watchdog = spawn('sh', ['-c', 'sleep 0.5; true', 'watchdog', folder]);
  started.push(watchdog);
  await once(watchdog, 'spawn');
  writeFileSync(join(folder, 'watchdog'), String(watchdog.pid));
  const home = await openHome(data);
  expect(isAlive(watchdog)).toBe(false);
  await home.release();
});

it.each(['file', 'file/below'])('names --data where it is %s, not a folder', async (name) => {
  writeFileSync(join(data, 'file'), 'kept');
  const opened = openHome(join(data, name));
  await expect(opened).rejects.toThrow(AskedWrongly);
  await expect(opened).rejects.toThrow(/^--data .*file.*: expected a folder.*E(EXIST|NOTDIR)/);
});
