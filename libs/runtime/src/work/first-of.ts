/**
 * Waits until one of these has happened, or `signal` aborts; the others are ended then. Each has a
 * signal of its own, so that none gathers listeners.
 */
export const firstOf = async (
  signal: AbortSignal,
  waits: readonly ((still: AbortSignal) => Promise<void>)[],
): Promise<void> => {
  const stops = waits.map(() => new AbortController());
  const stop = (): void => {
    for (const each of stops) each.abort();
  };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const waiting = waits.map((wait, at) => wait(stops[at]?.signal ?? signal));
  await Promise.race(waiting);
  stop();
  await Promise.all(waiting);
  signal.removeEventListener('abort', stop);
};
