import { errorText, weightOf } from '#kernel';
import {
  cursorConflict,
  GenerationGone,
  samePosition,
  joinedKey,
  indexRange,
  indexKey,
  indexEntryOf,
} from '#ports';
import type {
  ApplyOutcome,
  IndexEntry,
  IndexPlace,
  ListQuery,
  Position,
  Projections,
  ViewBatch,
} from '#ports';
import { refusalOf } from '../lmdb/commit-error.js';
import { beginningWith } from './write-behind.js';
import type { WriteBehind } from './write-behind.js';

// An entry's key: what it is, its partition, its names.
const cursorKey = (partition: number): string => joinedKey('c', partition);
const documentKey = (partition: number, view: string, key: string): string =>
  joinedKey('d', partition, view, key);
const indexPrefix = (partition: number): string => joinedKey('i', partition, '');
const placeKey = (partition: number, place: IndexPlace): string =>
  indexPrefix(partition) + indexKey(place);
const counterKey = (partition: number, name: string): string => joinedKey('n', partition, name);

const isPosition = (stored: object): stored is Position => 'digest' in stored;
const countOf = (stored: object | undefined): number =>
  stored !== undefined && 'count' in stored && typeof stored.count === 'number' ? stored.count : 0;

/**
 * One generation of one service's views: one database, read by anybody, written by one projector a
 * partition.
 */
export class EmbeddedProjections implements Projections {
  /** The batch before, by partition: the next one is checked against what it left. */
  readonly #applying = new Map<number, Promise<unknown>>();

  /** `open` gives the documents of a partition, the same for all who opened the generation. */
  constructor(
    readonly service: string,
    readonly generation: number,
    readonly partitions: number,
    readonly incarnation: string,
    private readonly open: (partition: number) => WriteBehind,
    private readonly readOnly: boolean,
    private readonly stands: () => boolean,
  ) {}

  #documents(partition: number): WriteBehind {
    if (this.stands()) return this.open(partition);
    throw new GenerationGone(this.service, this.generation);
  }

  async cursor(partition: number): Promise<Position | undefined> {
    const documents = this.#documents(partition);
    documents.assertTaken();
    const stored = documents.get(cursorKey(partition));
    return stored !== undefined && isPosition(stored) ? stored : undefined;
  }

  apply(partition: number, batch: ViewBatch): Promise<ApplyOutcome> {
    const before = this.#applying.get(partition) ?? Promise.resolve();
    const outcome = before
      .then(() => this.#apply(partition, batch))
      .catch(
        (error: unknown) =>
          ({
            kind: refusalOf(error) === undefined ? 'unavailable' : 'refused',
            reason: errorText(error),
          }) as const,
      );
    this.#applying.set(partition, outcome);
    return outcome;
  }

  async get(partition: number, view: string, key: string): Promise<object | undefined> {
    return this.#documents(partition).get(documentKey(partition, view, key));
  }

  async getMany(
    partition: number,
    view: string,
    keys: readonly string[],
    bytesMax = Infinity,
  ): Promise<readonly (object | undefined)[]> {
    const documents = this.#documents(partition);
    const found: (object | undefined)[] = [];
    let bytes = 0;
    for (const key of keys) {
      const doc = documents.get(documentKey(partition, view, key));
      found.push(doc);
      if (bytesMax !== Infinity) bytes += weightOf(doc);
      if (bytes > bytesMax) break;
    }
    return found;
  }

  async list(partition: number, query: ListQuery): Promise<readonly IndexEntry[]> {
    const { index, limit, descending } = query;
    const { low, lowIsIn, high } = indexRange(query);
    const prefix = indexPrefix(partition);
    return this.#documents(partition)
      .keys({
        // What stands right behind a key is that key and U+0000.
        low: `${prefix}${low}${lowIsIn ? '' : '\0'}`,
        high: prefix + high,
        limit,
        descending,
      })
      .map((stored) => indexEntryOf(index, stored.slice(prefix.length)));
  }

  async count(partition: number, counter: string): Promise<number> {
    return countOf(this.#documents(partition).get(counterKey(partition, counter)));
  }

  async counters(partition: number, prefix: string): Promise<ReadonlyMap<string, number>> {
    const start = counterKey(partition, prefix);
    const found = new Map<string, number>();
    const documents = this.#documents(partition);
    const range = { ...beginningWith(start), limit: Infinity, descending: false };
    for (const key of documents.keys(range)) {
      found.set(key.slice(start.length - prefix.length), countOf(documents.get(key)));
    }
    return found;
  }

  async #apply(partition: number, batch: ViewBatch): Promise<ApplyOutcome> {
    if (!this.stands()) return { kind: 'gone' };
    if (this.readOnly) return { kind: 'unavailable', reason: 'the views are read only' };
    const documents = this.#documents(partition);
    const at = await this.cursor(partition);
    if (!samePosition(at, batch.from)) return cursorConflict(at, batch.from);
    await documents.write(changesOf(partition, batch, documents));
    return { kind: 'applied' };
  }
}

const changesOf = function* (
  partition: number,
  batch: ViewBatch,
  documents: WriteBehind,
): Generator<readonly [string, object | null]> {
  for (const { view, key, doc } of batch.documents) {
    yield [documentKey(partition, view, key), doc];
  }
  for (const place of batch.remove) yield [placeKey(partition, place), null];
  for (const place of batch.insert) yield [placeKey(partition, place), {}];
  for (const [name, change] of batch.counters) {
    const stored = counterKey(partition, name);
    const count = countOf(documents.get(stored)) + change;
    yield [stored, count === 0 ? null : { count }];
  }
  yield [cursorKey(partition), batch.to];
};
