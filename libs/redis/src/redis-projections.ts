import { cursorConflict, GenerationGone, indexEntryOf, indexRange } from '#ports';
import type { ApplyOutcome, IndexEntry, ListQuery, Position, Projections, ViewBatch } from '#ports';
import type { ChainableCommander } from 'ioredis';
import { batchArguments } from './batch-arguments.js';
import { codeUnits, textOf } from './code-units.js';
import { asked, reasonOf, refusalOf } from './connection.js';
import type { Connections } from './connection.js';
import type { PartitionKeys } from './keys.js';

type Texts = readonly (string | null | undefined)[];

/** One partition as it was opened: another incarnation of it is not this generation. */
export interface OpenedPartition {
  readonly keys: PartitionKeys;
  readonly id: string;
}

/** What one command of Redis 6 may have. */
const argumentsMax = 1_000_000;

const positionOf = ([offset, term, chain, inbox, digest, logId]: Texts): Position | undefined => {
  if (typeof offset !== 'string' || typeof digest !== 'string') return undefined;
  return {
    offset: Number(offset),
    term: Number(term),
    chain: Number(chain),
    inbox: Number(inbox),
    digest,
    logId: logId ?? '',
  };
};

const documentOf = (text: string | null | undefined): object | undefined => {
  if (typeof text !== 'string') return undefined;
  const doc: object = JSON.parse(text);
  return doc;
};

/** A bound as ZRANGEBYLEX takes it. */
const bound = (kind: '[' | '(', text: string): string | Buffer => codeUnits(`${kind}${text}`);

const boundsOf = (query: ListQuery): readonly [low: string | Buffer, high: string | Buffer] => {
  const { low, lowIsIn, high } = indexRange(query);
  return [bound(lowIsIn ? '[' : '(', low), bound('(', high)];
};

/**
 * One generation of one service's views. Every read takes the generation's id along, behind what it
 * reads: where another one stands, what was read is not this generation's.
 */
export class RedisProjections implements Projections {
  constructor(
    readonly service: string,
    readonly generation: number,
    readonly incarnation: string,
    private readonly opened: readonly OpenedPartition[],
    private readonly connections: Connections,
  ) {}

  get partitions(): number {
    return this.opened.length;
  }

  async cursor(partition: number): Promise<Position | undefined> {
    const { keys, id } = this.#at(partition);
    const [found, ...position] = await asked(
      this.connections.read.hmget(
        keys.cursor,
        'id',
        'offset',
        'term',
        'chain',
        'inbox',
        'digest',
        'logId',
      ),
    );
    if (found !== id) throw this.#gone();
    return positionOf(position);
  }

  async apply(partition: number, batch: ViewBatch): Promise<ApplyOutcome> {
    const { keys, id } = this.#at(partition);
    const given = batchArguments(keys, id, batch);
    if (given.length > argumentsMax) {
      return { kind: 'refused', reason: `Redis takes no batch of ${given.length} parts` };
    }
    try {
      const [outcome, ...position] = await this.connections.write.viewApply(...given);
      if (outcome === 'applied') return { kind: 'applied' };
      if (outcome === 'gone') return { kind: 'gone' };
      return cursorConflict(positionOf(position), batch.from);
    } catch (error) {
      const refused = refusalOf(error);
      return refused === undefined
        ? { kind: 'unavailable', reason: `Redis: ${reasonOf(error)}` }
        : { kind: 'refused', reason: `${refused} (at ${keys.cursor} and beside it)` };
    }
  }

  async get(partition: number, view: string, key: string): Promise<object | undefined> {
    const text = await this.#read<string | null>(partition, (pipeline, { documents }) =>
      pipeline.hget(documents(view), codeUnits(key)),
    );
    return documentOf(text);
  }

  async getMany(
    partition: number,
    view: string,
    keys: readonly string[],
    bytesMax?: number,
  ): Promise<readonly (object | undefined)[]> {
    if (keys.length === 0) return [];
    if (bytesMax !== undefined) return this.#first(partition, view, keys, bytesMax);
    const texts = await this.#read<Texts>(partition, (pipeline, { documents }) =>
      pipeline.hmget(documents(view), ...keys.map(codeUnits)),
    );
    return texts.map(documentOf);
  }

  async #first(
    partition: number,
    view: string,
    keys: readonly string[],
    bytesMax: number,
  ): Promise<readonly (object | undefined)[]> {
    const {
      keys: { cursor, documents },
      id,
    } = this.#at(partition);
    const [outcome, ...texts] = await asked(
      this.connections.read.viewMany(cursor, documents(view), id, bytesMax, ...keys.map(codeUnits)),
    );
    if (outcome !== 'found') throw this.#gone();
    return texts.map(documentOf);
  }

  async list(partition: number, query: ListQuery): Promise<readonly IndexEntry[]> {
    const { limit, descending, index } = query;
    const [low, high] = boundsOf(query);
    const members = await this.#read<readonly Buffer[]>(partition, (pipeline, { places }) =>
      descending
        ? pipeline.zrevrangebylexBuffer(places, high, low, 'LIMIT', 0, limit)
        : pipeline.zrangebylexBuffer(places, low, high, 'LIMIT', 0, limit),
    );
    return members.map((member) => indexEntryOf(index, textOf(member)));
  }

  async count(partition: number, counter: string): Promise<number> {
    const count = await this.#read<string | null>(partition, (pipeline, { counters }) =>
      pipeline.hget(counters, codeUnits(counter)),
    );
    return Number(count ?? 0);
  }

  async counters(partition: number, prefix: string): Promise<ReadonlyMap<string, number>> {
    const {
      keys: { cursor, counters, counterNames },
      id,
    } = this.#at(partition);
    // No text goes on with 0xff.
    const end = Buffer.concat([Buffer.from(bound('(', prefix)), Buffer.of(0xff)]);
    const [outcome, ...found] = await asked(
      this.connections.read.viewCountersBuffer(
        cursor,
        counters,
        counterNames,
        id,
        bound('[', prefix),
        end,
      ),
    );
    if (outcome?.toString() !== 'found') throw this.#gone();
    const byName = new Map<string, number>();
    for (let at = 0; at + 1 < found.length; at += 2) {
      byName.set(textOf(found[at] ?? Buffer.of()), Number(found[at + 1]?.toString()));
    }
    return byName;
  }

  /** What one command gives. */
  async #read<T>(
    partition: number,
    ask: (pipeline: ChainableCommander, keys: PartitionKeys) => ChainableCommander,
  ): Promise<T> {
    const { keys, id } = this.#at(partition);
    const pipeline = ask(this.connections.read.pipeline(), keys).hget(keys.cursor, 'id');
    const replies = (await asked(pipeline.exec())) ?? [];
    for (const [error] of replies) if (error !== null) await asked(Promise.reject(error));
    const [[, value] = [], [, found] = []] = replies;
    if (found !== id) throw this.#gone();
    return value as T;
  }

  #gone(): GenerationGone {
    return new GenerationGone(this.service, this.generation);
  }

  #at(partition: number): OpenedPartition {
    const opened = this.opened[partition];
    if (opened !== undefined) return opened;
    throw new RangeError(`views of ${this.service}: no partition ${partition}`);
  }
}
