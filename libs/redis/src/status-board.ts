import { asked } from './connection.js';
import type { Connections } from './connection.js';
import { instanceKey, instancesKey } from './keys.js';

const boardLimits = { instancesMax: 1_000, textBytesMax: 262_144 } as const;

/** What running processes say of themselves: each its own, for a while. */
export interface StatusBoard {
  /**
   * Replaces what this instance said; it is forgotten after `keptMs`. Rejects with `RangeError`
   * beyond 256 KiB, and with `StoreUnavailable`.
   */
  publish(instance: string, statuses: readonly object[], keptMs: number): Promise<void>;
  /** Of all instances, at most 1,000, those that said something last. */
  all(): Promise<readonly object[]>;
}

export const statusBoard = ({ read, write }: Connections, prefix: string): StatusBoard => ({
  publish: async (instance, statuses, keptMs) => {
    const text = JSON.stringify(statuses);
    const bytes = Buffer.byteLength(text);
    if (bytes > boardLimits.textBytesMax) {
      throw new RangeError(
        `the statuses of ${instance} have ${bytes} bytes, at most ${boardLimits.textBytesMax}`,
      );
    }
    await asked(
      write.boardPublish(
        instanceKey(prefix, instance),
        instancesKey(prefix),
        instance,
        text,
        keptMs,
        boardLimits.instancesMax,
      ),
    );
  },
  all: async () => {
    const instances = await asked(read.zrange(instancesKey(prefix), '0', '-1'));
    if (instances.length === 0) return [];
    const keys = instances.map((instance) => instanceKey(prefix, instance));
    const texts = await asked(read.mget(...keys));
    return texts.flatMap((text): readonly object[] => (text === null ? [] : JSON.parse(text)));
  },
});
