import type { ApplyOutcome } from './projections.js';
import type { Position } from './states.js';

/** Whether two readers stand at one place of one history. */
export const samePosition = (one: Position | undefined, other: Position | undefined): boolean =>
  one?.offset === other?.offset && one?.digest === other?.digest;

/**
 * The rule of the cursor: a batch is applied only where the cursor, `at`, is still the position
 * that the batch was folded on, `from`. What it is where that is not so: a `duplicate` where the
 * cursor is past it, else a `gap`; a cursor at the same offset of another history is a gap too.
 */
export const cursorConflict = (
  at: Position | undefined,
  from: Position | undefined,
): ApplyOutcome => {
  const past = (at?.offset ?? -1) > (from?.offset ?? -1);
  return { kind: past ? 'duplicate' : 'gap', at };
};
