import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { bootId, isGoing, sameBoot } from '../machine/machine.js';

/** What the holder of a lock says of itself: for people alone; what counts is the lock. */
export interface Holder {
  readonly pid: number;
  readonly boot: string;
  /** Numbers of processes mean something within one of these alone. */
  readonly pids: string;
  readonly host: string;
  readonly since: string;
  /** Where it works, if it only keeps others out of here. */
  readonly works?: string | undefined;
}

const numberSpace = (): string => {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return hostname();
  }
};

export const thisProcess = (works?: string): Holder => ({
  pid: process.pid,
  boot: bootId(),
  pids: numberSpace(),
  host: hostname(),
  since: new Date().toISOString(),
  works,
});

/** Undefined where nobody has said anything, or is saying it at this moment. */
export const holderIn = (path: string): Holder | undefined => {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
};

/** Whether the number of the holder is one of a process that we could see. */
const isNear = ({ boot, pids }: Holder): boolean =>
  sameBoot(boot, bootId()) && pids === numberSpace();

/** How long a dying process may take to give its lock back: its memory is freed before. */
const dyingMs = 5_000;
/** And one of which nobody here can tell whether it lives. */
const unknownMs = 1_000;

/** How long its lock is waited for; a holder that is seen to live is not waited for at all. */
export const patienceMsFor = (holder: Holder | undefined): number => {
  if (holder === undefined || !isNear(holder)) return unknownMs;
  return isGoing(holder.pid) ? dyingMs : 0;
};

/** For people: who it is, and where its number counts. */
export const nameOf = (holder: Holder | undefined): string => {
  if (holder === undefined) return 'another process';
  const { pid, host, since, works } = holder;
  const name = isNear(holder)
    ? `process ${pid}`
    : `process ${pid} of another container or machine (host ${host}, since ${since})`;
  return works === undefined ? name : `${name}, which works in ${works}, restored from it`;
};
