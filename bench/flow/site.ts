import type { Log } from '#ports';
import type { Gateway } from '#services';
import type { Entry, Sampling } from './profile.js';

/** CPU seconds by who used them, since it began to count. */
export type Burned = ReadonlyMap<string, number>;

/** What is measured: a backend somewhere, and how to see what it costs. */
export interface Site {
  readonly gateway: Gateway;
  /** The log of the orders, as a subscriber reads it. */
  readonly events: Log;
  /** Which servers and processes, for people. */
  readonly how: string;
  /** Anonymous memory of the backend in MiB, the largest process; undefined off Linux. */
  memoryMiB(): number | undefined;
  /** Starts to count the CPU of processes other than this one; gives what they used since. */
  countOthers(): () => Burned;
  /** Samples until the function that it gives is called, or until the site is closed. */
  sample(what: Sampling): Promise<() => Promise<readonly Entry[]>>;
  close(): Promise<void>;
}
