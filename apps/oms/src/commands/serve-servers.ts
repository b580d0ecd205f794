import { SettingsRefused, rolesIn, runRoles } from '#nest';
import { startApi } from '#api';
import { UsageError } from '../console.js';
import { serversTarget } from '../servers.js';

/** What `oms serve` was told of an installation on Kafka and Redis. */
export interface ServersAsked {
  readonly brokers?: string;
  readonly redis?: string;
  readonly port?: string;
  readonly host?: string;
}

/** What the command line says goes before what the environment says. */
const environmentOf = ({ brokers, redis, port, host }: ServersAsked): NodeJS.ProcessEnv => {
  const { brokers: found, redisUrl } = serversTarget(brokers, redis);
  return {
    ...process.env,
    KAFKA_BROKERS: found.join(','),
    REDIS_URL: redisUrl,
    ...(port !== undefined && { OMS_PORT: port }),
    ...(host !== undefined && { OMS_HOST: host }),
  };
};

/**
 * All services, views and the API, or those of them that `OMS_ROLES` names, in this process, for
 * its share of the partitions; other copies have the rest.
 */
export const serveServers = async (asked: ServersAsked): Promise<number> => {
  const environment = environmentOf(asked);
  let roles;
  try {
    roles = rolesIn(environment);
  } catch (error) {
    throw error instanceof SettingsRefused ? new UsageError(error.message) : error;
  }
  await runRoles(roles, startApi, environment);
  return 0;
};
