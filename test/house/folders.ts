import { dirname } from 'node:path';

export const folderFilesMax = 25;

/** Folders whose listing is a catalogue: each file is one entry of it, found by its name. */
const catalogues: readonly string[] = ['docs/decisions', 'libs/contracts/golden'];

/**
 * The folders of these files that hold more than a reader takes in at a glance, a sentence
 * each.
 */
export function crowded(paths: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const folder of paths.map(dirname)) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  return [...counts]
    .filter(([folder, count]) => count > folderFilesMax && !catalogues.includes(folder))
    .map(
      ([folder, count]) =>
        `${folder} holds ${count} files: make rooms of at most ${folderFilesMax} in it`,
    );
}
