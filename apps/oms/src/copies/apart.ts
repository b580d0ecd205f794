import { existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { CommandError } from '../console.js';

/** Where a folder is, or will be, whatever links lead there. */
const resolvedOf = (path: string): string => {
  const whole = resolve(path);
  let there = whole;
  while (!existsSync(there)) there = dirname(there);
  return join(realpathSync(there), relative(there, whole));
};

/** A copy that lies in what it is a copy of is lost with it, and found among its files. */
export const mustBeApart = (copy: string, original: string): void => {
  const way = relative(resolvedOf(original), resolvedOf(copy));
  if (way === '' || way.split(sep)[0] === '..' || isAbsolute(way)) return;
  throw new CommandError(
    `${copy} lies in ${original}: name a folder elsewhere, as a copy in there ` +
      'would be lost with it',
  );
};
