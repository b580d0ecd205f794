import { chmodSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hasCode } from '../machine/error-code.js';

/** What the data holds is for the eyes of its owner alone. */
export const ownerOnly = { folder: 0o700, file: 0o600 } as const;

/**
 * Makes a directory, readable by its owner alone, and what is missing above it, or throws. Level
 * by level: where a parent exists and still answers "no such file" (`/proc`), the platform's own
 * recursive form never returns.
 */
export const makeDirectory = (path: string): void => {
  try {
    mkdirSync(path, { mode: ownerOnly.folder });
  } catch (error) {
    if (hasCode(error, 'EEXIST') && statSync(path).isDirectory()) return;
    const parent = dirname(path);
    if (!hasCode(error, 'ENOENT') || parent === path) throw error;
    makeDirectory(parent);
    mkdirSync(path, { mode: ownerOnly.folder });
  }
};

const others = 0o077;

/** Takes what people should know of a directory. */
export type Tell = (text: string) => void;

const tighten = (path: string, mode: number, tell: Tell): void => {
  if ((statSync(path).mode & others) === 0) return;
  try {
    chmodSync(path, mode);
  } catch (error) {
    tell(`others on this machine can read ${path}, which cannot be changed: ${String(error)}`);
  }
};

const tightenFile = (path: string, tell: Tell): void => {
  if (existsSync(path)) tighten(path, ownerOnly.file, tell);
};

/**
 * Takes away what an older build, or a person, let others read: this folder and the files in it.
 */
const tightenFolder = (path: string, tell: Tell): void => {
  if (!existsSync(path)) return;
  tighten(path, ownerOnly.folder, tell);
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (entry.isFile()) tighten(join(path, entry.name), ownerOnly.file, tell);
  }
};

/**
 * The same of a data directory itself and of the files in it that are ours. One in which other
 * things stand as well is somebody's own, and only told of.
 */
export const tightenData = (
  path: string,
  { folders, files }: Record<'folders' | 'files', readonly string[]>,
  tell: Tell,
): void => {
  for (const file of files) tightenFile(join(path, file), tell);
  for (const folder of folders) tightenFolder(join(path, folder), tell);
  if ((statSync(path).mode & others) === 0) return;
  const foreign = readdirSync(path).find((name) => ![...folders, ...files].includes(name));
  if (foreign === undefined) tighten(path, ownerOnly.folder, tell);
  else {
    tell(
      `others on this machine can reach into ${path}; as it holds other things too (${foreign}) ` +
        'it was left so: name a directory of its own',
    );
  }
};
