import { randomUUID } from 'node:crypto';
import { epochsText, errorText } from '#kernel';
import type { NumberKeys } from '#kernel';
import { systemClock, systemRandom } from '#embedded';
import {
  checkSetup,
  installedPartitions,
  isBroker,
  isPrefix,
  openKafka,
  prefixForm,
  readAccess,
} from '#kafka';
import type { KafkaAccess, KafkaOptions } from '#kafka';
import { isRedisUrl, openRedis } from '#redis';
import type { GatewayPorts, PartitionStatus } from '#services';
import { CommandError, note, UsageError } from './console.js';
import { keysSet } from './number-keys.js';

/** The logs of an installation on Kafka. */
export interface BrokersPlace {
  readonly brokers: readonly string[];
  /** By KAFKA_SSL and KAFKA_SASL_…, as the services. */
  readonly access: KafkaAccess;
  /** Of its topics, groups and keys (`OMS_PREFIX`). */
  readonly prefix: string;
}

/** An installation on Kafka and Redis. */
export interface ServersPlace extends BrokersPlace {
  readonly redisUrl: string;
}

/** What a gateway or a reader needs of it: it owns no partition and decides nothing. */
export interface ServersToRead {
  readonly ports: GatewayPorts;
  /** What its processes say of themselves. */
  reported(): Promise<readonly PartitionStatus[]>;
  close(): Promise<void>;
}

export interface ServersToPost extends ServersToRead {
  readonly keys: NumberKeys;
}

/** `--brokers`; what is missing is taken from KAFKA_BROKERS. */
export const brokersPlace = (brokersGiven: string | undefined): BrokersPlace => {
  const brokers = (brokersGiven ?? process.env.KAFKA_BROKERS ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
  const wrong = brokers.find((each) => !isBroker(each));
  if (brokers.length === 0 || wrong !== undefined) {
    throw new UsageError(
      `--brokers (or KAFKA_BROKERS) takes host:port,host:port,…, not '${wrong ?? ''}'`,
    );
  }
  const prefix = (process.env.OMS_PREFIX ?? '').trim();
  if (!isPrefix(prefix)) throw new UsageError(`OMS_PREFIX takes ${prefixForm}, not '${prefix}'`);
  const { access, faults } = readAccess(process.env);
  if (faults.length > 0) throw new UsageError(faults.join('\n'));
  return { brokers, access, prefix };
};

/** `--brokers` and `--redis`; what is missing is taken from KAFKA_BROKERS and REDIS_URL. */
export const serversTarget = (
  brokersGiven: string | undefined,
  redisGiven: string | undefined,
): ServersPlace => {
  const place = brokersPlace(brokersGiven);
  const redisUrl = redisGiven ?? process.env.REDIS_URL;
  if (redisUrl === undefined || !isRedisUrl(redisUrl)) {
    // Not shown: a password may stand in it.
    throw new UsageError('--redis (or REDIS_URL) takes an address such as redis://127.0.0.1:6379');
  }
  return { ...place, redisUrl };
};

interface LogLine {
  readonly level: string;
  readonly worker: string;
  readonly text: string;
}

const tell = ({ level, worker, text }: LogLine): void => {
  if (level === 'error') note(`${level}: ${worker}: ${text}`);
};

export const kafkaOptions = async ({
  brokers,
  access,
  prefix,
}: BrokersPlace): Promise<KafkaOptions> => {
  const named = { ...access, brokers, prefix, clientId: `oms-${randomUUID()}`, log: tell };
  const partitions = await installedPartitions(named).catch((error: unknown) => {
    if (error instanceof Error && error.name === 'KafkaUnreachable') {
      throw new CommandError(`--brokers: ${error.message}`);
    }
    throw new CommandError(
      `--brokers ${brokers.join(',')}: no installation is found there` +
        `${prefix === '' ? '' : ` under OMS_PREFIX ${prefix}`}: ${errorText(error)}`,
    );
  });
  if (partitions === undefined) {
    throw new CommandError(
      `--brokers ${brokers.join(',')}: nothing was set up there yet; start ` + 'the services first',
    );
  }
  return { ...named, partitions, replication: 1 };
};

const opened = async (
  { redisUrl, prefix }: ServersPlace,
  options: KafkaOptions,
): Promise<ServersToRead> => {
  const kafka = await openKafka(options);
  try {
    const redis = await openRedis({ url: redisUrl, prefix, log: tell });
    return {
      ports: {
        logs: kafka.log,
        positions: kafka.positions,
        generations: redis.generations,
        clock: systemClock,
        random: systemRandom,
      },
      reported: async () => (await redis.board.all()) as readonly PartitionStatus[],
      close: async () => {
        await redis.close();
        await kafka.close();
      },
    };
  } catch (error) {
    await kafka.close();
    throw new CommandError(`--redis: ${errorText(error)}`);
  }
};

/** Opens it to look at it, whoever works on it; needs no key. */
export const openServersToRead = async (place: ServersPlace): Promise<ServersToRead> =>
  opened(place, await kafkaOptions(place));

/** Opens it to post: with the keys that it was made with, which must be set. */
export const openServersToPost = async (place: ServersPlace): Promise<ServersToPost> => {
  const keys = keysSet();
  const options = await kafkaOptions(place);
  await checkSetup(options, { numberKeyFingerprint: epochsText(keys) });
  return { ...(await opened(place, options)), keys };
};
