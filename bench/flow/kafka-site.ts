import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { Profiler } from 'node:inspector';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseKey } from '#kernel';
import { systemClock, systemRandom } from '#embedded';
import { openKafka } from '#kafka';
import type { KafkaFamily } from '#kafka';
import { openRedis } from '#redis';
import type { RedisFamily } from '#redis';
import { eventsTopic } from '#runtime';
import { startServers, uniquePrefix } from '#servers';
import { openGateway } from '#services';
import type { Gateway } from '#services';
import { startDeployment } from '../../tools/deployment/index.js';
import type { Deployment } from '../../tools/deployment/index.js';
import { partitions } from './embedded-site.js';
import { countDescendants } from './processes.js';
import { selfTimes } from './profile.js';
import type { Entry } from './profile.js';
import type { Site } from './site.js';
import { anonymousMiB } from './usage.js';
import { verified } from './verified.js';

export interface KafkaSiteWanted {
  readonly brokers: 1 | 3;
  /** Each service a process of its own, in place of one with all of them. */
  readonly services?: boolean;
  /** The services write what took their time, when they end. */
  readonly profile: boolean;
}

/**
 * Kafka and Redis, our backend on them in a process of its own, or in one for each service, and in
 * this process a gateway that posts and reads as they do.
 */
export const kafkaSite = async ({
  brokers,
  services = false,
  profile,
}: KafkaSiteWanted): Promise<Site> => {
  const folder = mkdtempSync(join(tmpdir(), 'throughline-bench-'));
  const profiles = join(folder, 'profiles');
  const servers = await startServers({ brokers, lasting: true });
  const { redisUrl = '' } = servers;
  // What stands on servers of somebody else is under a name of this run.
  const prefix = servers.owned ? '' : uniquePrefix();
  const numberKey = randomBytes(32).toString('hex');
  const topics = { brokers: servers.brokers, prefix, partitions, replication: brokers };
  const deployment = await startDeployment({
    ...topics,
    redisUrl,
    numberKey,
    stateDirectory: join(folder, 'states'),
    ...(!services && { copies: 1 }),
    ...(profile && { nodeArguments: ['--cpu-prof', `--cpu-prof-dir=${profiles}`] }),
  });
  await deployment.ready();
  const kafka = await openKafka({ ...topics, clientId: 'bench' });
  const redis = await openRedis({ url: redisUrl, prefix });
  const end = new AbortController();
  const gateway = gatewayOf(kafka, redis, numberKey, end.signal);
  const processes = services ? 'each service a process' : 'one process';
  return {
    gateway,
    events: (service) => kafka.log(eventsTopic(service)),
    how: `${processes}, ${brokers} broker(s); ${servers.how}`,
    memoryMiB: () => largestOf(deployment),
    countOthers: countDescendants,
    sample: async () => async () => {
      await deployment.stop();
      return topOfAll(profiles);
    },
    verify: () =>
      verified(['--brokers', servers.brokers.join(','), '--redis', redisUrl], {
        OMS_PREFIX: prefix,
        OMS_PARTITIONS: String(partitions),
        OMS_NUMBER_KEY: numberKey,
      }),
    close: async () => {
      end.abort();
      await redis.close();
      await kafka.close();
      await deployment.stop();
      await servers.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const gatewayOf = (
  kafka: KafkaFamily,
  redis: RedisFamily,
  numberKey: string,
  signal: AbortSignal,
): Gateway =>
  openGateway(
    {
      logs: kafka.log,
      positions: kafka.positions,
      generations: redis.generations,
      clock: systemClock,
      random: systemRandom,
    },
    { epochs: [{ from: Number.NEGATIVE_INFINITY, key: parseKey(numberKey) }] },
    signal,
    async () => [],
  );

const largestOf = (deployment: Deployment): number | undefined => {
  const sizes = deployment.all().flatMap(({ pid }) => anonymousMiB(pid) ?? []);
  return sizes.length === 0 ? undefined : Math.max(...sizes);
};

/** What took the time of all services together. */
const topOfAll = (profiles: string): readonly Entry[] =>
  selfTimes(
    readdirSync(profiles).map(
      (name) => JSON.parse(readFileSync(join(profiles, name), 'utf8')) as Profiler.Profile,
    ),
  );
