import type { Message } from '#kernel';
import { isLogEvent } from '#runtime';
import type { Cause } from '#runtime';
import type { Invariants, OnViolation } from '../invariants/violation.js';
import type { Definition } from '../module.js';

/** Aggregates of one service, folded in plain memory, and what must hold of them. */
export class StateFold<C extends Message, E extends Message, S> {
  readonly #service;
  readonly #states = new Map<string, S>();
  /** Aggregates whose facts cannot have happened in this order. */
  readonly #broken = new Set<string>();

  constructor(
    private readonly inside: Definition<C, E, S>,
    private readonly invariants: Invariants<E, S>,
    private readonly violated: OnViolation,
  ) {
    // What it makes of events does not depend on the key of the numbers.
    this.#service = inside.service({ epochs: [] });
  }

  /** What it says of the log cause by cause; gives the aggregates that it was about. */
  take({ events }: Pick<Cause<E>, 'events'>): ReadonlySet<string> {
    const touched = new Set<string>();
    const { decider } = this.#service;
    const decided = events.flatMap(({ event }) => (isLogEvent<E>(event) ? [] : [event]));
    for (const { event, key, id, at, source } of events) {
      if (key === null || isLogEvent<E>(event) || this.#isOutside(event)) continue;
      if (this.#broken.has(key)) continue;
      const state = this.#states.get(key) ?? decider.initial;
      try {
        const happened = { event, at, decided, isCommand: source === undefined };
        this.invariants.each?.(key, happened, state, this.violated);
        this.#states.set(key, decider.evolve(state, event));
        touched.add(key);
      } catch (error) {
        this.violated(`${key}: ${event.type} ${id} cannot be folded: ${String(error)}`);
        this.#broken.add(key);
        this.#states.delete(key);
      }
    }
    return touched;
  }

  #isOutside(event: E): boolean {
    return this.#service.standsOutside?.(event) === true;
  }

  /** What must hold of these aggregates as they stand now. */
  check(keys: Iterable<string>): void {
    for (const key of keys) {
      const state = this.#states.get(key);
      if (state !== undefined) this.invariants.after?.(key, state, this.violated);
    }
  }

  /** Tells the invariants between services what this one says. */
  settle(): void {
    for (const [key, state] of this.#states) this.invariants.settled?.(key, state);
  }

  get keys(): Iterable<string> {
    return this.#states.keys();
  }

  /** Aggregates that something has happened to. */
  get begun(): number {
    const { isBegun } = this.inside;
    if (isBegun === undefined) return this.#states.size;
    return [...this.#states.values()].filter((state) => isBegun(state)).length;
  }

  /** Deadlines that are past and still stand, in words. */
  due(now: number): readonly string[] {
    const { decider } = this.#service;
    return [...this.#states].flatMap(([key, state]) =>
      (decider.deadlines?.(state) ?? [])
        .filter(({ at }) => at <= now)
        .map(({ name }) => `${name} of ${key}`),
    );
  }
}
