/** How long and how often is measured; they stand beside every result. */
export interface Settings {
  readonly repetitions: number;
  /** Of the orders of the first repetition; each further one has the next. */
  readonly seed: number;
  readonly warmUpSeconds: number;
  /** At the full rate. */
  readonly seconds: number;
  /** Orders open at once at the full rate. */
  readonly window: number;
  /** Orders a second of the latency part. */
  readonly rate: number;
  readonly latencySeconds: number;
  readonly restSeconds: number;
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
