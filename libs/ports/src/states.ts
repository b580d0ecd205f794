/**
 * Where a reader stands in an events log (ARCHITECTURE.md §2.3), kept together with what it folded.
 * Always between two answers: the records of one answer are taken together or not at all.
 */
export interface Position {
  /** The next offset to read. */
  readonly offset: number;
  /** Offset of the newest term record before it; -1 before the first. */
  readonly term: number;
  /** Number of the last accepted answer; -1 before the first. */
  readonly chain: number;
  /** The last inbox offset that was answered before it; -1 before the first. */
  readonly inbox: number;
  /** Hex digest of the accepted chain up to and including `chain`. */
  readonly digest: string;
  /** Random id of the log's first term record; '' before it. */
  readonly logId: string;
}

export type StateChanges = ReadonlyMap<string, object | null>;

export interface StateCursor {
  readonly position: Position;
  /** Version of the fold that made the store; another one makes it worthless. */
  readonly fold: string;
  /** Small values of the fold itself (clamped time, level …). */
  readonly memory: Readonly<Record<string, string | number>>;
}

/**
 * States of one partition of one service: documents by key, plus a cursor, one atomic commit.
 * Local and disposable: a store that is lost, older, or of another fold is replayed from the log.
 * Reads are synchronous (memory-mapped or in memory); they see the last commit that returned or was
 * begun.
 */
export interface States {
  cursor(): StateCursor | undefined;
  get(key: string): object | undefined;
  /** The first `limit` entries whose key starts with `prefix`, in key order (UTF-16 code units). */
  first(prefix: string, limit: number): readonly (readonly [key: string, value: object])[];
  /**
   * `null` deletes. All or nothing, cursor included. Resolves when later reads see it. What is
   * committed is given away: nobody changes these objects any more.
   */
  commit(changes: StateChanges, cursor: StateCursor): Promise<void>;
  /** Empties the store. */
  clear(): Promise<void>;
}

/** Opens the states of one partition: `orders/3`. */
export type StatesOf = (name: string, partition: number) => Promise<States>;

/** Places of readers that fold nothing of their own, by name and partition. */
export interface Positions {
  /** Milliseconds: saved no more often, where it is cheaper than the runtime takes it for. */
  readonly everyMs?: number;
  load(name: string, partition: number): Promise<Position | undefined>;
  save(name: string, partition: number, position: Position): Promise<void>;
}
