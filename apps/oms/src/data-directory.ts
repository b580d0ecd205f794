import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorText } from '#kernel';
import type { NumberKeys } from '#kernel';
import {
  BrokenStore,
  DirectoryInUse,
  isBackup,
  openEmbedded,
  soleOwnership,
  systemClock,
  systemRandom,
} from '#embedded';
import type { Embedded } from '#embedded';
import { SetupRefused } from '#ports';
import type { JournalEntry } from '#runtime';
import type { BackendPorts } from '#services';
import { CommandError, note, UsageError } from './console.js';
import { withoutOriginal } from './original.js';
import { keptKeys, keysIn, keysOf } from './number-keys.js';

const partitionsDefault = 4;

/** An installation's data, opened to look at it: logs, states and views. */
export interface DataToRead {
  readonly directory: string;
  readonly ports: BackendPorts;
  close(): Promise<void>;
}

/** Opened to work on it: with the key of its numbers. */
export interface Data extends DataToRead {
  readonly keys: NumberKeys;
}

/** Where a number's key is kept when no directory is named. */
const ownDirectory = (): string =>
  join(process.env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'throughline');

/** The key alone: made at first use, so that a number can be issued with no set-up before. */
export const numberKeyOf = async (directory: string = ownDirectory()): Promise<NumberKeys> => {
  refuseBackup(directory);
  try {
    return keysIn(directory);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw unopened(directory, error);
  }
};

const partitionsAsked = (): number => {
  const text = process.env.OMS_PARTITIONS ?? String(partitionsDefault);
  const partitions = Number(text);
  if (!Number.isInteger(partitions) || partitions < 1 || partitions > 256) {
    throw new UsageError(`OMS_PARTITIONS takes a whole number from 1 to 256, not '${text}'`);
  }
  return partitions;
};

const tell = ({ level, worker, partition, text }: JournalEntry): void => {
  note(`${level}: ${worker}/${partition}: ${text}`);
};

const portsOf = (embedded: Embedded): BackendPorts => ({
  logs: (topic) => embedded.log(topic),
  states: embedded.states,
  positions: embedded.positions,
  generations: embedded.generations,
  clock: systemClock,
  random: systemRandom,
  ownership: soleOwnership,
  log: tell,
});

/** An installation made inside of a backup would have none of its orders. */
const refuseBackup = (directory: string): void => {
  if (!isBackup(directory)) return;
  throw new CommandError(
    `--data ${directory} is a backup: make an installation of it first ` +
      `(oms restore ${directory} --data NEW) and name that one`,
  );
};

/** What fails is told by the setting, or the option, that people gave. */
const opened = async (directory: string, readOnly: boolean): Promise<Embedded> => {
  const partitions = partitionsAsked();
  refuseBackup(directory);
  try {
    return await openEmbedded(directory, { partitions, readOnly, tell: note });
  } catch (error) {
    if (error instanceof SetupRefused || error instanceof DirectoryInUse) throw error;
    if (error instanceof BrokenStore) throw broken(directory, error);
    throw unopened(directory, error);
  }
};

/** The log alone: what is made from it is made again without asking. */
const broken = (directory: string, { message }: BrokenStore): CommandError =>
  new CommandError(
    `${message}. This file is the log, from which all else is made; nothing was ` +
      `changed. Keep a copy of ${directory}, look after its disk, and restore the newest backup ` +
      'into another directory (oms restore)',
  );

const unopened = (directory: string, error: unknown): CommandError => {
  const why = errorText(error);
  const done = existsSync(directory) ? 'opened' : 'made';
  return new CommandError(
    `--data ${directory} cannot be ${done} (${why}): ` +
      'name a directory that this user may make and write',
  );
};

/** Fails where nothing has ever been kept here: a mistyped name makes no new installation. */
export const requireData = (directory: string): void => {
  refuseBackup(directory);
  const log = join(directory, 'log');
  if (!existsSync(log)) {
    throw new CommandError(
      `--data ${directory} holds no Throughline data (there is no ${log}): ` +
        'name the directory of an installation, or make one with `oms import` or `oms serve`',
    );
  }
};

/**
 * Opens a data directory to work on it; made where it is missing. One process at a time, and not
 * while the one that it was restored from works.
 */
export const openData = async (directory: string): Promise<Data> => {
  const embedded = await opened(directory, false);
  try {
    const keys = await keysOf(directory, embedded);
    const original = withoutOriginal(directory, embedded.installation() ?? {});
    const close = async (): Promise<void> => {
      await embedded.close();
      await original?.release();
    };
    return { directory, keys, ports: portsOf(embedded), close };
  } catch (error) {
    await embedded.close();
    throw error;
  }
};

/** Opens a data directory to look at it, whoever works on it; needs no key and makes none. */
export const openDataToRead = async (directory: string): Promise<DataToRead> => {
  requireData(directory);
  // Set to what is no key, it is a mistake of the command all the same.
  keptKeys(directory);
  const embedded = await opened(directory, true);
  return { directory, ports: portsOf(embedded), close: () => embedded.close() };
};

/** Opens a data directory to make its views again from its logs; needs no key. */
export const openDataToFill = async (directory: string): Promise<DataToRead> => {
  const embedded = await opened(directory, false);
  return { directory, ports: portsOf(embedded), close: () => embedded.close() };
};

/** A directory that is gone with the process. */
export const temporaryDirectory = (): string => {
  const directory = mkdtempSync(join(tmpdir(), 'throughline-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true }));
  return directory;
};
