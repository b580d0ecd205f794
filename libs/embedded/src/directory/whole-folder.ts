import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { makeDirectory } from './make-directory.js';

/** Somebody else's files stand where something is to be made. */
export class FolderTaken extends Error {
  constructor(readonly directory: string) {
    super(`${directory} is not empty: name a folder that is empty or missing`);
    this.name = 'FolderTaken';
  }
}

/**
 * A folder that is there whole or not at all: made beside its place and put there once `make` is
 * done. What an interrupted call has left is made anew.
 */
export const makeWhole = async <T>(
  directory: string,
  make: (unfinished: string) => Promise<T>,
): Promise<T> => {
  if (existsSync(directory) && readdirSync(directory).length > 0) throw new FolderTaken(directory);
  const unfinished = `${directory.replace(/\/+$/, '')}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  makeDirectory(unfinished);
  try {
    const made = await make(unfinished);
    renameSync(unfinished, directory);
    return made;
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw error;
  }
};
