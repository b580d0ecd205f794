import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BrokenStore, dataFile } from '../lmdb/lmdb-file.js';

const madeFromLog = ['states', 'views'];

/**
 * States and views are made from the log, and after it. Where they are without one it was lost; a
 * new one would answer as if no order had ever been there.
 */
export const refuseLostLog = (directory: string): void => {
  const file = dataFile(join(directory, 'log'));
  const isMissing = !existsSync(file);
  if (!isMissing && statSync(file).size > 0) return;
  const isBegun = madeFromLog.some((part) => existsSync(dataFile(join(directory, part))));
  if (isBegun) throw new BrokenStore(file, isMissing ? 'it is missing' : 'it is empty');
};
