import { asBinary } from 'lmdb';
import type { Database, RootDatabase } from 'lmdb';
import { StoreRefused } from '#ports';
import { refusalOf, written } from '../lmdb/commit-error.js';
import { codeUnitKeys } from '../lmdb/code-unit-keys.js';
import { shareRoom, takeRoom } from '../lmdb/room.js';
import { errorText } from '#kernel';

/** Documents by text key. */
export type Documents = Database<object, string>;

// Begins with a letter that no other key begins with; the encoder keeps field names there.
const structuresKey = 's';

/**
 * A database of documents; those of like shape share their field names. Undefined where the store
 * is read only and the database does not exist (yet).
 */
export const openDocuments = (store: RootDatabase, name: string): Documents | undefined => {
  const options = {
    name,
    encoding: 'msgpack',
    sharedStructuresKey: structuresKey,
    keyEncoder: codeUnitKeys,
  } as const;
  const documents: Documents | undefined = store.openDB<object, string>(options);
  if (documents !== undefined) shareRoom(store, documents);
  return documents;
};

interface Encoding {
  readonly encoder: { encode(doc: object): Buffer };
}

/** What lmdb takes as a key with pages of 4 KiB. */
const keyBytesMax = 1_978;
const bytesAUnitMax = 3;

const bytesOf = (key: string): number => {
  const room = new Uint8Array(bytesAUnitMax * key.length);
  return codeUnitKeys.writeKey(key, room, 0);
};

/** A name as people can read it: parts of a key have U+0000 between them. */
const shown = (key: string): string => JSON.stringify(key.replaceAll('\0', ' ').slice(0, 300));

/** Throws `StoreRefused` for a key that no store takes. */
export const assertFits = (key: string): void => {
  if (key.length * bytesAUnitMax <= keyBytesMax) return;
  const bytes = bytesOf(key);
  if (bytes <= keyBytesMax) return;
  throw new StoreRefused(
    `the key of the document ${shown(key)} has ${bytes} bytes, the store takes ${keyBytesMax}`,
  );
};

/** What the encoder says of a value without a form, by name: it may be of another realm. */
const ofForm: ReadonlySet<string> = new Set(['TypeError', 'RangeError']);
const nameOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : '';

const encoded = ({ encoder }: Encoding, key: string, doc: object): Buffer => {
  try {
    return encoder.encode(doc);
  } catch (error) {
    // New field names are stored by this: that may fail as every write does.
    if (!ofForm.has(nameOf(error))) throw error;
    throw new StoreRefused(`the document ${shown(key)} cannot be stored: ${errorText(error)}`, {
      cause: error,
    });
  }
};

/**
 * Writes documents (`null` removes one) as one transaction: all of them, or none. All are encoded
 * before any is written: field names that are new are stored by that, which throws where the store
 * takes nothing, and what was handed to the store before could not be called back.
 */
export const putAll = async (
  documents: Documents,
  changes: ReadonlyMap<string, object | null>,
): Promise<boolean> => {
  const taken = [takeRoom(documents, changes.size, 0)];
  try {
    let bytes = 0;
    const values = Array.from(changes, ([key, doc]) => {
      assertFits(key);
      const value = doc === null ? null : encoded(documents as Documents & Encoding, key, doc);
      bytes += key.length + (value?.length ?? 0);
      return [key, value] as const;
    });
    taken.push(takeRoom(documents, 0, bytes));
    // Writes of one turn of the event loop are one transaction.
    return await written(
      values.map(([key, value]) =>
        value === null ? documents.remove(key) : documents.put(key, asBinary(value)),
      ),
    );
  } catch (error) {
    const refused = refusalOf(error);
    if (refused === undefined || error instanceof StoreRefused) throw error;
    throw new StoreRefused(
      `the store takes nothing any more: ${refused}; stop the process and ` +
        'remove the folder of this store, which is made again from the log',
      { cause: error },
    );
  } finally {
    for (const give of taken) give();
  }
};

/** The same where the store is written. */
export const ownDocuments = (store: RootDatabase, name: string): Documents => {
  const documents = openDocuments(store, name);
  if (documents === undefined) throw new Error(`there is no database ${name}`);
  return documents;
};
