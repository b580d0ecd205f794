import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { hasCode } from './error-code.js';

const textOf = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
};

const clockDriftMs = 5_000;

/** Says which start of the machine this is: another one after every crash of it. */
export const bootId = (): string =>
  textOf('/proc/sys/kernel/random/boot_id') ?? `${Math.round(Date.now() - uptime() * 1_000)}`;

/**
 * Whether two boot ids are of one start; where they are times, the clock may have been set a
 * little.
 */
export const sameBoot = (a: string, b: string): boolean =>
  a === b || Math.abs(Number(a) - Number(b)) < clockDriftMs;

/** When a process began, in the machine's own unit; undefined where the machine does not tell. */
export const startOf = (pid: number): string | undefined => {
  const stat = textOf(`/proc/${pid}/stat`);
  // The name in parentheses may hold spaces: count from behind it; the start is field 22.
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
};

/** Whether a process of this number runs, whoever owns it. */
export const runs = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
};
