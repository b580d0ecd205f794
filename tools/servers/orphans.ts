import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { watchdogFile } from './watchdog.js';

/** A watchdog with a command to run (containers to end) may take this long. */
const watchdogMsMax = 30_000;
const goneMsMax = 5_000;
const lookAgainMs = 50;

/**
 * Ends what a dead run left in its folder of servers or services, and returns when it is gone. For
 * who holds the folder alone: of a run that lives it would end everything. A watchdog that still
 * does that work is waited for. What a pid file names by now may be another's process: only one
 * that works in the folder is ended.
 */
export async function endOrphans(folder: string): Promise<void> {
  const inside = entries(folder);
  const watchdog = pidIn(watchdogFile(folder));
  const guards = (): boolean => commandLine(watchdog)?.includes(folder) ?? false;
  if (!(await untilNot(guards, watchdogMsMax))) {
    throw new Error(`${folder} is still guarded by process ${watchdog}: end what runs in there`);
  }
  for (const file of inside.filter((name) => name.endsWith('.pid'))) {
    const path = join(folder, file);
    const pid = pidIn(path);
    if (worksIn(pid, folder)) kill(pid);
    if (!(await untilNot(() => worksIn(pid, folder), goneMsMax))) {
      throw new Error(`${file} in ${folder}: process ${pid} does not end`);
    }
    rmSync(path, { force: true });
  }
  rmSync(watchdogFile(folder), { force: true });
}

function entries(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // nothing ran there yet
  }
}

/** 0, which is no process, where there is none. */
function pidIn(file: string): number {
  try {
    return Number.parseInt(readFileSync(file, 'utf8'), 10) || 0;
  } catch {
    return 0;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has just ended
  }
}

async function untilNot(holds: () => boolean, msMax: number): Promise<boolean> {
  for (const until = performance.now() + msMax; holds(); await sleep(lookAgainMs)) {
    if (performance.now() > until) return false;
  }
  return true;
}

function worksIn(pid: number, folder: string): boolean {
  const at = workingFolder(pid);
  if (at === undefined) return false;
  const own = realpathSync(folder);
  return at === own || at.startsWith(own + sep);
}

/** Undefined where there is no such process, or it is not ours to look at. */
function workingFolder(pid: number): string | undefined {
  if (pid === 0) return undefined;
  if (process.platform !== 'linux') {
    return /^n(.*)$/m.exec(said('lsof', '-a', '-p', String(pid), '-d', 'cwd', '-Fn'))?.[1];
  }
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

function commandLine(pid: number): string | undefined {
  if (pid === 0) return undefined;
  if (process.platform !== 'linux') return said('ps', '-o', 'command=', '-p', String(pid));
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return undefined;
  }
}

function said(program: string, ...given: readonly string[]): string {
  try {
    return execFileSync(program, given, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return '';
  }
}
