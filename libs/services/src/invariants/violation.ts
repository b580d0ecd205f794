export type OnViolation = (text: string) => void;

/** One event as the log has it, and what was decided with it. */
export interface Happened<E> {
  readonly event: E;
  /** Epoch milliseconds of the decision. */
  readonly at: number;
  /** All that was decided with it. */
  readonly decided: readonly E[];
  /** Somebody asked for it, rather than another service. */
  readonly isCommand: boolean;
}

/** What must hold of the aggregates of one service. */
export interface Invariants<E, S> {
  /** Of one event, before it is folded. */
  each?(key: string, happened: Happened<E>, before: S, violated: OnViolation): void;
  /** Of an aggregate, after any of its causes. */
  after?(key: string, state: S, violated: OnViolation): void;
  /** Takes note of an aggregate for the invariants between services, once nothing is on its way. */
  settled?(key: string, state: S): void;
}
