/** What a caller wants of Kafka and Redis, and what he gets, whichever way they came up. */

export interface ServersWanted {
  /** Default 1. */
  readonly brokers?: 1 | 3;
  /** Default true. */
  readonly redis?: boolean;
  /** Kept in this folder, so that the next start goes on; default: temporary. */
  readonly data?: string;
  /** Told what is done that takes time. */
  readonly say?: (line: string) => void;
}

/** What may be done to a broker; only where the servers are our own. */
export interface Brokers {
  /** SIGKILL, as a machine that fails. */
  kill(index: number): Promise<void>;
  start(index: number): Promise<void>;
  pause(index: number): void;
  resume(index: number): void;
}

export interface RedisControl {
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Remembers its data as they are on the disk now. */
  copy(): void;
  /** Restarts it with what was remembered, as after a fail-over that lost data. */
  restore(): Promise<void>;
}

export interface Servers {
  /** `host:port` of each. */
  readonly brokers: readonly string[];
  readonly redisUrl: string | undefined;
  /** We started them: they may be killed, emptied and reconfigured. */
  readonly owned: boolean;
  /** Which way they came up, for people. */
  readonly how: string;
  readonly kafka: Brokers;
  readonly redis: RedisControl;
  /** Ends what we started; temporary data is gone. */
  stop(): Promise<void>;
}

const notOurs = (): never => {
  throw new Error('these servers are somebody else\'s: they are not killed or changed');
};

/** For servers that were given to us. */
export const untouchable: Pick<Servers, 'kafka' | 'redis'> = {
  kafka: { kill: notOurs, start: notOurs, pause: notOurs, resume: notOurs },
  redis: { kill: notOurs, start: notOurs, copy: notOurs, restore: notOurs },
};
