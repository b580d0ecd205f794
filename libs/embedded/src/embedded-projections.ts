import { GenerationGone } from '#ports';
import type {
  ApplyOutcome, IndexPlace, ListQuery, Position, Projections, ViewBatch,
} from '#ports';
import { reasonOf, written } from './commit-error.js';
import type { Documents } from './documents.js';

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

interface Place { readonly sort: string; readonly key: string }

/**
 * One generation of one service's views: one database, read by anybody, written by one projector a
 * partition.
 */
export class EmbeddedProjections implements Projections {
  /** The batch before, by partition: the next one is checked against what it left. */
  readonly #applying = new Map<number, Promise<unknown>>();

  /** `open` answers undefined as long as the generation was not begun. */
  constructor(
    readonly service: string,
    readonly generation: number,
    readonly partitions: number,
    private readonly open: () => Documents | undefined,
    private readonly stands: () => boolean,
  ) {}

  #documents(): Documents | undefined {
    if (this.stands()) return this.open();
    throw new GenerationGone(this.service, this.generation);
  }

  async cursor(partition: number): Promise<Position | undefined> {
    const stored = this.#documents()?.get(cursorKey(partition));
    return stored !== undefined && isPosition(stored) ? stored : undefined;
  }

  apply(partition: number, batch: ViewBatch): Promise<ApplyOutcome> {
    const before = this.#applying.get(partition) ?? Promise.resolve();
    const outcome = before.then(() => this.#apply(partition, batch)).catch((error: unknown) =>
      ({ kind: 'unavailable', reason: reasonOf(error) }) as const);
    this.#applying.set(partition, outcome);
    return outcome;
  }

  async get(partition: number, view: string, key: string): Promise<object | undefined> {
    return this.#documents()?.get(documentKey(partition, view, key));
  }

  async getMany(
    partition: number, view: string, keys: readonly string[],
  ): Promise<readonly (object | undefined)[]> {
    const documents = this.#documents();
    return keys.map((key) => documents?.get(documentKey(partition, view, key)));
  }

  async list(partition: number, query: ListQuery): Promise<readonly Place[]> {
    const { index, after, sortFrom = '', sortTo, limit, descending } = query;
    const documents = this.#documents();
    if (documents === undefined) return [];
    const prefix = joined('i', partition, index, '');
    const lowest = `${prefix}${sortFrom}`;
    // U+0001 is the first that stands behind every key of the last sort, or of the index.
    const highest = sortTo === undefined ? `${prefix.slice(0, -1)}\x01` : `${prefix}${sortTo}\x01`;
    const last = after && `${prefix}${joined(after.sort, after.key)}`;
    const range = descending
      ? { start: last !== undefined && last < highest ? last : highest, end: lowest, reverse: true }
      : { start: last !== undefined && last > lowest ? last : lowest, end: highest };
    const found: Place[] = [];
    for (const stored of documents.getKeys({ ...range, limit: limit + 1, inclusiveEnd: true })) {
      if (stored === last || found.length >= limit) continue;
      const [sort = '', key = ''] = stored.slice(prefix.length).split('\0');
      found.push({ sort, key });
    }
    return found;
  }

  async count(partition: number, counter: string): Promise<number> {
    return countOf(this.#documents()?.get(counterKey(partition, counter)));
  }

  async counters(partition: number, prefix: string): Promise<ReadonlyMap<string, number>> {
    const start = counterKey(partition, prefix);
    const found = new Map<string, number>();
    for (const { key, value } of this.#documents()?.getRange({ start }) ?? []) {
      if (!key.startsWith(start)) break;
      found.set(key.slice(start.length - prefix.length), countOf(value));
    }
    return found;
  }

  async #apply(partition: number, batch: ViewBatch): Promise<ApplyOutcome> {
    if (!this.stands()) return { kind: 'gone' };
    const documents = this.#documents();
    if (documents === undefined) return { kind: 'unavailable', reason: 'the views are read only' };
    const at = await this.cursor(partition);
    if (!samePlace(at, batch.from)) {
      const past = (at?.offset ?? -1) > (batch.from?.offset ?? -1);
      return { kind: past ? 'duplicate' : 'gap', at };
    }
    // Writes of one turn of the event loop are one transaction: all of it stands, or nothing.
    const writes = [documents.put(cursorKey(partition), batch.to)];
    for (const { view, key, doc } of batch.documents) {
      const stored = documentKey(partition, view, key);
      writes.push(doc === null ? documents.remove(stored) : documents.put(stored, doc));
    }
    for (const place of batch.remove) writes.push(documents.remove(placeKey(partition, place)));
    for (const place of batch.insert) writes.push(documents.put(placeKey(partition, place), {}));
    for (const [name, change] of batch.counters) {
      const stored = counterKey(partition, name);
      const count = countOf(documents.get(stored)) + change;
      writes.push(count === 0 ? documents.remove(stored) : documents.put(stored, { count }));
    }
    await written(writes);
    return { kind: 'applied' };
  }
}
