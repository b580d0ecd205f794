import { weightOf } from '#kernel';
import { GenerationGone } from '#ports';
import type { ApplyOutcome, IndexPlace, ListQuery, Position, Projections, ViewBatch } from '#ports';
import { reasonOf, refusalOf } from '../lmdb/commit-error.js';
import { beginningWith } from './write-behind.js';
import type { WriteBehind } from './write-behind.js';

// An entry's key: what it is, its partition, its names. U+0000 between them stands before
// everything else, so that a sort stands before the longer ones that it begins.
const joined = (...parts: readonly (string | number)[]): string => parts.join('\0');
const cursorKey = (partition: number): string => joined('c', partition);
const documentKey = (partition: number, view: string, key: string): string =>
  joined('d', partition, view, key);
const placeKey = (partition: number, { index, sort, key }: IndexPlace): string =>
  joined('i', partition, index, sort, key);
const counterKey = (partition: number, name: string): string => joined('n', partition, name);

const isPosition = (stored: object): stored is Position => 'digest' in stored;
const countOf = (stored: object | undefined): number =>
  stored !== undefined && 'count' in stored && typeof stored.count === 'number' ? stored.count : 0;

const samePlace = (a: Position | undefined, b: Position | undefined): boolean =>
  a?.offset === b?.offset && a?.digest === b?.digest;

interface Place {
  readonly sort: string;
  readonly key: string;
}

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
            reason: reasonOf(error),
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

  async list(partition: number, query: ListQuery): Promise<readonly Place[]> {
    const { index, after, sortFrom = '', sortTo, limit, descending } = query;
    const prefix = joined('i', partition, index, '');
    const lowest = `${prefix}${sortFrom}`;
    // U+0001 is the first that stands behind every key of the last sort, or of the index.
    const highest = sortTo === undefined ? `${prefix.slice(0, -1)}\x01` : `${prefix}${sortTo}\x01`;
    const last = after && `${prefix}${joined(after.sort, after.key)}`;
    const low = !descending && last !== undefined && last >= lowest ? `${last}\0` : lowest;
    const high = descending && last !== undefined && last < highest ? last : highest;
    return this.#documents(partition)
      .keys({ low, high, limit, descending })
      .map((stored) => {
        const [sort = '', key = ''] = stored.slice(prefix.length).split('\0');
        return { sort, key };
      });
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
    if (!samePlace(at, batch.from)) {
      const past = (at?.offset ?? -1) > (batch.from?.offset ?? -1);
      return { kind: past ? 'duplicate' : 'gap', at };
    }
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
