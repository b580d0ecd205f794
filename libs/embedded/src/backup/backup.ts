import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RootDatabase } from 'lmdb';
import { writeAppends } from './backup-file.js';
import type { AppendBytes } from './backup-file.js';
import { writeManifest } from './backup-manifest.js';
import type { LogCopy, Manifest, PlaceCopy } from './backup-manifest.js';
import { isInUse } from '../directory/directory-lock.js';
import { openDisposableToRead } from '../lmdb/disposable-store.js';
import { openDocuments } from '../documents/documents.js';
import { keptPlaces, positionsDatabase } from '../documents/embedded-states.js';
import { installationIn, newInstallation } from '../documents/installation.js';
import { openStore } from '../lmdb/lmdb-file.js';
import type { Appends } from '../log/log-partition.js';
import { numberKeyFile } from '../lmdb/number-key.js';
import { RecordBatch } from '../lmdb/record-batch.js';
import { keptSettings, Meta } from '../documents/setup.js';
import { makeWhole } from '../directory/whole-folder.js';

const databasesMax = 1_024;

/** Of `oms.orders.events/3`: the topic and its partition; other databases hold no log. */
const logName = /^(.+)\/(\d+)$/;

const copyOf = (
  directory: string,
  name: string,
  appends: Iterable<{ key: number; value: Buffer }>,
): LogCopy => {
  const [, topic = '', partition = ''] = logName.exec(name) ?? [];
  const file = `${topic}.${partition}.log`;
  let [start, end]: [number | undefined, number] = [undefined, 0];
  const bytes = function* (): Generator<AppendBytes> {
    for (const { key, value } of appends) {
      start ??= key;
      end = new RecordBatch(key, value).end;
      yield [key, value];
    }
  };
  const written = writeAppends(join(directory, file), bytes());
  return { topic, partition: Number(partition), file, start: start ?? 0, end, ...written };
};

/** All logs as one read of the store sees them: no writer, however busy, comes in between. */
const copyLogs = (store: RootDatabase, directory: string): readonly LogCopy[] => {
  const names = [...store.getKeys()]
    .map(String)
    .filter((name) => logName.test(name))
    .toSorted();
  const opened = names.map(
    (name) => [name, store.openDB({ name, encoding: 'binary' }) as Appends] as const,
  );
  const transaction = store.useReadTransaction();
  try {
    return opened.map(([name, appends]) =>
      copyOf(directory, name, appends.getRange({ transaction })),
    );
  } finally {
    transaction.done();
  }
};

/**
 * Read before the logs are: so no reader's place lies behind what the copy of its log holds, and
 * what it had posted stands in the copies of the inboxes.
 */
const placesIn = async (directory: string, moving: boolean): Promise<readonly PlaceCopy[]> => {
  const states = openDisposableToRead(join(directory, 'states'), moving);
  if (states === undefined) return [];
  const places = keptPlaces(openDocuments(states.store, positionsDatabase));
  await states.close();
  return places;
};

/**
 * Copies the data directory, whoever works in it, into a new folder: the logs, the settings, the
 * key where it stands there. What is made from the logs is not in it.
 */
export const backUp = async (directory: string, into: string): Promise<Manifest> => {
  const moving = await isInUse(directory);
  return makeWhole(into, async (unfinished) => {
    const places = await placesIn(directory, moving);
    const store = openStore(
      join(directory, 'log'),
      { readOnly: true, overlappingSync: false, maxDbs: databasesMax },
      moving,
    );
    try {
      const meta = new Meta(openDocuments(store, 'meta'));
      const madeAt = new Date().toISOString();
      const logs = copyLogs(store, unfinished);
      const numberKey = existsSync(numberKeyFile(directory));
      if (numberKey) copyFileSync(numberKeyFile(directory), numberKeyFile(unfinished));
      const manifest: Manifest = {
        format: 1,
        madeAt,
        of: installationIn(meta) ?? newInstallation(directory),
        settings: keptSettings(meta),
        logs,
        places,
        numberKey,
      };
      writeManifest(unfinished, manifest);
      return manifest;
    } finally {
      await store.close();
    }
  });
};
