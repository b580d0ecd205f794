import { notOwned } from './given.js';
import type { Servers } from './servers.js';
import { startServers } from './start.js';

/** Where the test run writes down the servers that its specs share. */
const variable = 'OMS_SHARED_SERVERS';

/** Tells the processes that are started from now on of servers to share. */
export function share({ brokers, redisUrl, how }: Servers): void {
  process.env[variable] = JSON.stringify({ brokers, redisUrl, how });
}

/**
 * One broker and one Redis for a spec that is content with a prefix of its own: those that the
 * test run started for all, else new ones. Call `stop` when done, in both cases.
 */
export async function sharedServers(): Promise<Servers> {
  const text = process.env[variable];
  if (text === undefined) {
    const own = await startServers();
    return { ...notOwned(own.brokers, own.redisUrl, own.how), stop: () => own.stop() };
  }
  const { brokers, redisUrl, how } = JSON.parse(text) as Servers;
  return notOwned(brokers, redisUrl, how);
}
