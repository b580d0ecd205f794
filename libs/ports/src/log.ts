/** What is written to a log: a key for people, headers as text, a body of bytes. */
export interface LogRecord {
  readonly key: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: Uint8Array | null;
}

export interface StoredRecord extends LogRecord {
  readonly offset: number;
  /** The log's own append time, epoch milliseconds. */
  readonly time: number;
}

export interface Slice {
  /** In offset order; empty where nothing stands at or above the offset asked for. */
  readonly records: readonly StoredRecord[];
  /** The first offset that still exists. */
  readonly start: number;
  /** The offset that the next record will get. */
  readonly end: number;
  /**
   * Where to read on, if it is not right behind the last record: what stands between is for no
   * reader (markers of a foreign publisher's transactions). Inboxes and events have none: such
   * places are empty records there, and are answered as any that nobody can read.
   */
  readonly next?: number;
}

export interface ReadLimit {
  readonly records: number;
  readonly bytes: number;
}

/**
 * `appended`: durable, all of it, in order, at consecutive offsets from `first`.
 * `unknown`: it may or may not stand in the log, now or later (a lost acknowledgement).
 * `unavailable`: it does not stand in the log and never will; try later.
 * `too-large`: refused before sending; `limitBytes` is the topic's.
 * `refused`: it does not stand in the log and never will, whoever tries again.
 */
export type AppendOutcome =
  | { readonly kind: 'appended'; readonly first: number }
  | { readonly kind: 'unknown'; readonly reason: string }
  | { readonly kind: 'unavailable'; readonly reason: string }
  | { readonly kind: 'too-large'; readonly limitBytes: number }
  | { readonly kind: 'refused'; readonly reason: string };

export type ReadOutcome =
  | { readonly kind: 'read'; readonly slice: Slice }
  | { readonly kind: 'unavailable'; readonly reason: string };

/**
 * One topic: partitions of records that are only ever appended. Inboxes and events alike.
 * Promises no more than Kafka does: order and atomicity within one append to one partition,
 * nothing across partitions; appends of other writers may land in between.
 */
export interface Log {
  readonly topic: string;
  readonly partitions: number;
  /** Largest append in bytes; events 8 MiB, inboxes 1 MiB. */
  readonly appendBytesMax: number;
  /** One append to a partition at a time per caller; all records of one call stand side by side. */
  append(partition: number, records: readonly LogRecord[]): Promise<AppendOutcome>;
  /**
   * Records from offset `from` on (the first that exists, if `from` is older), up to the limit, at
   * least one.
   */
  read(partition: number, from: number, limit: ReadLimit): Promise<ReadOutcome>;
  /**
   * Resolves once the partition's end is above `from`, or after `waitMs`, or when `signal` aborts.
   * Never rejects.
   */
  grown(partition: number, from: number, waitMs: number, signal: AbortSignal): Promise<void>;
  /** Why nobody can read yet what stands in this partition, for people; undefined: all can. */
  heldBack?(partition: number): string | undefined;
}

/** Bytes that a record is counted with against a limit. */
export const recordBytes = (record: LogRecord): number => {
  let bytes = 16 + (record.key?.length ?? 0) + (record.value?.byteLength ?? 0);
  for (const name in record.headers) {
    bytes += name.length + (record.headers[name]?.length ?? 0) + 4;
  }
  return bytes;
};

/**
 * Says of each record in turn, by its bytes, whether a read up to `limit` takes it: the first
 * always.
 */
export const takenWithin = (limit: ReadLimit): ((bytes: number) => boolean) => {
  let records = 0;
  let total = 0;
  return (bytes) => {
    records += 1;
    total += bytes;
    return records === 1 || (records <= limit.records && total <= limit.bytes);
  };
};
