import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as after } from 'node:timers/promises';

const graceMs = 3000;
const pollMs = 50;

function groupLives(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}

/** Ends a process group: first politely, then for good. Returns when nothing of it is left. */
async function endGroup(pid: number): Promise<void> {
  const until = performance.now() + graceMs;
  groupLives(pid, 'SIGTERM');
  while (groupLives(pid, 0) && performance.now() < until) await after(pollMs);
  if (groupLives(pid, 'SIGKILL')) while (groupLives(pid, 0)) await after(pollMs);
}

/**
 * Runs a bash script in `folder` and answers its exit code and what it said on both channels.
 * What it left running in the background ends with it; after `limitMs` so does the script.
 */
export async function bash(
  script: string,
  folder: string,
  limitMs: number,
): Promise<{ readonly exitCode: number | null; readonly said: string }> {
  const child = spawn('bash', ['-c', script], {
    cwd: folder,
    detached: true,
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('bash could not be started');
  let said = '';
  for (const channel of [child.stdout, child.stderr]) {
    channel.setEncoding('utf8').on('data', (text: string) => (said += text));
  }
  const exited = once(child, 'exit').then(() => undefined);
  const limit = new AbortController();
  await Promise.race([exited, after(limitMs, undefined, { signal: limit.signal })]);
  limit.abort();
  const { exitCode } = child;
  await endGroup(pid);
  return { exitCode, said };
}

/** A port of loopback on which nothing listens now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  return address.port;
}
