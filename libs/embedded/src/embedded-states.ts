import type { Position, Positions, StateChanges, StateCursor, States } from '#ports';
import { written } from './commit-error.js';
import type { Documents } from './documents.js';

// One letter says what an entry is: a document or the cursor.
const documentKey = (key: string): string => `d${key}`;
const cursorKey = 'c';

const isCursor = (stored: object): stored is StateCursor => 'fold' in stored;
const isPosition = (stored: object): stored is Position => 'digest' in stored;

/** Documents of a store that this process may only read, or of its own. */
export interface Place {
  readonly readOnly: boolean;
  /** Undefined where there are none to read (yet). */
  readonly documents: () => Documents | undefined;
}

const writable = ({ readOnly, documents }: Place): Documents => {
  const found = readOnly ? undefined : documents();
  if (found === undefined) throw new Error('the data directory is read only');
  return found;
};

/** What was begun to be written and is not yet seen by reads of the store. */
interface Overlay {
  readonly changes: StateChanges;
  readonly cursor: StateCursor;
}

/** One partition's states: a database of its own, and the commits that are under way. */
export class EmbeddedStates implements States {
  /** Oldest first. */
  readonly #begun: Overlay[] = [];

  constructor(private readonly place: Place) {}

  cursor(): StateCursor | undefined {
    const begun = this.#begun.at(-1);
    if (begun !== undefined) return begun.cursor;
    const stored = this.place.documents()?.get(cursorKey);
    return stored !== undefined && isCursor(stored) ? stored : undefined;
  }

  get(key: string): object | undefined {
    for (let i = this.#begun.length - 1; i >= 0; i -= 1) {
      const change = this.#begun[i]?.changes.get(key);
      if (change !== undefined) return change ?? undefined;
    }
    return this.place.documents()?.get(documentKey(key));
  }

  first(prefix: string, limit: number): readonly (readonly [string, object])[] {
    const changed = new Map<string, object | null>();
    for (const { changes } of this.#begun) {
      for (const [key, doc] of changes) if (key.startsWith(prefix)) changed.set(key, doc);
    }
    const found: (readonly [string, object])[] = [];
    // Each changed key may hide one stored entry, so that many more are looked at.
    const range = { start: documentKey(prefix), limit: limit + changed.size };
    for (const { key, value } of this.place.documents()?.getRange(range) ?? []) {
      if (!key.startsWith(range.start)) break;
      if (!changed.has(key.slice(1))) found.push([key.slice(1), value]);
    }
    if (changed.size === 0) return found;
    for (const [key, doc] of changed) if (doc !== null) found.push([key, doc]);
    return found.toSorted(([a], [b]) => (a < b ? -1 : 1)).slice(0, limit);
  }

  async commit(changes: StateChanges, cursor: StateCursor): Promise<void> {
    const documents = writable(this.place);
    const overlay = { changes, cursor };
    this.#begun.push(overlay);
    try {
      // Writes of one turn of the event loop are one transaction: all of it stands, or nothing.
      const writes = [documents.put(cursorKey, cursor)];
      for (const [key, doc] of changes) {
        writes.push(doc === null
          ? documents.remove(documentKey(key))
          : documents.put(documentKey(key), doc));
      }
      await written(writes);
    } finally {
      this.#begun.splice(this.#begun.indexOf(overlay), 1);
    }
  }

  async clear(): Promise<void> {
    await writable(this.place).clearAsync();
  }
}

/** Places of readers, one entry each. */
export const embeddedPositions = (place: Place): Positions => ({
  load: async (name, partition) => {
    const stored = place.documents()?.get(documentKey(`${name}/${partition}`));
    return stored !== undefined && isPosition(stored) ? stored : undefined;
  },
  save: async (name, partition, position) => {
    await written([writable(place).put(documentKey(`${name}/${partition}`), position)]);
  },
});
