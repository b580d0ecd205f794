import { closeSync, existsSync, ftruncateSync, openSync, realpathSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { tryLock } from 'fs-native-extensions';
import { holderIn, nameOf, patienceMsFor, thisProcess } from './lock-holder.js';
import type { Holder } from './lock-holder.js';
import { makeDirectory } from './make-directory.js';

export interface DirectoryLock {
  release(): Promise<void>;
}

/** Another process writes in this data directory. */
export class DirectoryInUse extends Error {
  /** `by`: who it is, for people. */
  constructor(
    readonly directory: string,
    readonly by: string,
  ) {
    super(`${directory} is in use by ${by}; stop it or use --api`);
    this.name = 'DirectoryInUse';
  }
}

const lookMs = 20;

/** Held while a process writes there; says who, for people. */
export const lockFile = (directory: string): string => join(directory, 'writer.lock');

const pause = (ms: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
};

/** Waits for a holder that dies, never for one that lives. */
const taken = (file: number, path: string): boolean => {
  const began = performance.now();
  while (!tryLock(file, 0, 0)) {
    if (performance.now() - began >= patienceMsFor(holderIn(path))) return false;
    pause(lookMs);
  }
  return true;
};

/**
 * Makes this process the only one that writes in `directory`, which is created where it is missing.
 * Throws `DirectoryInUse` where another one holds it. The kernel holds the lock, for the open file:
 * it knows no numbers of processes, so that it is right across containers, ends with its process
 * however that ends, and is not passed on to children, which do not inherit the file. `works`: the
 * other directory for whose sake it is held.
 */
export const lockDirectory = (directory: string, works?: string): DirectoryLock => {
  makeDirectory(directory);
  const path = lockFile(realpathSync(directory));
  const file = openSync(path, 'a+', 0o600);
  if (!taken(file, path)) {
    closeSync(file);
    throw new DirectoryInUse(directory, nameOf(holderIn(path)));
  }
  tell(file, thisProcess(works));
  let held = true;
  return {
    release: async () => {
      if (!held) return;
      held = false;
      tell(file, undefined);
      closeSync(file);
    },
  };
};

/** Says who holds it; where the disk is full, nobody is named: the lock holds all the same. */
const tell = (file: number, holder: Holder | undefined): void => {
  try {
    ftruncateSync(file, 0);
    if (holder !== undefined) writeSync(file, JSON.stringify(holder));
  } catch {
    // It is for people alone.
  }
};

/** Whether a process works in `directory`, which exists; takes and makes nothing that lasts. */
export const isInUse = async (directory: string): Promise<boolean> => {
  const path = lockFile(realpathSync(directory));
  if (!existsSync(path)) return false;
  const file = openSync(path, 'r');
  try {
    // Held for this moment: a writer that begins now waits, since nobody says that he holds it.
    return !tryLock(file, 0, 0, { shared: true });
  } finally {
    closeSync(file);
  }
};
