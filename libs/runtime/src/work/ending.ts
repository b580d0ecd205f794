import { Bug, Overflow } from '#kernel';
import { StoreRefused } from '#ports';

/**
 * Why work on a partition ended. `halted` waits for people, `stepped-down` and `aborted` do not.
 */
export type Outcome =
  | { readonly kind: 'stepped-down'; readonly reason: string }
  | {
      readonly kind: 'halted';
      readonly reason: string;
      /** The offset of a source's record that people may set aside. */
      readonly at?: number;
    }
  | { readonly kind: 'aborted' };

/** Carries an outcome up to whoever runs the partition. Never leaves this library. */
export class Ending extends Error {
  override readonly name = 'Ending';

  constructor(readonly outcome: Outcome) {
    super(outcome.kind === 'aborted' ? outcome.kind : outcome.reason);
  }
}

export const halt = (reason: string): never => {
  throw new Ending({ kind: 'halted', reason });
};

export const stepDown = (reason: string): never => {
  throw new Ending({ kind: 'stepped-down', reason });
};

export const endIfAborted = (signal: AbortSignal): void => {
  if (signal.aborted) throw new Ending({ kind: 'aborted' });
};

/**
 * Runs a service's own code: what it throws is a bug and halts this partition, naming `what`; a
 * function where the text would cost on a hot path.
 */
export const guarded = <T>(what: string | (() => string), run: () => T): T => {
  try {
    return run();
  } catch (error) {
    // Whether an overflow is somebody's input or our bug is known to whoever answers.
    if (error instanceof Ending || error instanceof Overflow) throw error;
    return halt(`${typeof what === 'string' ? what : what()}: ${String(error)}`);
  }
};

/** What halts in `run` halts at this record of a source, which people may set aside. */
export const haltingAt = <T>(offset: number, run: () => T): T => {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Ending && error.outcome.kind === 'halted')) throw error;
    throw new Ending({ ...error.outcome, at: offset });
  }
};

/**
 * The outcome that an error stands for; anything but our own bugs, and what a store never takes, is
 * the adapters' trouble and goes on up.
 */
export const outcomeOf = (error: unknown): Outcome => {
  if (error instanceof Ending) return error.outcome;
  if (error instanceof Bug) return { kind: 'halted', reason: String(error) };
  if (error instanceof StoreRefused) return { kind: 'halted', reason: error.message };
  throw error;
};
