import {
  closeSync, existsSync, fdatasyncSync, openSync, readFileSync, rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { open } from 'lmdb';
import type { RootDatabase } from 'lmdb';
import { replaceFile } from './durable-file.js';
import { bootId, sameBoot } from './machine.js';
import { makeDirectory } from './make-directory.js';

export interface DisposableStore {
  readonly store: RootDatabase;
  close(): Promise<void>;
}

const closedCleanly = 'closed';
const databasesMax = 512;

/** What could not be marked (a full disk) is trusted as long as the machine stays up. */
const markClosed = (path: string): void => {
  try {
    const file = openSync(join(path, 'data.mdb'), 'r+');
    fdatasyncSync(file);
    closeSync(file);
    replaceFile(join(path, 'boot'), closedCleanly);
  } catch {
    // The mark of this start of the machine stands.
  }
};

/**
 * A store that is never waited for on its way to the disk. What was written to it a
 * killed process leaves whole. A
 * machine that went down may leave it torn, so that it is only trusted where it was closed, or
 * opened last, in the same start of the machine; else it begins empty and is replayed from the log.
 */
export const openDisposable = (path: string): DisposableStore => {
  makeDirectory(path);
  const mark = join(path, 'boot');
  const data = join(path, 'data.mdb');
  const last = existsSync(mark) ? readFileSync(mark, 'utf8') : undefined;
  const trusted = last !== undefined && (last === closedCleanly || sameBoot(last, bootId()));
  if (!trusted) {
    for (const file of [data, join(path, 'lock.mdb')]) rmSync(file, { force: true });
  }
  replaceFile(mark, bootId());
  const store = open({ path, noSync: true, maxDbs: databasesMax });
  return {
    store,
    close: async () => {
      await store.close();
      markClosed(path);
    },
  };
};

/** The same to look at, while another process may write it; undefined where there is none. */
export const openDisposableToRead = (path: string): DisposableStore | undefined => {
  if (!existsSync(join(path, 'data.mdb'))) return undefined;
  const store = open({ path, readOnly: true, maxDbs: databasesMax });
  return { store, close: () => store.close() };
};
