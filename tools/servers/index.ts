export { startServers } from './start.js';
export { share, sharedServers } from './shared.js';
export { uniquePrefix } from './prefix.js';
export { guard } from './guardian.js';
export { clearLeftOvers } from './left-overs.js';
export { freePorts, holdPort, isFree } from './ports.js';
export { redisProgram } from './redis-program.js';
export { ServerProcess, type Ended } from './server-process.js';
export type { Servers, ServersWanted } from './servers.js';
