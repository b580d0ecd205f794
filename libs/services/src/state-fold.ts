import type { Decider, Message } from '#kernel';
import { isLogEvent } from '#runtime';
import type { Cause } from '#runtime';
import type { Happened } from './invariants/money.js';

/** Takes what a partition's log says, cause by cause. */
export interface Folding<E extends Message> {
  take(cause: Cause<E>): void;
  end(): void;
}

/** All aggregates of one partition, folded in plain memory. */
export class StateFold<C extends Message, E extends Message, S> implements Folding<E> {
  readonly #states = new Map<string, S>();
  /** Aggregates whose facts cannot have happened in this order. */
  readonly #broken = new Set<string>();

  constructor(
    private readonly decider: Decider<C, E, S>,
    private readonly violated: (text: string) => void,
    private readonly about: {
      readonly outside?: (event: E) => boolean;
      /** One event, before it is folded. */
      readonly each?: (key: string, happened: Happened<E>, before: S) => void;
      readonly end: (states: ReadonlyMap<string, S>) => void;
    },
  ) {}

  take({ events }: Cause<E>): void {
    const decided = events.flatMap(({ event }) => (isLogEvent<E>(event) ? [] : [event]));
    for (const { event, key, id, at, source } of events) {
      if (key === null || isLogEvent<E>(event) || this.about.outside?.(event) === true) continue;
      if (this.#broken.has(key)) continue;
      const state = this.#states.get(key) ?? this.decider.initial;
      try {
        const isCommand = source === undefined;
        this.about.each?.(key, { event, at, decided, isCommand }, state);
        this.#states.set(key, this.decider.evolve(state, event));
      } catch (error) {
        this.violated(`${key}: ${event.type} ${id} cannot be folded: ${String(error)}`);
        this.#broken.add(key);
        this.#states.delete(key);
      }
    }
  }

  end(): void {
    this.about.end(this.#states);
  }
}
