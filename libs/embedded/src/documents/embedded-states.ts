import type { Position, Positions, StateChanges, StateCursor, States } from '#ports';
import { putAll } from './documents.js';
import type { Documents } from './documents.js';
import { beginningWith, WriteBehind } from './write-behind.js';

// One letter says what an entry is: a document or the cursor.
const documentKey = (key: string): string => `d${key}`;
const cursorKey = 'c';

const isCursor = (stored: object): stored is StateCursor => 'fold' in stored;
const isPosition = (stored: object): stored is Position => 'digest' in stored;

/** Documents of a store that this process may only read, or of its own. */
export interface StatesDatabase {
  readonly readOnly: boolean;
  /** Undefined where there are none to read (yet). */
  readonly documents: () => Documents | undefined;
}

const writable = ({ readOnly, documents }: StatesDatabase): Documents => {
  const found = readOnly ? undefined : documents();
  if (found === undefined) throw new Error('the data directory is read only');
  return found;
};

/** One partition's states: a database of its own, written behind. */
export class EmbeddedStates implements States {
  readonly #documents: WriteBehind;

  constructor(private readonly database: StatesDatabase) {
    this.#documents = new WriteBehind(database.documents);
  }

  cursor(): StateCursor | undefined {
    this.#documents.assertTaken();
    const stored = this.#documents.get(cursorKey);
    return stored !== undefined && isCursor(stored) ? stored : undefined;
  }

  get(key: string): object | undefined {
    return this.#documents.get(documentKey(key));
  }

  first(prefix: string, limit: number): readonly (readonly [string, object])[] {
    const range = { ...beginningWith(documentKey(prefix)), limit, descending: false };
    return this.#documents.keys(range).flatMap((key): readonly (readonly [string, object])[] => {
      const doc = this.#documents.get(key);
      return doc === undefined ? [] : [[key.slice(1), doc]];
    });
  }

  async commit(changes: StateChanges, cursor: StateCursor): Promise<void> {
    writable(this.database);
    await this.#documents.write(stored(changes, cursor));
  }

  async clear(): Promise<void> {
    await this.#documents.discard();
    await writable(this.database).clearAsync();
  }

  /** Resolves when the store holds everything. */
  flush(): Promise<void> {
    return this.#documents.flush();
  }
}

const stored = function* (
  changes: StateChanges,
  cursor: StateCursor,
): Generator<readonly [string, object | null]> {
  yield [cursorKey, cursor];
  for (const [key, doc] of changes) yield [documentKey(key), doc];
};

/** Where the places of readers are kept. */
export const positionsDatabase = 'positions';

/** All places of readers that stand in it. */
export const keptPlaces = (
  documents: Documents | undefined,
): readonly { readonly name: string; readonly partition: number; readonly position: Position }[] =>
  [...(documents?.getRange({ start: documentKey('') }) ?? [])].flatMap(({ key, value }) => {
    const slash = key.lastIndexOf('/');
    const [name, partition] = [key.slice(1, slash), Number(key.slice(slash + 1))];
    return isPosition(value) ? [{ name, partition, position: value }] : [];
  });

/** Places of readers, one entry each; no server is asked, so who settles need not wait long. */
export const embeddedPositions = (database: StatesDatabase): Positions => ({
  everyMs: 10,
  load: async (name, partition) => {
    const stored = database.documents()?.get(documentKey(`${name}/${partition}`));
    return stored !== undefined && isPosition(stored) ? stored : undefined;
  },
  save: async (name, partition, position) => {
    const key = documentKey(`${name}/${partition}`);
    await putAll(writable(database), new Map([[key, position]]));
  },
});
