import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StatesOf } from '#ports';
import { DirectoryInUse, lockDirectory } from '../directory/directory-lock.js';
import type { DirectoryLock } from '../directory/directory-lock.js';
import { openDisposable } from '../lmdb/disposable-store.js';
import { ownDocuments } from './documents.js';
import { EmbeddedStates } from './embedded-states.js';

/** Processes on one machine that keep their states below one folder under one name. */
const placesMax = 64;

export interface OpenedStates {
  readonly states: StatesOf;
  readonly directory: string;
  /** A temporary folder is removed. */
  close(): Promise<void>;
}

interface Place {
  readonly directory: string;
  release(): Promise<void>;
}

/** The first of `NAME-0`, `NAME-1`, … that no living process works in. */
const keptPlace = (root: string, name: string): Place => {
  for (let at = 0; at < placesMax; at += 1) {
    const directory = join(root, `${name}-${at}`);
    const lock = lockedUnlessInUse(directory);
    if (lock !== undefined) return { directory, release: () => lock.release() };
  }
  throw new Error(`${placesMax} processes keep their states in ${root}: expected fewer`);
};

const lockedUnlessInUse = (directory: string): DirectoryLock | undefined => {
  try {
    return lockDirectory(directory);
  } catch (error) {
    if (error instanceof DirectoryInUse) return undefined;
    throw error;
  }
};

/** Gone with the process, unless it is killed: then the system's own sweep removes it. */
const temporaryPlace = (name: string): Place => {
  const directory = mkdtempSync(join(tmpdir(), `throughline-${name}-`));
  const remove = (): void => rmSync(directory, { recursive: true, force: true });
  process.once('exit', remove);
  return {
    directory,
    release: async () => {
      process.off('exit', remove);
      remove();
    },
  };
};

/**
 * States alone, for writers whose log is elsewhere: in a folder of `root` that this process has for
 * itself, or in a temporary one. What is kept spares the next start the replay of the log.
 */
export const openStates = (name: string, root: string | undefined): OpenedStates => {
  const place = root === undefined ? temporaryPlace(name) : keptPlace(root, name);
  const disposable = openDisposable(join(place.directory, 'states'), (text) => {
    process.emitWarning(text);
  });
  const opened = new Map<string, EmbeddedStates>();
  return {
    directory: place.directory,
    states: async (service, partition) => {
      const database = `${service}/${partition}`;
      const known = opened.get(database);
      if (known !== undefined) return known;
      const documents = ownDocuments(disposable.store, database);
      const states = new EmbeddedStates({ readOnly: false, documents: () => documents });
      opened.set(database, states);
      return states;
    },
    close: async () => {
      // What could not be stored is replayed.
      await Promise.allSettled(Array.from(opened.values(), (states) => states.flush()));
      await disposable.close();
      await place.release();
    },
  };
};
