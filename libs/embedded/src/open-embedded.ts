import { LogTails } from '#ports';
import type { Clock, Generations, Log, Positions, StatesOf } from '#ports';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { RootDatabase } from 'lmdb';
import { isInUse, lockDirectory, lockFile } from './directory/directory-lock.js';
import { openDisposable, openDisposableToRead } from './lmdb/disposable-store.js';
import type { DisposableStore } from './lmdb/disposable-store.js';
import { openDocuments, ownDocuments } from './documents/documents.js';
import { embeddedGenerations } from './documents/embedded-generations.js';
import { embeddedLog } from './log/embedded-log.js';
import {
  EmbeddedStates,
  embeddedPositions,
  positionsDatabase,
} from './documents/embedded-states.js';
import type { StatesDatabase } from './documents/embedded-states.js';
import { GroupCommit } from './log/group-commit.js';
import { dataFile, openStore } from './lmdb/lmdb-file.js';
import { installationIn, nameInstallation } from './documents/installation.js';
import type { Installation } from './documents/installation.js';
import { LogPartition } from './log/log-partition.js';
import type { Appends } from './log/log-partition.js';
import { refuseLostLog } from './log/lost-log.js';
import { shareRoom } from './lmdb/room.js';
import { checkSettings, keepSetting, keptSetting, Meta } from './documents/setup.js';
import type { Settings } from './documents/setup.js';
import { systemClock } from './machine/system.js';
import { makeDirectory, tightenData } from './directory/make-directory.js';
import type { Tell } from './directory/make-directory.js';
import { numberKeyFile } from './lmdb/number-key.js';

/** Raised when stored bytes change their meaning. */
const format = 1;
const databasesMax = 1_024;
const tailBytesMax = 3 * 2 ** 20;
const eventsAppendBytesMax = 8 * 2 ** 20;
const inboxAppendBytesMax = 2 ** 20;

export interface EmbeddedOptions {
  readonly partitions: number;
  /** Looks at what another process may be writing; takes no lock, makes nothing. */
  readonly readOnly?: boolean;
  /** Gives appends their time. */
  readonly clock?: Clock;
  /** Takes what people should know: a store that is made again, a file that others can read. */
  readonly tell?: Tell;
}

export interface Embedded {
  /** One topic; an append may have 8 MiB where its name ends in `.events`, else 1 MiB. */
  readonly log: (topic: string, appendBytesMax?: number) => Log;
  /** Where the directory is read only: as its writer committed them last. */
  readonly states: StatesOf;
  readonly positions: Positions;
  readonly generations: Generations;
  readonly meta: Meta;
  /**
   * Refuses with `SetupRefused` where the data was made with another value; keeps new settings.
   */
  checkSetup(settings: Settings): Promise<void>;
  /** A setting that the data was made with; undefined where nobody has said yet. */
  setting(name: string): string | number | undefined;
  /** Replaces one, on the disk when it resolves; the caller has made sure that it may change. */
  keepSetting(name: string, value: string): Promise<void>;
  /** Which installation this is; undefined where an older build has made it. */
  installation(): Installation | undefined;
  /** Waits for what was begun, then lets go of the directory. */
  close(): Promise<void>;
}

const openLogStore = (path: string, readOnly: boolean, moving: boolean): RootDatabase => {
  if (readOnly && !existsSync(dataFile(path))) throw new Error(`there is no data in ${path}`);
  // Without overlappingSync a commit is on the disk before its promise resolves.
  return openStore(path, { readOnly, overlappingSync: false, maxDbs: databasesMax }, moving);
};

/** Undefined where the store is read only and nothing was appended yet. */
const openAppends = (store: RootDatabase, name: string): Appends | undefined => {
  const appends = store.openDB({ name, encoding: 'binary' }) as Appends | undefined;
  if (appends !== undefined) shareRoom(store, appends);
  return appends;
};

const openLogs = (store: RootDatabase, options: Required<EmbeddedOptions>) => {
  const { partitions, readOnly, clock } = options;
  const tails = new LogTails(readOnly ? 0 : tailBytesMax);
  const commits = readOnly ? undefined : new GroupCommit(clock);
  const opened = new Map<string, LogPartition>();

  const partitionOf = (topic: string, index: number): LogPartition => {
    if (!Number.isInteger(index) || index < 0 || index >= partitions) {
      throw new RangeError(`${topic} has no partition ${index}`);
    }
    const name = `${topic}/${index}`;
    const known = opened.get(name);
    if (known?.appends !== undefined) {
      if (readOnly) known.refresh();
      return known;
    }
    const found = new LogPartition(openAppends(store, name), tails);
    opened.set(name, found);
    return found;
  };
  const log = (topic: string, appendBytesMax?: number): Log => {
    for (let index = 0; index < partitions; index += 1) partitionOf(topic, index);
    const usual = topic.endsWith('.events') ? eventsAppendBytesMax : inboxAppendBytesMax;
    return embeddedLog({
      topic,
      partitions,
      clock,
      commits,
      appendBytesMax: appendBytesMax ?? usual,
      partition: (index) => partitionOf(topic, index),
    });
  };
  return { log, commits };
};

/** Of a read-only directory a database may be made later, by who writes it. */
const openStates = (
  store: RootDatabase | undefined,
  readOnly: boolean,
): { states: StatesOf; positions: Positions; flush: () => Promise<void> } => {
  const opened = new Map<string, EmbeddedStates>();
  const databaseOf = (database: string): StatesDatabase => {
    let found = readOnly ? undefined : store && ownDocuments(store, database);
    return { readOnly, documents: () => (found ??= store && openDocuments(store, database)) };
  };
  return {
    states: async (name, partition) => {
      const database = `${name}/${partition}`;
      const states = opened.get(database) ?? new EmbeddedStates(databaseOf(database));
      opened.set(database, states);
      return states;
    },
    positions: embeddedPositions(databaseOf(positionsDatabase)),
    flush: async () => {
      await Promise.all(Array.from(opened.values(), (states) => states.flush()));
    },
  };
};

const openParts = async (
  directory: string,
  options: Required<EmbeddedOptions>,
  release: () => Promise<void>,
): Promise<Embedded> => {
  const { readOnly, partitions, tell } = options;
  const logPath = join(directory, 'log');
  refuseLostLog(directory);
  if (!readOnly) {
    makeDirectory(logPath);
    const files = [numberKeyFile(directory), lockFile(directory)].map((file) => basename(file));
    tightenData(directory, { folders: ['log', 'states', 'views'], files }, tell);
  }
  const moving = readOnly && (await isInUse(directory));
  const store = openLogStore(logPath, readOnly, moving);
  const meta = new Meta(openDocuments(store, 'meta'));
  try {
    await checkSettings(meta, { format, partitions }, readOnly);
    if (!readOnly) await nameInstallation(meta, directory);
  } catch (error) {
    await store.close();
    throw error;
  }
  const openPart = (name: string): DisposableStore | undefined => {
    const path = join(directory, name);
    return readOnly ? openDisposableToRead(path, moving) : openDisposable(path, tell);
  };
  const states = openPart('states');
  const views = openPart('views');
  const { log, commits } = openLogs(store, options);
  const { states: statesOf, positions, flush } = openStates(states?.store, readOnly);
  const generations = embeddedGenerations(views?.store, readOnly);
  return {
    log,
    states: statesOf,
    positions,
    generations,
    meta,
    checkSetup: (settings) => checkSettings(meta, settings, readOnly),
    setting: (name) => keptSetting(meta, name),
    keepSetting: (name, value) => keepSetting(meta, name, value),
    installation: () => installationIn(meta),
    close: async () => {
      await commits?.close();
      // What could not be stored is made again from the log.
      await Promise.allSettled([flush(), generations.flush()]);
      await states?.close();
      await views?.close();
      await store.close();
      await release();
    },
  };
};

const warn: Tell = (text) => process.emitWarning(text);

/**
 * Everything in one directory: `log` and `meta` are durable, `states` and `views` made from the
 * logs.
 */
export const openEmbedded = async (
  directory: string,
  { partitions, readOnly = false, clock = systemClock, tell = warn }: EmbeddedOptions,
): Promise<Embedded> => {
  const lock = readOnly ? undefined : lockDirectory(directory);
  const release = async (): Promise<void> => lock?.release();
  try {
    return await openParts(directory, { partitions, readOnly, clock, tell }, release);
  } catch (error) {
    await release();
    throw error;
  }
};
