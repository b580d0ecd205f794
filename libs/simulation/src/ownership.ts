import type { Clock, Ownership } from '#ports';

const restartMs = 100;

/** Every partition is ours for ever. Work that ends is begun again after a pause of 100 ms. */
export const alwaysMine = (clock: Clock): Ownership => ({
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
