import type { SideRun } from '../runs/side-run.js';

/** How long and how often is measured; they stand beside every result. */
export interface Settings extends Omit<SideRun, 'side' | 'brokers'> {
  /** Of all; the first has the orders of `seed`, each further one the next. */
  readonly repetitions: number;
  /** Of the flash sale's requests and units, and of the orders of the growth; 1: all of them. */
  readonly scale: number;
  /** Whether a build of before this is made where there is none: that takes minutes. */
  readonly builds: boolean;
}

export const forTheRecord: Settings = {
  repetitions: 5,
  seed: 1,
  warmUpSeconds: 10,
  seconds: 15,
  window: 1_000,
  rate: 100,
  latencySeconds: 10,
  restSeconds: 5,
  scale: 1,
  builds: true,
};

/** For its checks, not for its times. */
export const quick: Settings = {
  ...forTheRecord,
  repetitions: 1,
  warmUpSeconds: 0,
  seconds: 2,
  window: 100,
  rate: 20,
  latencySeconds: 2,
  restSeconds: 1,
  scale: 0.002,
  builds: false,
};
