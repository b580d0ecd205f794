import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

/** The project's own folder, absolute. */
export const root = resolve(__dirname, '../..');

/** A file as the rules see it: its path from the root, with `/`, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const notOurs = new Set(['node_modules', 'dist', 'coverage', '.git']);

function pathsBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (notOurs.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return pathsBelow(path);
    return entry.isFile() ? [path] : [];
  });
}

/** The paths of the project that match, in a stable order. */
export function projectPaths(matches: RegExp): readonly string[] {
  return pathsBelow(root)
    .map((path) => relative(root, path).replaceAll('\\', '/'))
    .filter((path) => matches.test(path))
    .toSorted();
}

/** Every file of the project whose path from the root matches, in a stable order. */
export function projectFiles(matches: RegExp): readonly SourceFile[] {
  return projectPaths(matches).map((path) => ({
    path,
    text: readFileSync(join(root, path), 'utf8'),
  }));
}
