import { asBinary } from 'lmdb';
import type { Database, RootDatabase } from 'lmdb';
import { written } from './commit-error.js';
import { codeUnitKeys } from './code-unit-keys.js';
import { shareRoom, takeRoom } from './room.js';

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
    name, encoding: 'msgpack', sharedStructuresKey: structuresKey, keyEncoder: codeUnitKeys,
  } as const;
  const documents: Documents | undefined = store.openDB<object, string>(options);
  if (documents !== undefined) shareRoom(store, documents);
  return documents;
};

interface Encoding { readonly encoder: { encode(doc: object): Buffer } }

/**
 * Writes documents (`null` removes one) as one transaction: all of them, or none. All are encoded
 * before any is written: field names that are new are stored by that, which throws where the store
 * takes nothing, and what was handed to the store before could not be called back.
 */
export const putAll = async (
  documents: Documents, changes: ReadonlyMap<string, object | null>,
): Promise<boolean> => {
  const { encoder } = documents as Documents & Encoding;
  const taken = [takeRoom(documents, changes.size, 0)];
  try {
    let bytes = 0;
    const encoded = Array.from(changes, ([key, doc]) => {
      const value = doc === null ? null : encoder.encode(doc);
      bytes += key.length + (value?.length ?? 0);
      return [key, value] as const;
    });
    taken.push(takeRoom(documents, 0, bytes));
    // Writes of one turn of the event loop are one transaction.
    return await written(encoded.map(([key, value]) =>
      (value === null ? documents.remove(key) : documents.put(key, asBinary(value)))));
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
