import { randomUUID } from 'node:crypto';
import { copyFileSync, chmodSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import type { RootDatabase } from 'lmdb';
import { readAppends } from './backup-file.js';
import type { AppendBytes } from './backup-file.js';
import { BackupUnusable, checkedManifest } from './backup-manifest.js';
import type { LogCopy, Manifest } from './backup-manifest.js';
import { ownDocuments } from '../documents/documents.js';
import { keepInstallation } from '../documents/installation.js';
import type { Installation } from '../documents/installation.js';
import { openStore } from '../lmdb/lmdb-file.js';
import { makeDirectory, ownerOnly } from '../directory/make-directory.js';
import { numberKeyFile } from '../lmdb/number-key.js';
import { openEmbedded } from '../open-embedded.js';
import { RecordBatch } from '../lmdb/record-batch.js';
import { keepSettings, Meta } from '../documents/setup.js';
import { makeWhole } from '../directory/whole-folder.js';

const databasesMax = 1_024;
/** What one transaction writes. */
const transactionBytesMax = 16 * 2 ** 20;

/** Some appends at a time. */
const inParts = function* (appends: Iterable<AppendBytes>): Generator<readonly AppendBytes[]> {
  let [part, bytes]: [AppendBytes[], number] = [[], 0];
  for (const append of appends) {
    part.push(append);
    bytes += append[1].length;
    if (bytes < transactionBytesMax) continue;
    yield part;
    [part, bytes] = [[], 0];
  }
  yield part;
};

const restoreLog = (store: RootDatabase, source: string, copy: LogCopy): void => {
  const { topic, partition, file, start, end } = copy;
  const appends = store.openDB<Buffer, number>({
    name: `${topic}/${partition}`,
    encoding: 'binary',
  });
  let next = start;
  for (const part of inParts(readAppends(join(source, file)))) {
    store.transactionSync(() => {
      for (const [first, bytes] of part) {
        if (first !== next) {
          throw new BackupUnusable(source, `${file} has ${first} where ${next} is expected`);
        }
        appends.putSync(first, bytes, { append: true });
        next = new RecordBatch(first, bytes).end;
      }
    });
  }
  if (next !== end) throw new BackupUnusable(source, `${file} ends at ${next}, expected ${end}`);
};

/** A new installation that says what it came from. */
const restoredFrom = (
  { of, madeAt }: Manifest,
  directory: string,
  beside: boolean,
): Installation => ({
  id: randomUUID(),
  directory: resolve(directory),
  host: hostname(),
  restores: of.restores + 1,
  restored: {
    from: of.id,
    directory: of.directory,
    host: of.host,
    backupMadeAt: madeAt,
    restoredAt: new Date().toISOString(),
    beside,
  },
});

export interface RestoreOptions {
  /** The copy is meant to work while its original does. */
  readonly beside: boolean;
}

/**
 * Makes a data directory of a backup, after every file of it was compared with its digest: the same
 * logs, each record at its offset with its time; states and views are made again from them.
 */
export const restore = async (
  source: string,
  directory: string,
  { beside }: RestoreOptions,
): Promise<{ readonly manifest: Manifest; readonly installation: Installation }> => {
  const manifest = checkedManifest(source);
  const installation = restoredFrom(manifest, directory, beside);
  await makeWhole(directory, async (unfinished) => {
    makeDirectory(join(unfinished, 'log'));
    const store = openStore(join(unfinished, 'log'), {
      overlappingSync: false,
      maxDbs: databasesMax,
    });
    try {
      for (const copy of manifest.logs) restoreLog(store, source, copy);
      const meta = new Meta(ownDocuments(store, 'meta'));
      await keepSettings(meta, manifest.settings);
      await keepInstallation(meta, installation);
    } finally {
      await store.close();
    }
    await restorePlaces(unfinished, manifest);
    if (manifest.numberKey) {
      copyFileSync(numberKeyFile(source), numberKeyFile(unfinished));
      chmodSync(numberKeyFile(unfinished), ownerOnly.file);
    }
  });
  return { manifest, installation };
};

/** Spares the readers of logs to post all again what the inboxes hold. */
const restorePlaces = async (directory: string, { places, settings }: Manifest): Promise<void> => {
  const embedded = await openEmbedded(directory, { partitions: Number(settings.partitions) });
  try {
    for (const { name, partition, position } of places) {
      await embedded.positions.save(name, partition, position);
    }
  } finally {
    await embedded.close();
  }
};
