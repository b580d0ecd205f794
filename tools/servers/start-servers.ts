import { answers } from './jars.js';
import { startDockerServers } from './docker-servers.js';
import { startJavaServers } from './java-servers.js';
import { untouchable } from './servers.js';
import type { Servers, ServersWanted } from './servers.js';

const noWay = `there is no Kafka to be had; give one of:
  KAFKA_BROKERS=host:port,… and REDIS_URL=redis://host:port  (running servers)
  a Docker engine                                            (docker compose starts them)
  Java 17 or newer and Maven                                 (Kafka's jars are downloaded once)`;

/**
 * Kafka and Redis by the first way that works: those named in the environment, a Docker engine
 * (one broker), Java and Maven. Fails with the three ways where there is none.
 */
export const startServers = async (wanted: ServersWanted = {}): Promise<Servers> => {
  const { KAFKA_BROKERS: brokers, REDIS_URL: redisUrl } = process.env;
  if (brokers !== undefined && (redisUrl !== undefined || wanted.redis === false)) {
    return {
      brokers: brokers.split(',').map((each) => each.trim()), redisUrl,
      owned: false, how: 'as given by KAFKA_BROKERS and REDIS_URL', ...untouchable,
      stop: async () => undefined,
    };
  }
  if (wanted.brokers !== 3 && await answers('docker', 'info')) return startDockerServers(wanted);
  if (await answers('java', '-version') && await answers('mvn', '--version')) {
    return startJavaServers(wanted);
  }
  throw new Error(noWay);
};
