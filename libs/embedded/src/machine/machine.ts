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

/** Of `flags` in a process's stat: it has begun to end. */
const exiting = 0x4;
/** The bit of SIGKILL among the signals that wait. */
const killed = 1n << 8n;

/**
 * Whether a process of this number is gone or on its way out: a zombie, dying, or killed and not
 * yet stopped. Where the machine does not tell, only one that is gone.
 */
export const isGoing = (pid: number): boolean => {
  const stat = textOf(`/proc/${pid}/stat`);
  if (stat === undefined) return !runs(pid);
  // The name in parentheses may hold spaces: count from behind it; state and flags are 3 and 9.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (/^[ZX]/i.test(fields[0] ?? '') || (Number(fields[6]) & exiting) !== 0) return true;
  const status = textOf(`/proc/${pid}/status`) ?? '';
  return [...status.matchAll(/^S(?:ig|hd)Pnd:\s*([0-9a-f]+)/gm)].some(
    ([, waiting = '0']) => (BigInt(`0x${waiting}`) & killed) !== 0n,
  );
};

/** Whether a process of this number runs, whoever owns it. */
const runs = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
};
