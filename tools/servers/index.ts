export type { Brokers, RedisControl, Servers, ServersWanted } from './servers.js';
export { startServers } from './start-servers.js';
