import type { ChannelRow, SourceRow } from '#channels';

/** A row that changed nothing, and why. */
export interface Refused {
  readonly id: string;
  readonly code: string;
  readonly detail: string;
  readonly field?: string;
}

/** Where an import sends its rows: a backend in this process, or one behind HTTP. */
export interface Sink {
  /** Batches that may be under way without changing the order of one key's rows. */
  readonly batchesAtOnce: number;
  /** Of these orders those that stand already, with other lines than their rows place. */
  placedOtherwise(placings: readonly ChannelRow[]): Promise<readonly ChannelRow[]>;
  /** Durable, or refused, when it resolves; a `CommandError` where neither is known. */
  post(rows: readonly SourceRow[]): Promise<void>;
  /**
   * Resolves once everything has settled, with the rows since the last time that were refused;
   * rejects with what is in the way.
   */
  settle(signal: AbortSignal): Promise<readonly Refused[]>;
}
