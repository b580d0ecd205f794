import { closeSync, existsSync, openSync, readSync } from 'node:fs';

/** Where the first page of a store says that it is one, and what it says there. */
const magic = { at: 24, value: 0xbeefc0de } as const;

/**
 * Throws where another file stands in the place of a store: opened as one, it would end the process
 * without a word. A file that is missing or empty becomes a store.
 */
export const assertStoreFile = (path: string): void => {
  if (!existsSync(path)) return;
  const file = openSync(path, 'r');
  const head = Buffer.alloc(magic.at + 4);
  const bytes = readSync(file, head, 0, head.length, 0);
  closeSync(file);
  if (bytes === 0) return;
  if (bytes < head.length || head.readUInt32LE(magic.at) !== magic.value) {
    throw new Error(`${path} is no log store: it was overwritten or is another program's`);
  }
};
