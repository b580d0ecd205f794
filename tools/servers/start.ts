import { composeServers, whyNoEngine } from './compose.js';
import { givenServers } from './given.js';
import { ownServers, whyNoProcesses } from './own.js';
import type { Servers, ServersWanted } from './servers.js';

/**
 * Kafka and Redis, by the first way that works: given by `KAFKA_BROKERS` and `REDIS_URL`, in
 * containers, or as processes by Java and Maven. Returns when they answer; fails with the reason
 * where no way works or a server does not come up. What it started ends with this process, also
 * when that is killed.
 */
export async function startServers(wanted: ServersWanted = {}): Promise<Servers> {
  const servers = await firstThatWorks(wanted);
  wanted.say?.(servers.how);
  return servers;
}

async function firstThatWorks(wanted: ServersWanted): Promise<Servers> {
  if (wanted.secured === true) {
    if (wanted.data !== undefined) throw new RangeError('secured: its users are new at each start');
    if (wanted.detours !== undefined) throw new RangeError('secured: not with detours');
    return await ownServers(wanted);
  }
  if (wanted.detours !== undefined) return await ownServers(wanted);
  const given = await givenServers(wanted);
  if (given !== undefined) return given;
  const noEngine = await whyNoEngine(wanted);
  if (noEngine === undefined) return await composeServers(wanted);
  const noProcesses = await whyNoProcesses();
  if (noProcesses === undefined) return await ownServers(wanted);
  throw new Error(`no Kafka and Redis here; one of three ways is needed:
  1. set KAFKA_BROKERS (host:port,…) and REDIS_URL (redis://host:port) to running servers
  2. a Docker engine with compose (${noEngine})
  3. Java 17 or newer and Maven on the PATH (${noProcesses})`);
}
