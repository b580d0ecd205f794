import { randomUUID } from 'node:crypto';
import { GenerationGone } from '#ports';
import type { GenerationPointer, Generations } from '#ports';
import type { RootDatabase } from 'lmdb';
import { openDocuments, putAll } from './documents.js';
import type { Documents } from './documents.js';
import { EmbeddedProjections } from './embedded-projections.js';
import { WriteBehind } from './write-behind.js';

const isPointer = (stored: object): stored is GenerationPointer =>
  'generation' in stored && 'fold' in stored;

const pointerKey = (service: string): string => `p${service}`;
const keptKey = (service: string, generation: number | string): string =>
  `g${service}\0${generation}`;

const databaseOf = (service: string, generation: number): string => `${service}.g${generation}`;

interface Building {
  readonly byPartition: Map<number, WriteBehind>;
  readonly incarnation: string;
}

const begin = (): Building => ({ byPartition: new Map(), incarnation: randomUUID() });

const flushed = async (own: Building | undefined): Promise<void> => {
  const every = own?.byPartition.values() ?? [];
  await Promise.all(Array.from(every, (documents) => documents.flush()));
};

const writtenBehind =
  ({ byPartition }: Building, documents: () => Documents | undefined) =>
  (partition: number): WriteBehind => {
    const known = byPartition.get(partition) ?? new WriteBehind(documents);
    byPartition.set(partition, known);
    return known;
  };

export interface EmbeddedGenerations extends Generations {
  /** Resolves when the store holds everything that was applied. */
  flush(): Promise<void>;
}

/** Numbers of the generations that stand, ascending. */
const keptIn = (catalogue: Documents | undefined, service: string): readonly number[] => {
  const start = keptKey(service, '');
  const found: number[] = [];
  for (const key of catalogue?.getKeys({ start }) ?? []) {
    if (!key.startsWith(start)) break;
    found.push(Number(key.slice(start.length)));
  }
  return found.toSorted((a, b) => a - b);
};

/** Databases of the store by name, each opened once. */
const databasesIn = (store: RootDatabase | undefined) => {
  const opened = new Map<string, Documents>();
  const open = (name: string): Documents | undefined => {
    const documents = opened.get(name) ?? (store && openDocuments(store, name));
    if (documents !== undefined) opened.set(name, documents);
    return documents;
  };
  return {
    open,
    drop: async (name: string): Promise<void> => {
      await open(name)?.drop();
      opened.delete(name);
    },
  };
};

/** Each generation is a database of its own; one more says which there are and which answers. */
export const embeddedGenerations = (
  store: RootDatabase | undefined,
  readOnly: boolean,
): EmbeddedGenerations => {
  const databases = databasesIn(store);
  /** By database: what stands there now. The directory is one process's own. */
  const building = new Map<string, Building>();
  const catalogue = (): Documents | undefined => databases.open('generations');
  const put = async (key: string, doc: object | null): Promise<void> => {
    const documents = catalogue();
    if (documents !== undefined) await putAll(documents, new Map([[key, doc]]));
  };
  const discard = async (name: string): Promise<void> => {
    const own = building.get(name)?.byPartition.values() ?? [];
    building.delete(name);
    await Promise.all(Array.from(own, (documents) => documents.discard()));
    await databases.drop(name);
  };

  return {
    open: async (service, generation, partitions) => {
      if (!readOnly) await put(keptKey(service, generation), { generation });
      const name = databaseOf(service, generation);
      const own = building.get(name) ?? begin();
      building.set(name, own);
      return new EmbeddedProjections(
        service,
        generation,
        partitions,
        own.incarnation,
        writtenBehind(own, () => databases.open(name)),
        readOnly,
        () => building.get(name) === own,
      );
    },
    current: async (service) => {
      const stored = catalogue()?.get(pointerKey(service));
      return stored !== undefined && isPointer(stored) ? stored : undefined;
    },
    flip: async (service, generation, fold, incarnation) => {
      const own = building.get(databaseOf(service, generation));
      if (incarnation !== undefined && own?.incarnation !== incarnation) {
        throw new GenerationGone(service, generation);
      }
      // What answers from now on stands in the store whole.
      await flushed(own);
      await put(pointerKey(service), { generation, fold });
    },
    list: async (service) => keptIn(catalogue(), service),
    drop: async (service, generation) => {
      await discard(databaseOf(service, generation));
      await put(keptKey(service, generation), null);
    },
    flush: async () => {
      await Promise.all(Array.from(building.values(), flushed));
    },
  };
};
