import { emptySorted, entriesFrom, lookUp, merged, weightOf } from '#kernel';
import type { Sorted } from '#kernel';
import {
  cursorConflict,
  GenerationGone,
  samePosition,
  joinedKey,
  indexRange,
  indexKey,
} from '#ports';
import type {
  ApplyOutcome,
  GenerationPointer,
  Generations,
  IndexPlace,
  ListQuery,
  Position,
  Projections,
  ViewBatch,
} from '#ports';

/** One partition of a view after one batch, never changed. */
export interface ViewImage {
  readonly cursor: Position | undefined;
  /** JSON text by view and key. */
  readonly documents: Sorted<string>;
  /** By index, sort and key. */
  readonly places: Sorted<IndexPlace>;
  readonly counters: Sorted<number>;
}

const emptyView: ViewImage = {
  cursor: undefined,
  documents: emptySorted(),
  places: emptySorted(),
  counters: emptySorted(),
};

/** What stands after `image` once `batch` is applied, or why it may not be. */
const after = (image: ViewImage, batch: ViewBatch): ViewImage | ApplyOutcome => {
  const at = image.cursor;
  if (!samePosition(at, batch.from)) return cursorConflict(at, batch.from);
  const documents = batch.documents.map(
    ({ view, key, doc }) =>
      [joinedKey(view, key), doc === null ? undefined : JSON.stringify(doc)] as const,
  );
  const places = new Map<string, IndexPlace | undefined>();
  for (const place of batch.remove) places.set(indexKey(place), undefined);
  for (const place of batch.insert) places.set(indexKey(place), { ...place });
  const counters = Array.from(batch.counters, ([name, change]) => {
    const count = (lookUp(image.counters, name) ?? 0) + change;
    return [name, count === 0 ? undefined : count] as const;
  });
  return {
    cursor: { ...batch.to },
    documents: merged(image.documents, documents),
    places: merged(image.places, [...places]),
    counters: merged(image.counters, counters),
  };
};

function* backwards<V>(sorted: Sorted<V>): Generator<readonly [string, V]> {
  for (let c = sorted.chunks.length - 1; c >= 0; c -= 1) {
    yield* sorted.chunks[c]?.toReversed() ?? [];
  }
}

const list = (places: Sorted<IndexPlace>, query: ListQuery): IndexPlace[] => {
  const { limit, descending } = query;
  const { low, lowIsIn, high } = indexRange(query);
  const found: IndexPlace[] = [];
  for (const [key, place] of descending ? backwards(places) : entriesFrom(places, low)) {
    if (found.length >= limit) break;
    if (key < low || key >= high || (key === low && !lowIsIn)) continue;
    found.push(place);
  }
  return found;
};

/** One partition of a view, over one changeable image. */
export class MemoryView {
  constructor(public image: ViewImage = emptyView) {}

  apply(batch: ViewBatch): ApplyOutcome {
    const next = after(this.image, batch);
    if ('kind' in next) return next;
    this.image = next;
    return { kind: 'applied' };
  }

  get(view: string, key: string): object | undefined {
    const text = lookUp(this.image.documents, joinedKey(view, key));
    if (text === undefined) return undefined;
    const doc: object = JSON.parse(text);
    return doc;
  }

  list(query: ListQuery): { sort: string; key: string }[] {
    return list(this.image.places, query).map(({ sort, key }) => ({ sort, key }));
  }

  count(counter: string): number {
    return lookUp(this.image.counters, counter) ?? 0;
  }

  counters(prefix: string): ReadonlyMap<string, number> {
    const found = new Map<string, number>();
    for (const [name, count] of entriesFrom(this.image.counters, prefix)) {
      if (!name.startsWith(prefix)) break;
      found.set(name, count);
    }
    return found;
  }
}

interface KeptGeneration {
  readonly views: readonly MemoryView[];
  readonly incarnation: string;
}

/** Up to a size, at least one. */
const first = (
  documents: readonly (object | undefined)[],
  bytesMax: number,
): readonly (object | undefined)[] => {
  let bytes = 0;
  const end = documents.findIndex((doc) => {
    bytes += weightOf(doc);
    return bytes > bytesMax;
  });
  return end < 0 ? documents : documents.slice(0, end + 1);
};

/** One generation over views that somebody keeps, as long as he says so. */
const projectionsOver = (
  service: string,
  generation: number,
  { views, incarnation }: KeptGeneration,
  stands: () => boolean,
): Projections => {
  const at = (partition: number): MemoryView => {
    if (!stands()) throw new GenerationGone(service, generation);
    const view = views[partition];
    if (view === undefined) throw new RangeError(`views of ${service}: no partition ${partition}`);
    return view;
  };
  return {
    service,
    generation,
    partitions: views.length,
    incarnation,
    cursor: async (partition) => at(partition).image.cursor,
    apply: async (partition, batch) => (stands() ? at(partition).apply(batch) : { kind: 'gone' }),
    get: async (partition, view, key) => at(partition).get(view, key),
    getMany: async (partition, view, keys, bytesMax = Infinity) =>
      first(
        keys.map((key) => at(partition).get(view, key)),
        bytesMax,
      ),
    list: async (partition, query) => at(partition).list(query),
    count: async (partition, counter) => at(partition).count(counter),
    counters: async (partition, prefix) => at(partition).counters(prefix),
  };
};

export interface MemoryGenerations extends Generations {
  /** Everything is lost, the pointers too. */
  lose(): void;
}

/** All generations of all services, for as long as what this returns lives. */
export const memoryGenerations = (
  makeView: () => MemoryView = () => new MemoryView(),
): MemoryGenerations => {
  const services = new Map<string, Map<number, KeptGeneration>>();
  let made = 0;
  const pointers = new Map<string, GenerationPointer>();
  const kept = (service: string): Map<number, KeptGeneration> => {
    const generations = services.get(service) ?? new Map<number, KeptGeneration>();
    services.set(service, generations);
    return generations;
  };
  const begin = (partitions: number): KeptGeneration => {
    made += 1;
    return { views: Array.from({ length: partitions }, makeView), incarnation: String(made) };
  };
  return {
    open: async (service, generation, partitions) => {
      const found = kept(service).get(generation) ?? begin(partitions);
      kept(service).set(generation, found);
      return projectionsOver(
        service,
        generation,
        found,
        () => kept(service).get(generation) === found,
      );
    },
    current: async (service) => pointers.get(service),
    flip: async (service, generation, fold, incarnation) => {
      const stands = kept(service).get(generation)?.incarnation;
      if (incarnation !== undefined && incarnation !== stands) {
        throw new GenerationGone(service, generation);
      }
      pointers.set(service, { generation, fold });
    },
    list: async (service) => [...kept(service).keys()].toSorted((a, b) => a - b),
    drop: async (service, generation) => {
      kept(service).delete(generation);
    },
    lose: () => {
      services.clear();
      pointers.clear();
    },
  };
};
