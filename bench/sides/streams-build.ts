import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const buildMsMax = 300_000;

/** The project of the peer: a pom and its sources. */
const project = join(process.cwd(), 'bench/peers/streams');

const cache = (): string =>
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'throughline/peers');

/** Another source is another folder, so that nothing stale ever runs. */
const builtFolder = (): string => {
  const hash = createHash('sha256');
  const files = readdirSync(project, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  for (const file of files.toSorted())
    hash.update(file.slice(project.length), 'utf8').update(readFileSync(file));
  return join(cache(), `streams-${hash.digest('hex').slice(0, 8)}`);
};

const isThere = async (program: string, argument: string): Promise<boolean> =>
  run(program, [argument]).then(
    () => true,
    () => false,
  );

/** Why the peer cannot run here; undefined where it can. */
export const whyNoStreams = async (): Promise<string | undefined> => {
  if (!(await isThere('java', '-version'))) return 'no java on the PATH';
  if (existsSync(builtFolder()) || (await isThere('mvn', '-v'))) return undefined;
  return 'no mvn on the PATH';
};

/** The folder of its jars, built by Maven where these sources have not been yet. */
export const streamsJars = async (): Promise<string> => {
  const built = builtFolder();
  if (existsSync(built)) return built;
  await mkdir(cache(), { recursive: true });
  const scratch = await mkdtemp(join(cache(), 'build-'));
  try {
    await cp(project, scratch, { recursive: true });
    await run('mvn', ['-q', '-B', 'package'], { cwd: scratch, timeout: buildMsMax });
    await rename(join(scratch, 'target/lib'), built).catch((error: unknown) => {
      // Another build was faster: its folder is as good as ours.
      if (!existsSync(built)) throw error;
    });
    return built;
  } catch (error) {
    const said = error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
    throw new Error(`Maven could not build bench/peers/streams: ${said || String(error)}`, {
      cause: error,
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
};
