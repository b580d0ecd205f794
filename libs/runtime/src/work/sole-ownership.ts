import type { Clock, Ownership } from '#ports';

/**
 * Every partition is this process's, for ever. Work that ends is begun again after a pause of
 * `restartMs`.
 */
export const soleOwnership = (clock: Clock, restartMs: number): Ownership => ({
  run: async (_group, partitions, signal, work) => {
    const own = async (partition: number): Promise<void> => {
      while (!signal.aborted) {
        await work(partition, signal);
        await clock.wakeAt(clock.now() + restartMs, signal);
      }
    };
    await Promise.all(Array.from({ length: partitions }, (_, partition) => own(partition)));
  },
});
