/** Our bug, never somebody's input: whoever catches it halts the partition and says so. */
export class Bug extends Error {
  override readonly name = 'Bug';
}

/**
 * A total beyond what numbers can count. Input can reach it, over the life of an aggregate: whoever
 * answers the input that leads there rejects it (ARCHITECTURE.md §8). Where no input is answered it
 * is a `Bug` like others.
 */
export class Overflow extends Bug {}

/**
 * Throws `Bug` with `message` unless `condition` holds; a function where the text would cost on a
 * hot path.
 */
export function invariant(condition: unknown, message: string | (() => string)): asserts condition {
  if (!condition) throw new Bug(typeof message === 'string' ? message : message());
}

/** Closes a switch: a new member of the union breaks the build here; at run time it is a `Bug`. */
export const never = (value: never): never => {
  throw new Bug(`not a known case: ${JSON.stringify(value)}`);
};
