import { partitionOf } from '#kernel';
import type { Clock, Generations, ListQuery, Projections } from '#ports';
import { beginning } from './acceptance.js';
import type { Token } from './token.js';
import { answerBlockOf, answerToBlock, answerView } from './view.js';
import type { Answer, AnswerBlock, StoredDocument } from './view.js';

export const queryLimits = { pollMs: 4, generationCheckMs: 1_000, behindCheckMs: 50 } as const;

interface Opened {
  readonly projections: Projections;
  readonly generation: number;
  checked: number;
}

export interface Place { readonly sort: string; readonly key: string }

/**
 * Reads one service's views over all partitions, always from the generation that is current,
 * so that a flip is followed within a second and never seen half. The next generation answers only
 * once it shows all that the old one has shown: nobody reads an older state than he has read.
 */
export class ViewQueries {
  readonly #generations: Generations;
  readonly #clock: Clock;
  readonly service: string;
  readonly partitions: number;
  #opened: Opened | undefined;
  /** Current, but still behind the one that answers. */
  #next: Omit<Opened, 'checked'> | undefined;
  #opening: Promise<Projections | undefined> | undefined;
  /** By partition: the highest cause of which somebody was told that it is shown. */
  readonly #told: number[] = [];
  readonly #waiting = new Map<number, Set<{ offset: number; reached: () => void }>>();

  constructor(service: string, partitions: number, generations: Generations, clock: Clock) {
    this.service = service;
    this.partitions = partitions;
    this.#generations = generations;
    this.#clock = clock;
  }

  /** `undefined` until the first generation stands. */
  async projections(): Promise<Projections | undefined> {
    const now = this.#clock.now();
    const opened = this.#opened;
    if (opened !== undefined && now - opened.checked < queryLimits.generationCheckMs) {
      return opened.projections;
    }
    // One look at a time: of two, the slower one would lead back to an older generation.
    this.#opening ??= this.#current(opened, now).finally(() => { this.#opening = undefined; });
    return this.#opening;
  }

  async #current(opened: Opened | undefined, now: number): Promise<Projections | undefined> {
    const current = await this.#generations.current(this.service);
    if (current === undefined) return undefined;
    if (opened?.generation === current.generation) {
      opened.checked = now;
      return opened.projections;
    }
    const { generation } = current;
    const next = this.#next?.generation === generation
      ? this.#next.projections
      : await this.#generations.open(this.service, generation, this.partitions);
    if (opened !== undefined && await this.#isBehind(next, opened.projections)) {
      this.#next = { projections: next, generation };
      opened.checked = now - queryLimits.generationCheckMs + queryLimits.behindCheckMs;
      return opened.projections;
    }
    this.#next = undefined;
    this.#opened = { projections: next, generation, checked: now };
    return next;
  }

  /** Whoever flips may run elsewhere: the old one may have gone on since. */
  async #isBehind(next: Projections, old: Projections): Promise<boolean> {
    const partitions = Array.from({ length: this.partitions }, (_, partition) => partition);
    const places = await Promise.all(partitions.map(async (partition) => {
      const shown = await old.cursor(partition);
      return { shown, reached: await next.cursor(partition) ?? beginning };
    }));
    return places.some(({ shown, reached }, partition) => shown !== undefined
      && (reached.offset < shown.offset || reached.cause < (this.#told[partition] ?? -1)));
  }

  async get(
    view: string, key: string, partition = partitionOf(key, this.partitions),
  ): Promise<object | undefined> {
    const projections = await this.projections();
    const stored = await projections?.get(partition, view, key);
    return (stored as StoredDocument | undefined)?.doc;
  }

  /** One page over all partitions in the index's order. */
  async list(query: ListQuery): Promise<readonly Place[]> {
    const projections = await this.projections();
    if (projections === undefined) return [];
    const pages = await Promise.all(
      Array.from({ length: this.partitions }, (_, partition) => projections.list(partition, query)),
    );
    const direction = query.descending ? -1 : 1;
    return pages.flat().toSorted((a, b) => direction * comparePlaces(a, b)).slice(0, query.limit);
  }

  async getMany(view: string, keys: readonly string[]): Promise<readonly (object | undefined)[]> {
    const projections = await this.projections();
    if (projections === undefined) return keys.map(() => undefined);
    const byPartition = new Map<number, number[]>();
    keys.forEach((key, at) => {
      const partition = partitionOf(key, this.partitions);
      byPartition.set(partition, [...byPartition.get(partition) ?? [], at]);
    });
    const found: (object | undefined)[] = keys.map(() => undefined);
    await Promise.all([...byPartition].map(async ([partition, places]) => {
      const wanted = places.map((at) => keys[at] ?? '');
      const documents = await projections.getMany(partition, view, wanted);
      places.forEach((at, index) => {
        found[at] = (documents[index] as StoredDocument | undefined)?.doc;
      });
    }));
    return found;
  }

  /** Sums of all counters under `prefix` over the partitions, by name. */
  async counters(prefix: string): Promise<ReadonlyMap<string, number>> {
    const projections = await this.projections();
    const sums = new Map<string, number>();
    if (projections === undefined) return sums;
    const all = await Promise.all(Array.from({ length: this.partitions },
      (_, partition) => projections.counters(partition, prefix)));
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
    event: string, key: string, waitMs: number, signal: AbortSignal,
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
    if (await this.#passed(token)) return true;
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
    const cursor = await (await this.projections())?.cursor(partition);
    return cursor !== undefined && this.#shows(partition, cursor.cause, offset);
  }

  #shows(partition: number, cause: number, offset: number): boolean {
    if (cause < offset) return false;
    this.#told[partition] = Math.max(this.#told[partition] ?? -1, offset);
    return true;
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
    partition: number, waiting: Set<{ offset: number; reached: () => void }>,
  ): Promise<void> {
    const forever = new AbortController().signal;
    const look = async () => (await this.projections())?.cursor(partition);
    while (waiting.size > 0) {
      // Trouble of the store passes, or the patience of those who wait ends.
      const cursor = await look().catch(() => undefined);
      for (const waiter of waiting) {
        if (cursor === undefined || !this.#shows(partition, cursor.cause, waiter.offset)) continue;
        waiting.delete(waiter);
        waiter.reached();
      }
      if (waiting.size === 0) return;
      await this.#clock.wakeAt(this.#clock.now() + queryLimits.pollMs, forever);
    }
  }
}

const comparePlaces = (a: Place, b: Place): number =>
  a.sort < b.sort ? -1 : a.sort > b.sort ? 1 : a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
