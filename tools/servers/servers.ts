/** Where a broker tells its clients to call, and where it then waits: for a proxy in between. */
export interface Detour {
  /** Of the proxy. */
  readonly port: number;
  /** Of the broker; `Servers.brokers` lead to it directly. */
  readonly behind: number;
}

/** What is wanted; everything has a default. */
export interface ServersWanted {
  /** How many brokers (1); 0 where only Redis is needed. */
  readonly brokers?: 0 | 1 | 3;
  /** Whether a Redis is needed (true). */
  readonly redis?: boolean;
  /** A folder to keep the data in: the next start goes on from it, on the same ports. */
  readonly data?: string;
  /** They run for long: slower to start, faster from then on. */
  readonly lasting?: boolean;
  /**
   * Kafka lets in by TLS and a password alone, Redis by a password, and TLS where it can: see
   * `Servers.access`. Always servers of the caller's own, as processes.
   */
  readonly secured?: true;
  /** One for each broker. Always servers of the caller's own, as processes; not with `secured`. */
  readonly detours?: readonly Detour[];
  /** Is told, a line each, what is being done. */
  readonly say?: (line: string) => void;
}

/** Brokers that we started; `index` counts from 0, in the order of `Servers.brokers`. */
export interface KafkaControl {
  /** SIGKILL; returns when the process is gone. */
  kill(index: number): Promise<void>;
  /** Starts a killed one again, on its data and ports; returns when it answers. */
  start(index: number): Promise<void>;
  pause(index: number): Promise<void>;
  resume(index: number): Promise<void>;
}

/** The Redis that we started. */
export interface RedisControl {
  kill(): Promise<void>;
  start(): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Copies what it has answered so far; answers the copy's name. */
  copy(): Promise<string>;
  /** Kills it, puts an older copy in the place of its data and starts it again. */
  restore(copy: string): Promise<void>;
}

export interface Access {
  /** What a process of the product finds in its environment, besides the addresses. */
  readonly environment: Readonly<Record<string, string>>;
  readonly password: string;
  /** Why Redis speaks no TLS; undefined where it does. */
  readonly whyNoRedisTls: string | undefined;
}

/** Of servers that somebody else looks after. */
export const keptElsewhere = (): Promise<string> => new Promise(() => undefined);

export interface Servers {
  /** host:port */
  readonly brokers: readonly string[];
  readonly redisUrl: string | undefined;
  /** How to be let in; of secured ones alone. */
  readonly access?: Access;
  /** True where they were started for the caller alone: may be killed, emptied, reconfigured. */
  readonly owned: boolean;
  /** Which servers, from where, for people: one line. */
  readonly how: string;
  /**
   * From now on, until `stop`, a process of ours that ends is started again on its data after a
   * pause that grows; `say` is told. Resolves where one ends five times in a row, each time soon
   * after its start: which one, and what it said last. Not for who uses the verbs below.
   */
  keep(say: (line: string) => void): Promise<string>;
  /** Every verb fails where `owned` is false. */
  readonly kafka: KafkaControl;
  readonly redis: RedisControl;
  /**
   * Owned: ends the processes and removes what was temporary. Not owned: removes what lies there
   * under the prefixes of this run.
   */
  stop(): Promise<void>;
}
