import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { realpathSync } from 'node:fs';
import type { Meta } from './setup.js';

/** Which installation a data directory is, and which one it was restored from. */
export interface Installation {
  readonly id: string;
  /** Where it was made: to find out whether it still runs there. */
  readonly directory: string;
  readonly host: string;
  /** How often it was restored from a backup; 0 for one that was made here. */
  readonly restores: number;
  readonly restored?: Restored | undefined;
}

export interface Restored {
  readonly from: string;
  readonly directory: string;
  readonly host: string;
  readonly backupMadeAt: string;
  readonly restoredAt: string;
  /** It was told that the original goes on beside it. */
  readonly beside: boolean;
}

const name = 'installation';

const isInstallation = (doc: object): doc is Installation => 'id' in doc && 'restores' in doc;

export const installationIn = (meta: Meta): Installation | undefined => {
  const doc = meta.get(name);
  return doc !== undefined && isInstallation(doc) ? doc : undefined;
};

export const keepInstallation = (meta: Meta, installation: Installation): Promise<void> =>
  meta.put(name, installation);

/** Gives a directory that has none yet a name for ever. */
export const nameInstallation = async (meta: Meta, directory: string): Promise<void> => {
  if (installationIn(meta) !== undefined) return;
  await keepInstallation(meta, newInstallation(directory));
};

export const newInstallation = (directory: string): Installation => ({
  id: randomUUID(),
  directory: realpathSync(directory),
  host: hostname(),
  restores: 0,
});
