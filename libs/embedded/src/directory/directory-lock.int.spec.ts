import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { unless } from '../../../../test/not-run.js';
import { DirectoryInUse, isInUse, lockDirectory } from './directory-lock.js';

// The processes run what was built: production's modules, not the test's.
const root = resolve(__dirname, '../../../..');

let directory = '';
const children: ChildProcess[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lock-'));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(directory, { recursive: true });
});

const script = (work: string): readonly string[] => [
  '--input-type=module',
  '-e',
  `
import { lockDirectory } from '#embedded';
${work}`,
  directory,
];
const holding = () =>
  script(`
const lock = lockDirectory(process.argv[1]);
console.log('holds ' + process.pid);
setInterval(() => undefined, 60_000);`);

const start = (command: string, ...args: readonly string[]) => {
  const child = spawn(command, args, { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, line: async () => String((await lines.next()).value ?? 'ended') };
};
const holder = async (...before: readonly string[]) => {
  const [command = '', ...args] = [...before, process.execPath, ...holding()];
  const started = start(command, ...args);
  return { ...started, pid: Number((await started.line()).replace('holds ', '')) };
};

test('a process that was killed and is not reaped yet holds nothing', async () => {
  // What the shell becomes has an end to wait for, and never does.
  const parent = start(
    'sh',
    '-c',
    '"$@" & echo $!; exec sleep 60',
    'sh',
    process.execPath,
    ...holding(),
  );
  const pid = Number(await parent.line());
  expect(await parent.line()).toBe(`holds ${pid}`);
  expect(() => lockDirectory(directory)).toThrow(`in use by process ${pid};`);
  process.kill(pid, 'SIGKILL');
  const state = (): string => readFileSync(`/proc/${pid}/stat`, 'utf8');
  while (!state().includes(') Z ')) await sleep(5);
  await lockDirectory(directory).release();
  expect(state()).toContain(') Z ');
});

test('a start at the very moment of kill -9 takes the directory over, each time', async () => {
  for (let round = 0; round < 10; round += 1) {
    const { child } = await holder();
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    const lock = lockDirectory(directory);
    expect(await isInUse(directory)).toBe(true);
    await lock.release();
    await ended;
  }
});

test('children that outlive the holder do not hold it', async () => {
  const parent = start(
    process.execPath,
    ...script(`
import { spawn } from 'node:child_process';
lockDirectory(process.argv[1]);
console.log(spawn('sleep', ['60'], { stdio: 'ignore', detached: true }).pid);
setInterval(() => undefined, 60_000);`),
  );
  const orphan = Number(await parent.line());
  const ended = once(parent.child, 'exit');
  parent.child.kill('SIGKILL');
  await ended;
  expect(await isInUse(directory)).toBe(false);
  await lockDirectory(directory).release();
  process.kill(orphan, 'SIGKILL');
});

const unshare = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'] as const;
const mayUnshare = spawnSync(unshare[0], [...unshare.slice(1), 'true']).status === 0;
const why = mayUnshare ? undefined : 'this user may make no namespaces of processes';

unless(why, 'the lock across containers', () => {
  test('a second writer in another container is refused, also with the same number', async () => {
    const first = await holder(...unshare);
    expect(() => lockDirectory(directory)).toThrow(DirectoryInUse);
    expect(() => lockDirectory(directory)).toThrow(
      /in use by process \d+ of another container or machine \(host .*, since 20/,
    );
    expect(await isInUse(directory)).toBe(true);
    const [command, ...args] = unshare;
    const second = spawnSync(command, [...args, process.execPath, ...holding()], {
      cwd: root,
      encoding: 'utf8',
      input: '',
    });
    expect(second.stderr).toContain(`in use by process ${first.pid} of another container`);
    const ended = once(first.child, 'exit');
    first.child.kill('SIGKILL');
    await ended;
    await lockDirectory(directory).release();
  });
});
