import { hostname } from 'node:os';
import type { LoggerService } from '@nestjs/common';
import { epochsText } from '#kernel';
import { openStates, systemClock, systemRandom } from '#embedded';
import type { OpenedStates } from '#embedded';
import { openKafka, prepareTopics } from '#kafka';
import type { KafkaFamily, KafkaOptions } from '#kafka';
import { openRedis } from '#redis';
import type { RedisFamily, StatusBoard } from '#redis';
import type { BackendPorts } from '#services';
import { nestLogger, tellTo } from './journal.js';
import type { Logger } from './journal.js';
import { OwnedPartitions } from './owned-partitions.js';
import { nameOf, servicesOf } from './settings/roles.js';
import type { KafkaSettings, Settings } from './settings/settings.js';
import { stateDirectoryFault } from './settings/unusable.js';

/** Kafka, Redis and the local states as ports, for one process. */
export interface Installation {
  readonly settings: Settings;
  /** Of this process among all: `orders@host-4711`, `oms@host-4711`. */
  readonly instance: string;
  readonly ports: BackendPorts;
  readonly owned: OwnedPartitions;
  readonly board: StatusBoard;
  readonly journal: Logger;
  /** The same for Nest. */
  readonly logger: LoggerService;
  /** Resolves with the reason once a client can never work again: the process has to end. */
  readonly crashed: Promise<string>;
  /** What was begun is finished; then Kafka, Redis and the states are let go, in this order. */
  close(): Promise<void>;
}

export const kafkaOptions = (
  settings: KafkaSettings,
  clientId: string,
  journal: Logger,
): KafkaOptions => ({ ...settings, clientId, log: tellTo(journal) });

/**
 * Connects, makes topics that are missing and audits both servers. Rejects with the `SetupRefused`
 * of either, where one does not answer, or where states cannot be kept in the folder named; lets go
 * of what was opened by then.
 */
export const openInstallation = async (
  settings: Settings,
  journal: Logger,
): Promise<Installation> => {
  const { keys, roles } = settings;
  const name = nameOf(roles);
  const instance = `${name}@${hostname()}-${process.pid}`;
  const options = kafkaOptions(settings.kafka, `oms-${name}`, journal);
  const closing: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const each of closing.splice(0).toReversed()) await each();
  };
  try {
    const states = statesFor(settings);
    closing.push(() => states.close());
    const redis = await openRedis({
      url: settings.redisUrl,
      prefix: settings.kafka.prefix,
      log: tellTo(journal),
    });
    closing.push(() => redis.close());
    await redis.checkSetup();
    const kafka = await openKafka(options);
    closing.push(() => kafka.close());
    await prepareTopics(
      options,
      keys.epochs.length === 0 ? {} : { numberKeyFingerprint: epochsText(keys) },
    );
    const owned = new OwnedPartitions(kafka.ownership);
    return {
      settings,
      instance,
      journal,
      logger: nestLogger(journal),
      owned,
      board: redis.board,
      crashed: kafka.crashed,
      ports: portsOf(kafka, redis, states, owned, journal),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
};

type LocalStates = Pick<OpenedStates, 'states' | 'close'>;

/** Views and the edge fold no states. */
const statesFor = ({ roles, kafka, stateDirectory }: Settings): LocalStates => {
  const name = nameOf(roles);
  if (servicesOf(roles).length > 0) {
    try {
      return openStates(`${kafka.prefix}${name}`, stateDirectory);
    } catch (error) {
      throw stateDirectory === undefined ? error : stateDirectoryFault(error, stateDirectory);
    }
  }
  const states = (): Promise<never> => Promise.reject(new Error(`${name} folds no states`));
  return { states, close: async () => undefined };
};

const portsOf = (
  kafka: KafkaFamily,
  redis: RedisFamily,
  { states }: LocalStates,
  ownership: OwnedPartitions,
  journal: Logger,
): BackendPorts => ({
  logs: kafka.log,
  positions: kafka.positions,
  generations: redis.generations,
  states,
  ownership,
  clock: systemClock,
  random: systemRandom,
  log: tellTo(journal),
});
