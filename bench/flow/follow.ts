import { setTimeout as pause } from 'node:timers/promises';
import type { Log, StoredRecord } from '#ports';
import type { Gateway } from '#services';

/** The client's own grain: how often it looks whether the view shows what it waits for. */
const lookMs = 5;
const readLimit = { records: 1_000, bytes: 1_048_576 } as const;
const idleWaitMs = 1_000;

/** Hears a partition's records from now on, as a subscriber would, until `signal` aborts. */
const followPartition = async (
  log: Log,
  partition: number,
  hear: (record: StoredRecord, partition: number) => void,
  signal: AbortSignal,
): Promise<void> => {
  const end = await log.read(partition, Number.MAX_SAFE_INTEGER, readLimit);
  let next = end.kind === 'read' ? end.slice.end : 0;
  while (!signal.aborted) {
    const outcome = await log.read(partition, next, readLimit);
    if (outcome.kind === 'unavailable') throw new Error(outcome.reason);
    const { records } = outcome.slice;
    for (const record of records) hear(record, partition);
    next = (records.at(-1)?.offset ?? next - 1) + 1;
    if (records.length === 0) await log.grown(partition, next, idleWaitMs, signal);
  }
};

export const followLog = async (
  log: Log,
  hear: (record: StoredRecord, partition: number) => void,
  signal: AbortSignal,
): Promise<void> => {
  const partitions = Array.from({ length: log.partitions }, (_, partition) => partition);
  await Promise.all(partitions.map((partition) => followPartition(log, partition, hear, signal)));
};

/** Recorded in the log of the orders, and visible once the view has passed it. */
interface Awaited {
  readonly offset: number;
  readonly shown: (now: number) => void;
}

/** Tells when people can read what was recorded in the log of the orders. */
export class Visibility {
  readonly #awaited: Awaited[][];
  /** Milliseconds of the generator's own work. */
  ownMs = 0;

  constructor(
    private readonly gateway: Gateway,
    partitions: number,
  ) {
    this.#awaited = Array.from({ length: partitions }, () => []);
  }

  /** Calls `shown` once the view has passed the record. */
  await(partition: number, offset: number, shown: Awaited['shown']): void {
    this.#awaited[partition]?.push({ offset, shown });
  }

  async follow(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      // A store that is away shows nothing: who waits looks again.
      await this.#look().catch(() => undefined);
      await pause(lookMs);
    }
  }

  async #look(): Promise<void> {
    const projections = await this.gateway.views.orders.projections();
    await Promise.all(
      this.#awaited.map(async (awaited, partition) => {
        if (awaited.length === 0) return;
        const cursor = await projections?.cursor(partition);
        if (cursor !== undefined) this.#show(awaited, cursor.offset);
      }),
    );
  }

  #show(awaited: Awaited[], passed: number): void {
    const now = performance.now();
    const first = awaited.findIndex(({ offset }) => offset >= passed);
    for (const { shown } of awaited.splice(0, first < 0 ? awaited.length : first)) shown(now);
    this.ownMs += performance.now() - now;
  }
}
