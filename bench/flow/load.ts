/** What is told of each order, in milliseconds from the moment when it should have been placed. */
export interface Listener {
  /** Until people can read that all of it was shipped. */
  shipped(ms: number): void;
  /** Until it is done, and people can read it: it makes room for the next. */
  completed(ms: number): void;
}

/** Who places orders at a backend and sees what becomes of them. */
export interface Load {
  /** Orders on their way. */
  readonly open: number;
  /** Time of its own work, milliseconds; encoding and posting are the backend's. */
  readonly ownMs: number;
  /** Why it goes on no more. */
  readonly failure: Error | undefined;
  /** `intended`, of `performance.now()`: where a late generator would hide waiting time. */
  place(intended: number): void;
  /** Listens and looks until `signal` aborts. */
  follow(signal: AbortSignal): Promise<void>;
}

export type OpenLoad = (run: string, listener: Listener) => Load;
