import { emptySorted, entriesFrom, lookUp, merged } from '#kernel';
import type { Sorted } from '#kernel';
import type { Position, Positions, StateCursor, States, StatesOf } from '#ports';

/**
 * One commit of a store, never changed: documents as JSON text, so that nobody shares an object.
 */
export interface StatesImage {
  readonly documents: Sorted<string>;
  readonly cursor: StateCursor | undefined;
}

export const emptyStates: StatesImage = { documents: emptySorted(), cursor: undefined };

const parse = (text: string): object => {
  const doc: object = JSON.parse(text);
  return doc;
};

/** A store over one changeable image. */
export class MemoryStates implements States {
  constructor(public image: StatesImage = emptyStates) {}

  cursor(): StateCursor | undefined {
    return this.image.cursor;
  }

  get(key: string): object | undefined {
    const text = lookUp(this.image.documents, key);
    return text === undefined ? undefined : parse(text);
  }

  first(prefix: string, limit: number): readonly (readonly [string, object])[] {
    const found: [string, object][] = [];
    for (const [key, text] of entriesFrom(this.image.documents, prefix)) {
      if (found.length >= limit || !key.startsWith(prefix)) break;
      found.push([key, parse(text)]);
    }
    return found;
  }

  async commit(changes: ReadonlyMap<string, object | null>, cursor: StateCursor): Promise<void> {
    const texts = Array.from(
      changes,
      ([key, doc]) => [key, doc === null ? undefined : JSON.stringify(doc)] as const,
    );
    const documents = merged(this.image.documents, texts);
    this.image = { documents, cursor: structuredClone(cursor) };
  }

  async clear(): Promise<void> {
    this.image = emptyStates;
  }
}

/** Stores that live as long as what this returns; the same name and partition is the same store. */
export const memoryStates = (): StatesOf => {
  const stores = new Map<string, MemoryStates>();
  return async (name, partition) => {
    const id = `${name}/${partition}`;
    const store = stores.get(id) ?? new MemoryStates();
    stores.set(id, store);
    return store;
  };
};

export const memoryPositions = (): Positions => {
  const places = new Map<string, Position>();
  return {
    load: async (name, partition) => places.get(`${name}/${partition}`),
    save: async (name, partition, position) => {
      places.set(`${name}/${partition}`, { ...position });
    },
  };
};
