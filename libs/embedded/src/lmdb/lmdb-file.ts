import { join } from 'node:path';
import { open } from 'lmdb';
import type { RootDatabase, RootDatabaseOptions } from 'lmdb';
import { flawOf } from './lmdb-check.js';
import { ownerOnly } from '../directory/make-directory.js';
import { keepRoom } from './room.js';

/** A store whose file is no store any more: mapped as one, it would end the process. */
export class BrokenStore extends Error {
  constructor(
    readonly file: string,
    readonly flaw: string,
  ) {
    super(`${file} is no whole store: ${flaw}`);
    this.name = 'BrokenStore';
  }
}

export const dataFile = (path: string): string => join(path, 'data.mdb');

/**
 * Opens the store in a folder, whose files are readable by their owner alone, or throws
 * `BrokenStore`. `moving`: another process writes it now.
 */
export const openStore = (
  path: string,
  options: RootDatabaseOptions,
  moving = false,
): RootDatabase => {
  const flaw = flawOf(dataFile(path), moving);
  if (flaw !== undefined) throw new BrokenStore(dataFile(path), flaw);
  // lmdb's types know no mode of files.
  const all = { ...options, path, permissionsMode: ownerOnly.file };
  const store = open(all);
  if (options.readOnly !== true) keepRoom(store, dataFile(path));
  return store;
};
