const stopsOf = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls `stop` when `signal` aborts, until the function that it gives is called. One listener a
 * signal: dozens of workers wait on one signal, thousands of times a second, and adding to a
 * signal's own listeners costs with their number.
 */
export const onAbort = (signal: AbortSignal, stop: () => void): (() => void) => {
  const stops = stopsOf.get(signal) ?? listening(signal);
  stops.add(stop);
  return () => {
    stops.delete(stop);
  };
};

const listening = (signal: AbortSignal): Set<() => void> => {
  const stops = new Set<() => void>();
  stopsOf.set(signal, stops);
  signal.addEventListener(
    'abort',
    () => {
      for (const stop of stops) stop();
    },
    { once: true },
  );
  return stops;
};
