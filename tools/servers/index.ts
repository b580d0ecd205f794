export { startServers } from './start.js';
export { share, sharedServers } from './shared.js';
export { uniquePrefix } from './prefix.js';
export type { Servers, ServersWanted } from './servers.js';
