import type { Ownership } from '#ports';

/**
 * Remembers which partitions of which group this process has now: what is told of a partition that
 * another process works on by now would be old.
 */
export class OwnedPartitions implements Ownership {
  readonly #held = new Set<string>();

  constructor(private readonly ownership: Ownership) {}

  holds(group: string, partition: number): boolean {
    return this.#held.has(`${group}/${partition}`);
  }

  run(
    group: string,
    partitions: number,
    signal: AbortSignal,
    work: (partition: number, owned: AbortSignal) => Promise<void>,
  ): Promise<void> {
    return this.ownership.run(group, partitions, signal, async (partition, owned) => {
      const name = `${group}/${partition}`;
      const leave = (): void => {
        this.#held.delete(name);
      };
      this.#held.add(name);
      owned.addEventListener('abort', leave, { once: true });
      if (owned.aborted) leave();
      try {
        await work(partition, owned);
      } finally {
        owned.removeEventListener('abort', leave);
        leave();
      }
    });
  }
}
