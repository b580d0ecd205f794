import type { Message } from '#kernel';
import { Between, StateFold } from '#services';
import type { Definition } from '#services';
import type { Reader } from './log-watch.js';
import type { OnViolation } from './violations.js';

/** A fold, whatever it folds. */
type Fold = Pick<StateFold<Message, Message, unknown>, 'due' | 'keys' | 'settle'>;

/** All aggregates of a run, folded in plain memory (ARCHITECTURE.md §8). */
export class Books {
  readonly #between = new Between();
  readonly #folds = new Map<string, Fold>();

  constructor(private readonly violated: OnViolation) {}

  /** Folds what one service's logs accept; each aggregate's invariants after each cause. */
  reader<C extends Message, E extends Message, S>(inside: Definition<C, E, S>): Reader<E> {
    const fold = new StateFold(inside, inside.invariants(this.#between), this.#say);
    this.#folds.set(inside.view.service, fold);
    return { take: (accepted) => fold.check(fold.take(accepted)) };
  }

  /** Keys of all aggregates of a service. */
  keysOf(service: string): readonly string[] {
    return [...(this.#folds.get(service)?.keys ?? [])];
  }

  /** Deadlines that are past and still stand. */
  due(now: number): readonly string[] {
    return [...this.#folds.values()].flatMap((fold) => fold.due(now));
  }

  /** What holds between services, once everything has settled. */
  compare(): void {
    for (const fold of this.#folds.values()) fold.settle();
    this.#between.compare(this.#say);
  }

  readonly #say = (text: string): void => this.violated('invariant', text);
}
