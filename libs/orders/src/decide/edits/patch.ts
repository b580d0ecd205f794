import type { Patch } from '../../message/changes.js';

/** As RFC 7396 merges: what the patch does not name stays, null takes a field away. */
export const patched = <T extends object>(before: T, patch: Patch<T>): T =>
  Object.fromEntries(
    Object.entries({ ...before, ...patch }).filter(
      ([, value]) => value !== null && value !== undefined,
    ),
  ) as T;

/** What may be absent as a whole: nothing is left of it where no field is. */
export const patchedPart = <T extends object>(
  before: T | undefined,
  patch: Patch<T> | null | undefined,
): T | undefined => {
  if (patch === undefined) return before;
  const after = patch === null ? undefined : patched<Partial<T>>(before ?? {}, patch);
  return after === undefined || Object.keys(after).length === 0 ? undefined : (after as T);
};
