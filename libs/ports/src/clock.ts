export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves at `at` (epoch milliseconds) or when `signal` aborts. Never rejects. */
  wakeAt(at: number, signal: AbortSignal): Promise<void>;
}

/** The only source of chance: term ids, request ids. */
export interface Random {
  /** A new UUID. */
  id(): string;
}

/** Who works on which partition: a hint only; safety rests on the log's terms. */
export interface Ownership {
  /**
   * Calls `work` for each partition that the group gives to this process, with a signal that aborts
   * when the partition is taken away or `signal` aborts. Calls it again, after a pause, where it
   * ended while the partition is still owned. Resolves when all work has ended after `signal`.
   */
  run(
    group: string,
    partitions: number,
    signal: AbortSignal,
    work: (partition: number, owned: AbortSignal) => Promise<void>,
  ): Promise<void>;
}
