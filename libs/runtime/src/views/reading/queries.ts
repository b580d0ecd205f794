import { partitionOf } from '#kernel';
import type { Clock, Generations, IndexEntry, ListQuery, Projections } from '#ports';
import type { Token } from '../../posting/token.js';
import { answerBlockOf, answerToBlock, answerView } from '../view.js';
import type { Answer, AnswerBlock, StoredDocument } from '../view.js';
import { queryLimits } from './query-limits.js';
import { CurrentViews } from './current-views.js';
import { CursorWatch } from './cursor-watch.js';
/**
 * Reads one service's views over all partitions, always from the generation that is current,
 * so that a flip is followed within a second and never seen half. Reads reject with
 * `ViewsUnavailable` where the store is away, where no generation answers, or only one that the
 * store has put back behind what this reader has seen: until it is filled again, what exists would
 * seem absent.
 */
export class ViewQueries {
  readonly #current: CurrentViews;
  readonly #watch: CursorWatch;

  constructor(
    readonly service: string,
    readonly partitions: number,
    generations: Generations,
    private readonly clock: Clock,
  ) {
    this.#current = new CurrentViews(service, partitions, generations, clock);
    this.#watch = new CursorWatch(clock, (partition) => this.#current.cursor(partition));
  }

  /** `undefined` until a generation answers. */
  projections(): Promise<Projections | undefined> {
    return this.#current.projections();
  }

  async get(
    view: string,
    key: string,
    partition = partitionOf(key, this.partitions),
  ): Promise<object | undefined> {
    const stored = await this.#current.ask((projections) => projections.get(partition, view, key));
    return (stored as StoredDocument | undefined)?.doc;
  }

  /** One page over all partitions in the index's order. */
  async list(query: ListQuery): Promise<readonly IndexEntry[]> {
    const pages = await this.#current.ask((projections) =>
      Promise.all(
        Array.from({ length: this.partitions }, (_, partition) =>
          projections.list(partition, query),
        ),
      ),
    );
    const direction = query.descending ? -1 : 1;
    return pages
      .flat()
      .toSorted((a, b) => direction * compareEntries(a, b))
      .slice(0, query.limit);
  }

  /** A page of each partition: the nth query goes to the nth one. */
  listEach(queries: readonly ListQuery[]): Promise<readonly (readonly IndexEntry[])[]> {
    return this.#current.ask((projections) =>
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
    await this.#current.ask((projections) =>
      Promise.all(
        [...byPartition].map(([partition, places]) => read(projections, partition, places)),
      ),
    );
    return found;
  }

  /** Sums of all counters under `prefix` over the partitions, by name. */
  async counters(prefix: string): Promise<ReadonlyMap<string, number>> {
    const sums = new Map<string, number>();
    const all = await this.#current.ask((projections) =>
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
    const until = this.clock.now() + waitMs;
    for (;;) {
      const block = await this.get(answerView, answerToBlock(event), partition);
      const answer = (block as AnswerBlock | undefined)?.answers[event];
      const now = this.clock.now();
      if (answer !== undefined || now >= until || signal.aborted) return answer;
      await this.clock.wakeAt(Math.min(until, now + queryLimits.pollMs), signal);
    }
  }

  /**
   * True once the view has passed the inbox record that the token names; false after `waitMs`, when
   * `signal` aborts, or where there is no such partition.
   */
  async reached(token: Token, waitMs: number, signal: AbortSignal): Promise<boolean> {
    if (token.partition >= this.partitions) return false;
    return this.#watch.reached(token, waitMs, signal);
  }
}

const compareEntries = (a: IndexEntry, b: IndexEntry): number =>
  a.sort < b.sort ? -1 : a.sort > b.sort ? 1 : a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
