import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseKey } from '#kernel';
import { createFile } from './durable-file.js';
import { hasCode } from './error-code.js';
import { makeDirectory } from './make-directory.js';

const keyBytes = 32;

const stored = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
};

const pathIn = (directory: string): string => join(directory, 'number.key');

/**
 * The installation's number key as it stands: `given` (the text of OMS_NUMBER_KEY) where it is set,
 * else what `number.key` of the data directory holds; undefined where there is neither. Makes
 * nothing. Throws a `TypeError` for text that is no key.
 */
export const keptNumberKey = (directory: string, given?: string): Uint8Array | undefined => {
  const text = given === undefined || given.trim() === '' ? stored(pathIn(directory)) : given;
  return text === undefined ? undefined : parseKey(text);
};

/** The kept key, or one made in `number.key`, readable by its owner alone, where there is none. */
export const numberKey = (directory: string, given?: string): Uint8Array => {
  const kept = keptNumberKey(directory, given);
  if (kept !== undefined) return kept;
  const path = pathIn(directory);
  makeDirectory(directory);
  const made = `${randomBytes(keyBytes).toString('hex')}\n`;
  return parseKey(createFile(path, made) ? made : stored(path) ?? '');
};
