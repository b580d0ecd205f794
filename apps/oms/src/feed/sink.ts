import type { SourceRow } from '#channels';

/** Where an import sends its rows: a backend in this process, or one behind HTTP. */
export interface Sink {
  /** Batches that may be under way without changing the order of one key's rows. */
  readonly batchesAtOnce: number;
  /** Durable when it resolves; rejects with a `CommandError` where that cannot be had. */
  post(rows: readonly SourceRow[]): Promise<void>;
  /** Resolves once everything has settled; rejects with what is in the way. */
  settle(signal: AbortSignal): Promise<void>;
}
