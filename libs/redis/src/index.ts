export { isRedisUrl, openRedis } from './open-redis.js';
export type { RedisFamily, RedisOptions } from './open-redis.js';
export type { StatusBoard } from './status-board.js';
