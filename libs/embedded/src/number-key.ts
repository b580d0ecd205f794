import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseKey } from '#kernel';
import { createFile } from './durable-file.js';
import { hasCode } from './error-code.js';

const keyBytes = 32;

const stored = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
};

/**
 * The installation's number key: `given` (the text of OMS_NUMBER_KEY) where it is set, else what
 * stands in `number.key` of the data directory; made there, readable by its owner alone, where
 * there is none. Throws a `TypeError` for text that is no key.
 */
export const numberKey = (directory: string, given?: string): Uint8Array => {
  if (given !== undefined && given.trim() !== '') return parseKey(given);
  const path = join(directory, 'number.key');
  const found = stored(path);
  if (found !== undefined) return parseKey(found);
  mkdirSync(directory, { recursive: true });
  const made = `${randomBytes(keyBytes).toString('hex')}\n`;
  return parseKey(createFile(path, made) ? made : stored(path) ?? '');
};
