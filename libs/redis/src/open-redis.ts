import type { Generations, AdapterJournal } from '#ports';
import { connect } from './connection.js';
import { redisGenerations } from './redis-generations.js';
import { checkSetup } from './setup.js';
import { statusBoard } from './status-board.js';
import type { StatusBoard } from './status-board.js';

export interface RedisOptions {
  /** `redis://[user:password@]host:port[/database]`, `rediss://` with TLS. */
  readonly url: string;
  /** Before every key; '' in production. Without braces. */
  readonly prefix?: string;
  readonly log?: AdapterJournal;
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

/**
 * Whether it is such an address and no more, also with user and password encoded as addresses want
 * it. What stood after a `?` the client would take for settings of its own.
 */
export const isRedisUrl = (url: string): boolean => {
  if (!/^rediss?:\/\/./.test(url) || !URL.canParse(url)) return false;
  const { username, password, hostname, port, pathname, search, hash } = new URL(url);
  if (hostname === '' || port === '0' || search !== '' || hash !== '') return false;
  if (!/^\/?$|^\/\d{1,9}$/.test(pathname)) return false;
  try {
    decodeURIComponent(`${username}${password}`);
    return true;
  } catch {
    return false;
  }
};

/**
 * Rejects with `RedisUnreachable` where no server answers within 5 s, with `DatabaseRefused` where
 * it has not the database, with `RangeError` where the options cannot be used. Later it connects
 * again by itself; until then reads reject with `StoreUnavailable`, and batches are `unavailable`,
 * at once, or within a second (a batch: five) where the server hangs.
 */
export const openRedis = async ({
  url,
  prefix = '',
  log = () => undefined,
}: RedisOptions): Promise<RedisFamily> => {
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
