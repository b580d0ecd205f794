import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEpochs, parseKey } from '#kernel';
import type { NumberEpoch } from '#kernel';
import { createFile } from '../directory/durable-file.js';
import { codeOf, hasCode } from '../machine/error-code.js';
import { makeDirectory } from '../directory/make-directory.js';

const keyBytes = 32;

const stored = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
};

/** The file of the data directory that the key is kept in, where it is not given. */
export const numberKeyFile = (directory: string): string => join(directory, 'number.key');

/**
 * The installation's number key as it stands: `given` (the text of OMS_NUMBER_KEY) where it is set,
 * else what `number.key` of the data directory holds; undefined where there is neither. Makes
 * nothing. Throws a `TypeError` for text that is no key.
 */
export const keptNumberKey = (directory: string, given?: string): Uint8Array | undefined => {
  const isGiven = given !== undefined && given.trim() !== '';
  const text = isGiven ? given : stored(numberKeyFile(directory));
  return text === undefined ? undefined : parseKey(text);
};

const laterKeysForm =
  'TIME=KEY by rising time, such as ' +
  '2027-01-01T00:00:00Z=64 hexadecimal digits, or a file of such entries';

/** `given` itself, or what the file holds that it names. */
const entriesIn = (given: string): string => {
  const text = given.trim();
  if (text === '' || text.includes('=')) return text;
  try {
    return readFileSync(text, 'utf8');
  } catch (error) {
    // Without its name: what was meant for a file may be a key that lacks its time.
    throw new TypeError(`it has no = and names no file that can be read (${codeOf(error)})`);
  }
};

/** `text`: the entries, also those of a file. `expected`: for people, with the reason; no key. */
export type LaterKeys =
  | { readonly kind: 'read'; readonly text: string; readonly epochs: readonly NumberEpoch[] }
  | { readonly kind: 'unreadable'; readonly expected: string };

/** The later keys of `given`, the text of OMS_NUMBER_KEYS; none where it is not set. */
export const laterKeys = (given = ''): LaterKeys => {
  try {
    const text = entriesIn(given);
    return { kind: 'read', text, epochs: parseEpochs(text) };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { kind: 'unreadable', expected: `${laterKeysForm}; ${error.message}` };
  }
};

/** The kept key, or one made in `number.key`, readable by its owner alone, where there is none. */
export const numberKey = (directory: string, given?: string): Uint8Array => {
  const kept = keptNumberKey(directory, given);
  if (kept !== undefined) return kept;
  const path = numberKeyFile(directory);
  makeDirectory(directory);
  const made = `${randomBytes(keyBytes).toString('hex')}\n`;
  return parseKey(createFile(path, made) ? made : (stored(path) ?? ''));
};
