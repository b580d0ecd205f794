import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Position } from '#ports';
import { textIn, writtenIn } from './backup-file.js';
import type { Written } from './backup-file.js';
import type { Installation } from '../documents/installation.js';
import { replaceFile } from '../directory/durable-file.js';
import type { Settings } from '../documents/setup.js';

/** One partition of one topic, as far as it had come. */
export interface LogCopy extends Written {
  readonly topic: string;
  readonly partition: number;
  readonly file: string;
  /** The first offset and the one behind the last. */
  readonly start: number;
  readonly end: number;
}

/** How far a reader of another service's log had come. */
export interface PlaceCopy {
  readonly name: string;
  readonly partition: number;
  readonly position: Position;
}

/** What a backup holds; written last, so that a backup without it was not finished. */
export interface Manifest {
  readonly format: 1;
  readonly madeAt: string;
  readonly of: Installation;
  readonly settings: Settings;
  readonly logs: readonly LogCopy[];
  readonly places: readonly PlaceCopy[];
  /** Whether the key of the numbers is in it: else it was given by OMS_NUMBER_KEY. */
  readonly numberKey: boolean;
}

/** A backup that cannot be restored: its text says what is missing. */
export class BackupUnusable extends Error {
  constructor(
    readonly directory: string,
    reason: string,
  ) {
    super(`the backup in ${directory} cannot be used: ${reason}`);
    this.name = 'BackupUnusable';
  }
}

const manifestFile = (directory: string): string => join(directory, 'backup.json');

/** Whether this is a backup's folder, which is no place to work in. */
export const isBackup = (directory: string): boolean => existsSync(manifestFile(directory));

export const writeManifest = (directory: string, manifest: Manifest): void =>
  replaceFile(manifestFile(directory), `${JSON.stringify(manifest, undefined, 2)}\n`);

const parsed = (directory: string): Manifest => {
  try {
    return JSON.parse(textIn(manifestFile(directory))) as Manifest;
  } catch (error) {
    throw new BackupUnusable(directory, `its backup.json cannot be read (${String(error)})`);
  }
};

/** What the backup says of itself, once every file was compared with it. */
export const checkedManifest = (directory: string): Manifest => {
  if (!isBackup(directory)) {
    throw new BackupUnusable(
      directory,
      'there is no backup.json; name the folder that `oms backup`' +
        ' has made, which has it once it is whole',
    );
  }
  const manifest = parsed(directory);
  if (manifest.format !== 1) {
    throw new BackupUnusable(
      directory,
      `its form is ${String(manifest.format)}, expected 1: ` +
        'take the build that made it, or a newer one',
    );
  }
  for (const { file, bytes, sha256 } of manifest.logs) {
    const path = join(directory, file);
    if (!existsSync(path)) throw new BackupUnusable(directory, `${file} is missing`);
    const found = writtenIn(path);
    if (found.bytes !== bytes) {
      throw new BackupUnusable(
        directory,
        `${file} has ${found.bytes} bytes, expected ${bytes}: it was cut short or changed`,
      );
    }
    if (found.sha256 !== sha256) {
      throw new BackupUnusable(directory, `${file} was changed: its SHA-256 is another one`);
    }
  }
  return manifest;
};
