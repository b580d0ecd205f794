import type { Outcome } from '../runs/outcome.js';
import type { Machine } from './machine.js';
import type { Settings } from './settings.js';

/** All sides once, one after the other. */
export interface Repetition {
  /** What else the machine had to do: the system's load of the last minute, before each side. */
  readonly loadBefore: Readonly<Record<string, number>>;
  /** By side; one that failed, or whose books were wrong, has none. */
  readonly outcomes: Readonly<Record<string, Outcome>>;
  /** By side, why it counts for nothing. */
  readonly failures: Readonly<Record<string, string>>;
}

/** What is behind a row: everything that was measured for it. */
export interface Runs {
  readonly group: string;
  readonly measuredAt: string;
  /** Of the tree that was measured; with `+` where it was not clean. */
  readonly commit: string;
  readonly machine: Machine;
  readonly settings: Settings;
  readonly repetitions: readonly Repetition[];
  /** Sides that could not run here, and why. */
  readonly notRun: Readonly<Record<string, string>>;
}
