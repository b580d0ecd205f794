import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, symlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const minutesMax = 10;
const printedBytesMax = 16_777_216;

/** The last one before services read each other's logs. */
export const commitBefore = '02e3cc0';

const cache = (): string =>
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'throughline/builds');

/** What of a package.json decides what a build runs on. */
const packagesOf = (folder: string): string => {
  const { dependencies, devDependencies, overrides } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  ) as Readonly<Record<string, Readonly<Record<string, string>>>>;
  return JSON.stringify([dependencies, devDependencies?.['typescript'], overrides]);
};

const step = (program: string, given: readonly string[], cwd: string): Promise<unknown> =>
  run(program, [...given], { cwd, timeout: minutesMax * 60_000, maxBuffer: printedBytesMax });

/** The folder of a build of another commit, made where it is not there yet. */
export const buildOf = async (commit: string, say: (line: string) => void): Promise<string> => {
  const folder = join(cache(), commit);
  if (existsSync(folder)) return folder;
  await mkdir(cache(), { recursive: true });
  const scratch = await mkdtemp(join(cache(), 'build-'));
  try {
    say(`building ${commit} (once)`);
    const archive = join(scratch, 'tree.tar');
    await step('git', ['archive', '--output', archive, commit], process.cwd());
    await step('tar', ['-xf', archive], scratch);
    await rm(archive);
    // The same packages are the same files; else it gets its own.
    if (packagesOf(scratch) === packagesOf(process.cwd())) {
      await symlink(join(process.cwd(), 'node_modules'), join(scratch, 'node_modules'));
    } else await step('npm', ['ci'], scratch);
    await step(process.execPath, ['tools/build.mjs'], scratch);
    await rename(scratch, folder);
    return folder;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
};
