import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { DirectoryInUse, lockDirectory } from '#embedded';
import type { DirectoryLock, Installation } from '#embedded';
import { CommandError, note } from './console.js';

const twice = 'both would take the same orders, under the same numbers, and ship them twice';

/**
 * Of a directory that was restored from a backup: makes sure, as far as this machine can tell, that
 * its original does not work at the same time, and holds the original's lock where it still stands.
 */
export const withoutOriginal = (
  directory: string,
  { restored }: Pick<Installation, 'restored'>,
): DirectoryLock | undefined => {
  if (restored === undefined) return undefined;
  const { directory: original, host, backupMadeAt, beside } = restored;
  const reported =
    `${directory} was restored from the backup of ${original} (host ${host}) that was ` +
    `made at ${backupMadeAt}`;
  if (beside) {
    note(`${reported}, to work beside it: give it no channel or carrier of the original; ${twice}`);
    return undefined;
  }
  note(`${reported}: what was made there must not be started again; ${twice}`);
  if (host !== hostname() || !existsSync(original)) return undefined;
  try {
    return lockDirectory(original, directory);
  } catch (error) {
    if (!(error instanceof DirectoryInUse)) return undefined;
    throw new CommandError(
      `${directory} was restored from ${original}, which is in use by ` +
        `${error.by}; ${twice}: stop one of them, or restore the backup with --beside for a copy ` +
        'to try things with',
    );
  }
};
