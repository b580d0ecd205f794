import type { Log } from '#ports';
import type { Gateway, ServiceName } from '#services';
import type { Entry, Sampling } from './profile.js';

/** CPU seconds by who used them, since it began to count. */
export type Burned = ReadonlyMap<string, number>;

/** What is measured: a backend somewhere, and how to see what it costs. */
export interface Site {
  readonly gateway: Gateway;
  /** The log of a service, as a subscriber reads it. */
  events(service: ServiceName): Log;
  /** Which servers and processes, for people. */
  readonly how: string;
  /** Anonymous memory of the backend in MiB, the largest process; undefined off Linux. */
  memoryMiB(): number | undefined;
  /** Starts to count the CPU of processes other than this one; gives what they used since. */
  countOthers(): () => Burned;
  /** Samples until the function that it gives is called, or until the site is closed. */
  sample(what: Sampling): Promise<() => Promise<readonly Entry[]>>;
  /** What `oms verify` finds in the logs and views, in words; empty where all is proved. */
  verify(): Promise<readonly string[]>;
  close(): Promise<void>;
}
