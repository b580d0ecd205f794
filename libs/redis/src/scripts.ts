import { readFileSync } from 'node:fs';
import type { ClientContext, Redis, RedisValue, Result } from 'ioredis';

type Reply = readonly (string | null)[];

declare module 'ioredis' {
  // ioredis asks for its own name of the type parameter.
  interface RedisCommander<Context extends ClientContext = { type: 'default' }> {
    /** See apply.lua; `keys` says how many of the arguments are keys. */
    viewApply(keys: number, ...args: RedisValue[]): Result<Reply, Context>;
    /** See counters.lua. */
    viewCountersBuffer(...args: RedisValue[]): Result<readonly (Buffer | null)[], Context>;
    /** See flip.lua. */
    viewFlip(
      generations: string,
      generation: string,
      incarnation: string,
      pointer: string,
    ): Result<number, Context>;
    /** See many.lua. */
    viewMany(...args: RedisValue[]): Result<Reply, Context>;
    /** See open.lua. */
    viewOpen(cursor: string, id: string): Result<string, Context>;
    /** See publish.lua. */
    boardPublish(...args: RedisValue[]): Result<null, Context>;
  }
}

const source = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');

/** Each atomic act is one script; a server that does not know it (any more) is given it again. */
export const defineScripts = (client: Redis): void => {
  client.defineCommand('viewApply', { lua: source('./apply.lua') });
  client.defineCommand('viewCounters', { lua: source('./counters.lua'), numberOfKeys: 3 });
  client.defineCommand('viewFlip', { lua: source('./flip.lua'), numberOfKeys: 1 });
  client.defineCommand('viewMany', { lua: source('./many.lua'), numberOfKeys: 2 });
  client.defineCommand('viewOpen', { lua: source('./open.lua'), numberOfKeys: 1 });
  client.defineCommand('boardPublish', { lua: source('./publish.lua'), numberOfKeys: 2 });
};
