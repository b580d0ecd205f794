import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { hasCode } from '../machine/error-code.js';

const syncDirectory = (path: string): void => {
  const directory = openSync(dirname(path), 'r');
  try {
    fsyncSync(directory);
  } catch (error) {
    // Windows opens no directory for syncing and needs none.
    if (process.platform !== 'win32') throw error;
  } finally {
    closeSync(directory);
  }
};

const writeSynced = (path: string, text: string, mode: number): void => {
  const file = openSync(path, 'w', mode);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
};

const beside = (path: string): string => `${path}.${process.pid}.new`;

/**
 * Puts this text in the place of what stood at `path`, on the disk when it returns: all or nothing.
 */
export const replaceFile = (path: string, text: string): void => {
  writeSynced(beside(path), text, 0o600);
  renameSync(beside(path), path);
  syncDirectory(path);
};

/** The same where no file stands yet; false, and nothing changed, where somebody was faster. */
export const createFile = (path: string, text: string): boolean => {
  writeSynced(beside(path), text, 0o600);
  try {
    linkSync(beside(path), path);
    syncDirectory(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    unlinkSync(beside(path));
  }
};
