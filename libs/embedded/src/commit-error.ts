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

export const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
