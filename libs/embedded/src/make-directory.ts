import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { hasCode } from './error-code.js';

/**
 * Makes a directory and what is missing above it, or throws. Level by level: where a parent exists
 * and still answers "no such file" (`/proc`), the platform's own recursive form never returns.
 */
export const makeDirectory = (path: string): void => {
  try {
    mkdirSync(path);
  } catch (error) {
    if (hasCode(error, 'EEXIST') && statSync(path).isDirectory()) return;
    const parent = dirname(path);
    if (!hasCode(error, 'ENOENT') || parent === path) throw error;
    makeDirectory(parent);
    mkdirSync(path);
  }
};
