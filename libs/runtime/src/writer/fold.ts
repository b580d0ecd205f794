import { invariant } from '#kernel';
import type { Message } from '#kernel';
import { LRUCache } from 'lru-cache';
import type { EventEnvelope, LogEvent } from '#contracts';
import type { Position, StateCursor, States } from '#ports';
import { isLogEvent } from '../log/accepted-event.js';
import { beginning } from '../log/acceptance.js';
import type { Cause } from '../log/acceptance.js';
import { Deduplication } from './deduplication.js';
import { moveDeadlines } from './due.js';
import { guarded } from '../work/ending.js';
import { keepingOf } from './keeping.js';
import type { Keeping, Kept } from './keeping.js';
import { limits } from '../limits.js';
import { Overlay } from './overlay.js';
import type { Service } from '../service.js';
import { Places } from '../inputs/places.js';

/** Raised when this library lays out its stores differently. */
const layout = 'runtime.3';

type Folded<E extends Message> = Omit<Cause<E>, 'records'>;

const numberIn = (memory: StateCursor['memory'] | undefined, name: string, otherwise: number) => {
  const value = memory?.[name];
  return typeof value === 'number' ? value : otherwise;
};

/**
 * Everything that one partition knows, folded from the accepted answers of its events log and from
 * nothing else: aggregates, due index, ids, places of inputs, the clamp of `now`. The writer folds
 * what it has just written by the same way as what it reads.
 */
export class Fold<C extends Message, E extends Message, S> {
  readonly seen: Deduplication;
  readonly places: Places;
  readonly #overlay: Overlay;
  readonly #keeping: Keeping<S>;
  /** Decoded aggregates, as they stand in the store. */
  readonly #cache = new LRUCache<string, { readonly kept: Kept<S> }>({
    max: limits.aggregatesCachedMax,
    maxSize: limits.aggregatesCachedBytesMax,
    sizeCalculation: ({ kept }) => this.#keeping.weigh(kept),
  });
  /** Aggregates that the batch has changed. */
  #touched = new Map<string, Kept<S>>();
  #heldBytes = 0;
  #dueChanged = false;
  /** Highest log time answered so far: `now` never runs backwards. */
  now: number;
  /** Highest catalogue level that opened a term. */
  level: number;
  /** Offset of the first record of the last answer, to know one's own log by. */
  lastAt: number;

  private constructor(
    private readonly service: Service<C, E, S>,
    readonly states: States,
    cursor: StateCursor | undefined,
  ) {
    this.#overlay = new Overlay(states);
    this.seen = new Deduplication(this.#overlay);
    this.places = new Places(this.#overlay);
    this.#keeping = keepingOf(service.decider.initial, service.parted === true, this.#overlay);
    this.now = numberIn(cursor?.memory, 'now', 0);
    this.level = numberIn(cursor?.memory, 'level', 0);
    this.lastAt = numberIn(cursor?.memory, 'lastAt', -1);
  }

  /**
   * The fold as it was stored, and where; an empty one where the store is new or of another fold.
   */
  static async open<C extends Message, E extends Message, S>(
    service: Service<C, E, S>,
    states: States,
  ): Promise<{ readonly fold: Fold<C, E, S>; readonly position: Position }> {
    const cursor = states.cursor();
    if (cursor?.fold === foldName(service)) {
      return { fold: new Fold(service, states, cursor), position: cursor.position };
    }
    if (cursor !== undefined) await states.clear();
    return { fold: new Fold(service, states, undefined), position: beginning };
  }

  /** Holds as much as one batch may: it is to be committed before more is folded. */
  get isFull(): boolean {
    return this.#heldBytes > limits.batchHeldBytesMax;
  }

  /** The aggregate as it stands, the batch included. */
  aggregate(key: string): Kept<S> {
    const touched = this.#touched.get(key) ?? this.#cache.get(key)?.kept;
    if (touched !== undefined) return touched;
    const kept = guarded(
      () => `state of ${key}`,
      () => this.#keeping.load(key),
    );
    this.#cache.set(key, { kept });
    return kept;
  }

  standsOutside(event: E): boolean {
    return this.service.standsOutside?.(event) ?? false;
  }

  /** All of one answer or, where a service's own code throws, nothing of it. */
  apply({ chain, events, ...place }: Folded<E>): void {
    const [head] = events;
    if (head === undefined) return;
    invariant(head.at >= this.now, () => `the time of answer ${chain} runs backwards`);
    this.#evolve(head, events);
    this.now = head.at;
    if (isLogEvent<E>(head.event) && head.event.type === 'log.positions') {
      this.places.noted(head.event.data);
      return;
    }
    this.places.answered(place);
    const repeated = head.event.type === 'log.unchanged' && isDuplicate(head.event);
    if (head.command !== undefined && !repeated) {
      this.seen.answeredId(head.key, head.command, place.offset, head.at, head.content);
    }
  }

  #evolve(head: EventEnvelope<E | LogEvent>, events: Folded<E>['events']): void {
    const { key } = head;
    let kept: Kept<S> | undefined;
    for (const { event, version, id, key: ownKey } of events) {
      if (isLogEvent<E>(event) || this.standsOutside(event)) {
        invariant(version === 0, () => `${id} stands outside and has version ${version}`);
        continue;
      }
      invariant(key !== null && ownKey === key, () => `${id} is not of its answer's aggregate`);
      const { version: stands, state: before }: Kept<S> = kept ?? this.aggregate(key);
      invariant(
        version === stands + 1,
        () => `${id} is version ${version} of ${key}, which stands at ${stands}`,
      );
      const state = guarded(
        () => `evolve of ${id}`,
        () => this.service.decider.evolve(before, event),
      );
      kept = { version, state };
    }
    if (key !== null && kept !== undefined) this.#keep(key, kept, head);
  }

  #keep(key: string, kept: Kept<S>, head: EventEnvelope<E | LogEvent>): void {
    const { decider } = this.service;
    if (decider.deadlines !== undefined) {
      const { tenant, number } = head;
      const owner = number === undefined ? { key, tenant } : { key, tenant, number };
      const before = this.aggregate(key).state;
      const [was, is] = guarded(
        () => `deadlines of ${key}`,
        () => [decider.deadlines?.(before) ?? [], decider.deadlines?.(kept.state) ?? []],
      );
      if (moveDeadlines(this.#overlay, owner, was, is)) this.#dueChanged = true;
    }
    if (!this.#touched.has(key)) this.#heldBytes += this.#keeping.weigh(this.aggregate(key));
    this.#touched.set(key, kept);
  }

  /** Stores the batch with its place in the log. Resolves to whether the due index changed. */
  async commit(position: Position): Promise<boolean> {
    this.seen.beforeCommit(position.chain, this.now);
    const touched = this.#touched;
    const dueChanged = this.#dueChanged;
    for (const [key, kept] of touched) this.#keeping.store(key, kept);
    this.#touched = new Map();
    this.#heldBytes = 0;
    this.#dueChanged = false;
    const memory = { now: this.now, level: this.level, lastAt: this.lastAt };
    await this.#overlay.commit({ position, fold: foldName(this.service), memory });
    for (const [key, kept] of touched) {
      this.#cache.set(key, { kept: this.#keeping.settled(key, kept) });
    }
    return dueChanged;
  }
}

const foldName = ({ fold }: { readonly fold: string }): string => `${layout} ${fold}`;

const isDuplicate = (event: Message): boolean =>
  'reason' in event.data && event.data.reason === 'duplicate';
