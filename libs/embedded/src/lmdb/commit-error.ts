import { errorText } from '#kernel';
import { StoreRefused } from '#ports';

/** lmdb gives the cause of a failed commit as one more promise, which must not be left alone. */
const causeOf = async (error: unknown): Promise<unknown> => {
  if (typeof error !== 'object' || error === null || !('commitError' in error)) return error;
  try {
    await error.commitError;
    return error;
  } catch (cause) {
    return cause;
  }
};

/**
 * Waits for writes, which often share one promise; true where every one was done. Throws the cause.
 */
export const written = async (writes: Iterable<Promise<boolean>>): Promise<boolean> => {
  const results = await Promise.allSettled(new Set(writes));
  for (const result of results) {
    if (result.status === 'rejected') throw await causeOf(result.reason);
  }
  return results.every((result) => result.status === 'fulfilled' && result.value);
};

/**
 * The store itself waits for what a turn has written, by a promise that nobody is given: where the
 * commit fails, it would end the process.
 */
export const heedCommit = ({ committed }: { readonly committed: PromiseLike<boolean> }): void => {
  const ignore = (): void => undefined;
  setImmediate(() => {
    void committed.then(ignore, ignore);
  });
};

/**
 * What LMDB says of a store that is broken, or that an entry never fits (lmdb.h). A full disk says
 * something else: it makes room again.
 */
const refusal = new RegExp(
  `\\bMDB_(?:${[
    'PAGE_NOTFOUND',
    'CORRUPTED',
    'PANIC',
    'VERSION_MISMATCH',
    'INVALID',
    'MAP_FULL',
    'DBS_FULL',
    'INCOMPATIBLE',
    'BAD_VALSIZE',
  ].join('|')})\\b`,
);

/** Why a store will never do this, whoever asks again; undefined: it passes, or nobody knows. */
export const refusalOf = (error: unknown): string | undefined => {
  const reason = errorText(error);
  return error instanceof StoreRefused || refusal.test(reason) ? reason : undefined;
};
