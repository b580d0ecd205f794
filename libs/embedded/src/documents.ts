import type { Database, RootDatabase } from 'lmdb';
import { codeUnitKeys } from './code-unit-keys.js';

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
  return store.openDB<object, string>(options);
};

/** The same where the store is written. */
export const ownDocuments = (store: RootDatabase, name: string): Documents => {
  const documents = openDocuments(store, name);
  if (documents === undefined) throw new Error(`there is no database ${name}`);
  return documents;
};
