import type { Clock, Position, Positions } from '#ports';
import { limits } from '../limits.js';

/**
 * Where a reader stands in one partition, stored a few times a second: what is read again after a
 * crash is known by its source, and to store each round would cost as much as to post it. All
 * partitions store at the same moments, so that one request can take the places of many.
 */
export class Checkpoint {
  #stored: number;
  #dueAt: number | undefined;
  #lookedAt: number;

  constructor(
    private readonly positions: Positions,
    private readonly clock: Clock,
    private readonly name: string,
    private readonly partition: number,
    stored: Position | undefined,
  ) {
    this.#stored = stored?.offset ?? 0;
    this.#lookedAt = clock.now();
  }

  /** Everything before `position` is posted; stores it when it is time. */
  async reach(position: Position): Promise<void> {
    const now = this.clock.now();
    if (position.offset === this.#stored) return this.#lookAgain(position, now);
    const everyMs = this.positions.everyMs ?? limits.checkpointMs;
    const soon = now - (now % everyMs) + everyMs;
    // A clock that was set back must not put it off.
    this.#dueAt = Math.min(this.#dueAt ?? soon, soon);
    if (now < this.#dueAt) return;
    await this.#store(position, now);
    this.#dueAt = undefined;
  }

  /**
   * Whoever had the partition before may store its older place late, and a store may forget one
   * that is old: a partition of which nothing comes would seem to be behind for ever.
   */
  async #lookAgain(position: Position, now: number): Promise<void> {
    if (Math.abs(now - this.#lookedAt) < limits.checkpointLookMs) return;
    this.#lookedAt = now;
    const found = await this.positions.load(this.name, this.partition);
    if ((found?.offset ?? 0) < position.offset) await this.#store(position, now);
  }

  async #store(position: Position, now: number): Promise<void> {
    await this.positions.save(this.name, this.partition, position);
    this.#stored = position.offset;
    this.#lookedAt = now;
  }

  /** How long a reader may rest. */
  restMs(): number {
    return this.#dueAt === undefined
      ? limits.idleWaitMs
      : Math.max(1, this.#dueAt - this.clock.now());
  }
}
