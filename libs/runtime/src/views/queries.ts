import { partitionOf } from '#kernel';
import { GenerationGone, StoreUnavailable } from '#ports';
import type { Clock, Generations, ListQuery, Position, Projections } from '#ports';
import type { Token } from '../posting/token.js';
import { answerBlockOf, answerToBlock, answerView } from './view.js';
import type { Answer, AnswerBlock, StoredDocument } from './view.js';

export const queryLimits = { pollMs: 4, generationCheckMs: 1_000, behindCheckMs: 50 } as const;

const readAttemptsMax = 2;

interface Opened {
  readonly projections: Projections;
  readonly generation: number;
  checked: number;
  /** It shows less than this reader has seen. */
  behind: boolean;
}

/** No view can answer now. It passes by itself: ask again. */
export class ViewsUnavailable extends Error {
  override readonly name = 'ViewsUnavailable';

  constructor(service: string, reason = 'they are being filled') {
    super(`the views of ${service} cannot answer now: ${reason}`);
  }
}

export interface Place {
  readonly sort: string;
  readonly key: string;
}

/**
 * Reads one service's views over all partitions, always from the generation that is current,
 * so that a flip is followed within a second and never seen half. Reads reject with
 * `ViewsUnavailable` where the store is away, where no generation answers, or only one that the
 * store has put back behind what this reader has seen: until it is filled again, what exists would
 * seem absent.
 */
export class ViewQueries {
  readonly #generations: Generations;
  readonly #clock: Clock;
  readonly service: string;
  readonly partitions: number;
  #opened: Opened | undefined;
  #opening: Promise<Opened | undefined> | undefined;
  /** The farthest offset seen, by partition. */
  readonly #seen: number[] = [];
  readonly #waiting = new Map<number, Set<{ offset: number; reached: () => void }>>();

  constructor(service: string, partitions: number, generations: Generations, clock: Clock) {
    this.service = service;
    this.partitions = partitions;
    this.#generations = generations;
    this.#clock = clock;
  }

  /** `undefined` until a generation answers. */
  async projections(): Promise<Projections | undefined> {
    return (await this.#standing())?.projections;
  }

  async #standing(): Promise<Opened | undefined> {
    const now = this.#clock.now();
    const opened = this.#opened;
    const fresh = opened !== undefined && now - opened.checked < queryLimits.generationCheckMs;
    if (fresh && !opened.behind) return opened;
    // One look at a time: of two, the slower one would lead back to an older generation.
    this.#opening ??= this.#look(opened, now).finally(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }

  async #look(opened: Opened | undefined, now: number): Promise<Opened | undefined> {
    const current = await this.#generations.current(this.service);
    if (current === undefined) return undefined;
    const { generation } = current;
    const projections =
      opened?.generation === generation
        ? opened.projections
        : await this.#generations.open(this.service, generation, this.partitions);
    const behind = await this.#isBehind(projections);
    // To open it begins it anew where it was lost since it was asked for.
    const again = await this.#generations.current(this.service);
    if (again?.generation !== generation) return undefined;
    if (
      behind &&
      opened !== undefined &&
      opened.generation !== generation &&
      (await this.#stillShows(opened))
    ) {
      opened.checked = now - queryLimits.generationCheckMs + queryLimits.behindCheckMs;
      return opened;
    }
    this.#opened = { projections, generation, checked: now, behind };
    return this.#opened;
  }

  /**
   * Who flipped may run elsewhere, and the old generation have gone on since: it answers until the
   * next one shows all that it has shown.
   */
  async #stillShows({ projections, behind }: Opened): Promise<boolean> {
    return !behind && !(await this.#isBehind(projections).catch(() => true));
  }

  async #isBehind(projections: Projections): Promise<boolean> {
    const partitions = Array.from({ length: this.partitions }, (_, partition) => partition);
    const cursors = await Promise.all(partitions.map((each) => projections.cursor(each)));
    const offsets = cursors.map((cursor) => cursor?.offset ?? 0);
    const behind = offsets.some((offset, partition) => offset < (this.#seen[partition] ?? 0));
    for (const [partition, offset] of offsets.entries()) this.#see(partition, offset);
    return behind;
  }

  #see(partition: number, offset: number): void {
    this.#seen[partition] = Math.max(offset, this.#seen[partition] ?? 0);
  }

  /** Once more where the generation went away in between. */
  async #ask<T>(read: (projections: Projections) => Promise<T>): Promise<T> {
    for (let attempt = 0; attempt < readAttemptsMax; attempt += 1) {
      try {
        const standing = await this.#standing();
        if (standing !== undefined && !standing.behind) return await read(standing.projections);
      } catch (error) {
        this.#lookAgain(error);
      }
    }
    throw new ViewsUnavailable(this.service);
  }

  /** A store that was away may have come back without its last writes: look before reading. */
  #lookAgain(error: unknown): void {
    this.#opened = undefined;
    if (error instanceof StoreUnavailable) throw new ViewsUnavailable(this.service, error.message);
    if (!(error instanceof GenerationGone)) throw error;
  }

  async get(
    view: string,
    key: string,
    partition = partitionOf(key, this.partitions),
  ): Promise<object | undefined> {
    const stored = await this.#ask((projections) => projections.get(partition, view, key));
    return (stored as StoredDocument | undefined)?.doc;
  }

  /** One page over all partitions in the index's order. */
  async list(query: ListQuery): Promise<readonly Place[]> {
    const pages = await this.#ask((projections) =>
      Promise.all(
        Array.from({ length: this.partitions }, (_, partition) =>
          projections.list(partition, query),
        ),
      ),
    );
    const direction = query.descending ? -1 : 1;
    return pages
      .flat()
      .toSorted((a, b) => direction * comparePlaces(a, b))
      .slice(0, query.limit);
  }

  /** A page of each partition: the nth query goes to the nth one. */
  listEach(queries: readonly ListQuery[]): Promise<readonly (readonly Place[])[]> {
    return this.#ask((projections) =>
      Promise.all(queries.map((query, partition) => projections.list(partition, query))),
    );
  }

  async getMany(view: string, keys: readonly string[]): Promise<readonly (object | undefined)[]> {
    const byPartition = new Map<number, number[]>();
    keys.forEach((key, at) => {
      const partition = partitionOf(key, this.partitions);
      byPartition.set(partition, [...(byPartition.get(partition) ?? []), at]);
    });
    const found: (object | undefined)[] = keys.map(() => undefined);
    const read = async (
      projections: Projections,
      partition: number,
      places: readonly number[],
    ): Promise<void> => {
      const wanted = places.map((at) => keys[at] ?? '');
      const documents = await projections.getMany(partition, view, wanted);
      places.forEach((at, index) => {
        found[at] = (documents[index] as StoredDocument | undefined)?.doc;
      });
    };
    await this.#ask((projections) =>
      Promise.all(
        [...byPartition].map(([partition, places]) => read(projections, partition, places)),
      ),
    );
    return found;
  }

  /** Sums of all counters under `prefix` over the partitions, by name. */
  async counters(prefix: string): Promise<ReadonlyMap<string, number>> {
    const sums = new Map<string, number>();
    const all = await this.#ask((projections) =>
      Promise.all(
        Array.from({ length: this.partitions }, (_, partition) =>
          projections.counters(partition, prefix),
        ),
      ),
    );
    for (const counters of all) {
      for (const [name, value] of counters) sums.set(name, (sums.get(name) ?? 0) + value);
    }
    return sums;
  }

  /**
   * The recorded answer to a client's post; `undefined` where it is not reached, or older than a
   * day.
   */
  async answer({ partition, offset }: Token): Promise<Answer | undefined> {
    const block = await this.get(answerView, answerBlockOf(offset), partition);
    return (block as AnswerBlock | undefined)?.answers[String(offset)];
  }

  /**
   * What became of a message that went on to `key` after `event` (an answer's `goesOn`);
   * `undefined` where it is not answered within `waitMs`, or that was more than a day ago.
   */
  async answerTo(
    event: string,
    key: string,
    waitMs: number,
    signal: AbortSignal,
  ): Promise<Answer | undefined> {
    const partition = partitionOf(key, this.partitions);
    const until = this.#clock.now() + waitMs;
    for (;;) {
      const block = await this.get(answerView, answerToBlock(event), partition);
      const answer = (block as AnswerBlock | undefined)?.answers[event];
      const now = this.#clock.now();
      if (answer !== undefined || now >= until || signal.aborted) return answer;
      await this.#clock.wakeAt(Math.min(until, now + queryLimits.pollMs), signal);
    }
  }

  /**
   * True once the view has passed the inbox record that the token names; false after `waitMs`, when
   * `signal` aborts, or where there is no such partition.
   */
  async reached(token: Token, waitMs: number, signal: AbortSignal): Promise<boolean> {
    if (token.partition >= this.partitions) return false;
    const until = this.#clock.now() + waitMs;
    if (await this.#passed(token).catch(notYet)) return true;
    if (waitMs <= 0 || signal.aborted) return false;
    const patience = new AbortController();
    const stop = (): void => patience.abort();
    signal.addEventListener('abort', stop, { once: true });
    const arrived = new Promise<boolean>((resolve) => {
      const waiter = { offset: token.offset, reached: () => resolve(true) };
      this.#await(token.partition, waiter);
      void this.#clock.wakeAt(until, patience.signal).then(() => {
        this.#waiting.get(token.partition)?.delete(waiter);
        resolve(false);
      });
    });
    const result = await arrived;
    signal.removeEventListener('abort', stop);
    patience.abort();
    return result;
  }

  async #passed({ partition, offset }: Token): Promise<boolean> {
    const cursor = await this.#cursor(partition);
    return cursor !== undefined && cursor.cause >= offset;
  }

  async #cursor(partition: number): Promise<Position | undefined> {
    try {
      const cursor = await (await this.projections())?.cursor(partition);
      if (cursor !== undefined) this.#see(partition, cursor.offset);
      return cursor;
    } catch (error) {
      this.#lookAgain(error);
      return undefined;
    }
  }

  /** All who wait on a partition share one look at its cursor. */
  #await(partition: number, waiter: { offset: number; reached: () => void }): void {
    const waiting = this.#waiting.get(partition);
    if (waiting !== undefined && waiting.size > 0) {
      waiting.add(waiter);
      return;
    }
    const first = new Set([waiter]);
    this.#waiting.set(partition, first);
    void this.#watch(partition, first);
  }

  async #watch(
    partition: number,
    waiting: Set<{ offset: number; reached: () => void }>,
  ): Promise<void> {
    const forever = new AbortController().signal;
    while (waiting.size > 0) {
      // Trouble of the store passes, or the patience of those who wait ends.
      const cursor = await this.#cursor(partition).catch(() => undefined);
      for (const waiter of waiting) {
        if (cursor === undefined || cursor.cause < waiter.offset) continue;
        waiting.delete(waiter);
        waiter.reached();
      }
      if (waiting.size === 0) return;
      await this.#clock.wakeAt(this.#clock.now() + queryLimits.pollMs, forever);
    }
  }
}

/** Who waits for a view that cannot answer waits on. */
const notYet = (error: unknown): false => {
  if (error instanceof ViewsUnavailable) return false;
  throw error;
};

const comparePlaces = (a: Place, b: Place): number =>
  a.sort < b.sort ? -1 : a.sort > b.sort ? 1 : a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
