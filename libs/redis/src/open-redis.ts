import type { Generations } from '#ports';
import { connect } from './connection.js';
import type { Journal } from './connection.js';
import { redisGenerations } from './redis-generations.js';
import { checkSetup } from './setup.js';
import { statusBoard } from './status-board.js';
import type { StatusBoard } from './status-board.js';

export interface RedisOptions {
  /** `redis://[user:password@]host:port[/database]`, `rediss://` with TLS. */
  readonly url: string;
  /** Before every key; '' in production. Without braces. */
  readonly prefix?: string;
  readonly log?: Journal;
}

export interface RedisFamily {
  readonly generations: Generations;
  readonly board: StatusBoard;
  /**
   * Rejects with `SetupRefused` where the server is older than 6.0 or may evict keys; where it does
   * not tell, the log says so.
   */
  checkSetup(): Promise<void>;
  close(): Promise<void>;
}

/** Whether it is such an address, also with user and password encoded as addresses want it. */
export const isRedisUrl = (url: string): boolean => {
  if (!/^rediss?:\/\/./.test(url) || !URL.canParse(url)) return false;
  const { username, password } = new URL(url);
  try {
    decodeURIComponent(`${username}${password}`);
    return true;
  } catch {
    return false;
  }
};

/**
 * Rejects with `RedisUnreachable` where no server answers within 5 s, with `RangeError` where the
 * options cannot be used. Later it connects again by itself; until then reads reject with
 * `StoreUnavailable`, and batches are `unavailable`, at once, or within a second (a batch: five)
 * where the server hangs.
 */
export const openRedis = async (
  { url, prefix = '', log = () => undefined }: RedisOptions,
): Promise<RedisFamily> => {
  if (!isRedisUrl(url)) {
    throw new RangeError('the address of Redis: expected redis://host:port or rediss://host:port');
  }
  if (/[{}]/.test(prefix)) {
    throw new RangeError(`prefix '${prefix}': expected none of { and }, which name a slot`);
  }
  const connections = await connect(url, log);
  return {
    generations: redisGenerations(connections, prefix),
    board: statusBoard(connections, prefix),
    checkSetup: () => checkSetup(connections, log),
    close: () => connections.close(),
  };
};
