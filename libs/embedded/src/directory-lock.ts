import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { open } from 'lmdb';
import { assertStoreFile } from './lmdb-file.js';
import { bootId, runs, sameBoot, startOf } from './machine.js';
import { makeDirectory } from './make-directory.js';

export interface DirectoryLock {
  release(): Promise<void>;
}

/** Another process writes in this data directory. */
export class DirectoryInUse extends Error {
  constructor(readonly directory: string, readonly pid: number) {
    super(`${directory} is in use by process ${pid}; stop it or use --api`);
    this.name = 'DirectoryInUse';
  }
}

interface Holder {
  readonly pid: number;
  readonly boot: string;
  readonly started?: string | undefined;
}

const holderKey = 'holder';
const storeOf = (path: string): string => join(path, 'lock');
/**
 * What this process holds: on machines that tell no start times, a holder with our number is else
 * an older one.
 */
const held = new Set<string>();

const isAlive = (holder: Holder, directory: string): boolean => {
  if (!sameBoot(holder.boot, bootId())) return false;
  if (holder.pid === process.pid) return held.has(directory);
  return runs(holder.pid) && holder.started === startOf(holder.pid);
};

/**
 * Makes this process the only one that writes in `directory`, which is created where it is missing.
 * Throws `DirectoryInUse` where a living process holds it; what a dead one held is taken over.
 * Looking and taking are one transaction of a small store, whose mutex survives killed processes.
 */
export const lockDirectory = (directory: string): DirectoryLock => {
  makeDirectory(directory);
  const path = realpathSync(directory);
  const store = open<Holder, string>({ path: storeOf(path), encoding: 'json', noSync: true });
  const inUseBy = store.transactionSync(() => {
    const holder = store.get(holderKey);
    if (holder !== undefined && isAlive(holder, path)) return holder.pid;
    store.putSync(holderKey, { pid: process.pid, boot: bootId(), started: startOf(process.pid) });
    return undefined;
  });
  if (inUseBy !== undefined) {
    void store.close();
    throw new DirectoryInUse(directory, inUseBy);
  }
  held.add(path);
  return {
    release: async () => {
      if (!held.delete(path)) return;
      store.transactionSync(() => store.removeSync(holderKey));
      await store.close();
    },
  };
};

/** Whether a living process works in `directory`, which exists; takes and makes nothing. */
export const isInUse = async (directory: string): Promise<boolean> => {
  const path = realpathSync(directory);
  const file = join(storeOf(path), 'data.mdb');
  if (!existsSync(file)) return false;
  assertStoreFile(file);
  const store = open<Holder, string>({ path: storeOf(path), encoding: 'json', readOnly: true });
  try {
    const holder = store.get(holderKey);
    return holder !== undefined && isAlive(holder, path);
  } finally {
    await store.close();
  }
};
