import { drained } from './virtual-clock.js';
import type { Dice } from './dice.js';

/** A simulated process between two crashes. */
export interface Actor {
  /** Name and how often it has begun: `writer-a#2`. */
  readonly label: string;
  readonly alive: boolean;
  /** World time until which it stands still. */
  readonly pausedUntil: number;
}

/** Something that will happen once the schedule chooses it. */
export interface Task {
  readonly label: string;
  /** Who must live and be awake for it; undefined: the world outside of the processes. */
  readonly actor?: Actor | undefined;
  /** Who sent it on its way; once that, it needs nobody. */
  readonly sender?: Actor;
  /** It may happen from this world time on … */
  readonly due: () => number;
  /** … or as soon as this holds. */
  readonly early?: () => boolean;
  /** Makes it happen and says what happened, for the history. */
  readonly run: () => Promise<string>;
}

const stepMsMax = 3;

/** Tasks in an order that the dice choose, one at a time, on a time of its own. */
export class Schedule {
  /** Epoch milliseconds. */
  time: number;
  #tasks: Task[] = [];

  constructor(
    start: number,
    private readonly dice: Dice,
    private readonly record: (line: string) => void,
  ) {
    this.time = start;
  }

  add(task: Task): void {
    this.#tasks.push(task);
  }

  /** Takes out what the filter does not let through. */
  keep(filter: (task: Task) => boolean): void {
    this.#tasks = this.#tasks.filter(filter);
  }

  /**
   * Runs one task and all code that waits for nothing else; false where nothing is left to happen.
   */
  async step(): Promise<boolean> {
    const ready = this.#ready();
    const task = ready[this.dice.below(ready.length)];
    if (task === undefined) return false;
    this.#tasks.splice(this.#tasks.indexOf(task), 1);
    const note = await task.run();
    await drained();
    this.record(`${this.time} ${task.label} ${note}`);
    this.time += this.dice.below(stepMsMax);
    return true;
  }

  /** What can happen now; where nothing can, time moves on to what is due first. */
  #ready(): Task[] {
    const now = this.#tasks.filter((task) => this.#isReady(task));
    if (now.length > 0) return now;
    const next = this.#tasks.reduce((soonest, task) => Math.min(soonest, dueOf(task)), Infinity);
    if (next === Infinity) return [];
    this.time = Math.max(next, this.time);
    return this.#tasks.filter((task) => this.#isReady(task));
  }

  #isReady(task: Task): boolean {
    if ((task.actor?.pausedUntil ?? 0) > this.time) return false;
    return task.due() <= this.time || task.early?.() === true;
  }
}

const dueOf = (task: Task): number =>
  Math.max(task.early?.() === true ? 0 : task.due(), task.actor?.pausedUntil ?? 0);
