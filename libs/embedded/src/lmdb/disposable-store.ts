import { closeSync, existsSync, fdatasyncSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RootDatabase } from 'lmdb';
import { replaceFile } from '../directory/durable-file.js';
import { flawOf } from './lmdb-check.js';
import { BrokenStore, dataFile, openStore } from './lmdb-file.js';
import { bootId, sameBoot } from '../machine/machine.js';
import { makeDirectory } from '../directory/make-directory.js';
import type { Tell } from '../directory/make-directory.js';

export interface DisposableStore {
  readonly store: RootDatabase;
  close(): Promise<void>;
}

const closedCleanly = 'closed';
const databasesMax = 512;

/** What could not be marked (a full disk) is trusted as long as the machine stays up. */
const markClosed = (path: string): void => {
  try {
    const file = openSync(dataFile(path), 'r+');
    fdatasyncSync(file);
    closeSync(file);
    replaceFile(join(path, 'boot'), closedCleanly);
  } catch {
    // The mark of this start of the machine stands.
  }
};

/** A disk that is full takes no mark: without one, the store is not trusted the next time. */
const markOpened = (mark: string, last: string | undefined): void => {
  if (last === bootId()) return;
  try {
    replaceFile(mark, bootId());
  } catch {
    rmSync(mark, { force: true });
  }
};

const options = { noSync: true, maxDbs: databasesMax } as const;

const remove = (path: string): void => {
  for (const file of [dataFile(path), join(path, 'lock.mdb')]) rmSync(file, { force: true });
};

/** What is broken is told, thrown away and made again. */
const openedOrMadeAgain = (path: string, tell: Tell): RootDatabase => {
  try {
    return openStore(path, options);
  } catch (error) {
    if (!(error instanceof BrokenStore)) throw error;
    tell(`${error.message}; it is made again from the log`);
    remove(path);
    return openStore(path, options);
  }
};

/**
 * A store that is never waited for on its way to the disk. What was written to it a
 * killed process leaves whole. A
 * machine that went down may leave it torn, so that it is only trusted where it was closed, or
 * opened last, in the same start of the machine, and where its file is whole; else it begins empty
 * and is replayed from the log.
 */
export const openDisposable = (path: string, tell: Tell): DisposableStore => {
  makeDirectory(path);
  const mark = join(path, 'boot');
  const last = existsSync(mark) ? readFileSync(mark, 'utf8') : undefined;
  const trusted = last !== undefined && (last === closedCleanly || sameBoot(last, bootId()));
  if (!trusted) remove(path);
  markOpened(mark, last);
  const store = openedOrMadeAgain(path, tell);
  return {
    store,
    close: async () => {
      await store.close();
      markClosed(path);
    },
  };
};

/**
 * The same to look at, while another process may write it (`moving`: it does); undefined where
 * there is none, or none that can be read.
 */
export const openDisposableToRead = (
  path: string,
  moving: boolean,
): DisposableStore | undefined => {
  if (!existsSync(dataFile(path)) || flawOf(dataFile(path), moving) !== undefined) return undefined;
  const store = openStore(path, { readOnly: true, maxDbs: databasesMax }, moving);
  return { store, close: () => store.close() };
};
