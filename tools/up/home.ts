import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { errorText } from '#kernel';
import { DirectoryInUse, lockDirectory, type DirectoryLock } from '#embedded';
import { endOrphans, guard } from '#servers';
import { AskedWrongly } from './asked.js';

/** The folder that an installation lives in, its alone. */
export interface Home {
  readonly path: string;
  /** Of the services' logs and states. */
  readonly services: string;
  readonly temporary: boolean;
  /** Ends what is left of the services; the folder may be another's from then on. */
  release(): Promise<void>;
}

/**
 * Opens the folder that was asked for, or a temporary one. One that another `up` lives in is
 * refused before anything in it is touched; what a dead one left running there is ended.
 */
export async function openHome(data: string | undefined): Promise<Home> {
  if (data === undefined) {
    const path = await mkdtemp(join(tmpdir(), 'throughline-up-'));
    return { path, services: path, temporary: true, release: guard(path, true) };
  }
  const path = resolve(data);
  const lock = locked(path);
  const services = join(path, 'services');
  for (const folder of [services, join(path, 'servers')]) await endOrphans(folder);
  await mkdir(services, { recursive: true });
  const release = guard(services, false);
  return {
    path,
    services,
    temporary: false,
    release: async () => {
      await release();
      await lock.release();
    },
  };
}

function locked(path: string): DirectoryLock {
  try {
    return lockDirectory(path);
  } catch (error) {
    if (error instanceof DirectoryInUse) {
      throw new AskedWrongly(
        `--data ${path} is in use by ${error.by}: end that first, ` + 'or take another folder',
        { cause: error },
      );
    }
    const why = errorText(error);
    const what = `--data ${path}: expected a folder, or a name to make one of (${why})`;
    throw new AskedWrongly(what, { cause: error });
  }
}
