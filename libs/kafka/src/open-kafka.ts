import { LogTails } from '#ports';
import type { Log, Ownership, Positions } from '#ports';
import { Client } from './client/client.js';
import { Follower } from './log/follower.js';
import { KafkaLog } from './log/kafka-log.js';
import { kafkaLimits } from './client/options.js';
import type { KafkaOptions } from './client/options.js';
import { kafkaOwnership } from './group/ownership.js';
import { kafkaPositions } from './group/positions.js';
import { appendBytesMaxOf } from './installation/topics.js';
import { reasonOf } from './client/error-type.js';
import { KafkaUnreachable } from './client/unreachable.js';

/** Log, Positions and Ownership on one Kafka cluster, for one installation of the product. */
export interface KafkaFamily {
  /** One topic, opened once. An append may have 8 MiB where its name ends in `.events`, else 1. */
  readonly log: (topic: string) => Log;
  readonly positions: Positions;
  readonly ownership: Ownership;
  /**
   * Resolves with the reason once a part of this family can never work again (K11): health goes
   * red, and the process should exit.
   */
  readonly crashed: Promise<string>;
  /** Waits for what was begun, then lets go of every connection. */
  close(): Promise<void>;
}

/** The topics of one cluster, each opened once, over the same two clients. */
export const openLogs = (
  options: Omit<KafkaOptions, 'replication'>,
  crashed: (reason: string) => void,
) => {
  const opened = new Map<string, KafkaLog>();
  const client = new Client(options, kafkaLimits.requestMsMax);
  const quick = new Client(options);
  const follower = new Follower(quick, {
    tails: new LogTails(kafkaLimits.tailBytesMax),
    log: options.log,
    crashed,
  });
  return {
    log(topic: string, appendBytesMax = appendBytesMaxOf(topic)): Log {
      const known = opened.get(topic);
      if (known !== undefined) return known;
      const log = new KafkaLog(options, topic, appendBytesMax, { client, quick, follower });
      opened.set(topic, log);
      return log;
    },
    async close(): Promise<void> {
      await Promise.all(Array.from(opened.values(), (log) => log.settled()));
      await Promise.all([client.close(), follower.close()]);
    },
  };
};

/** A client that knows the brokers. Rejects with `KafkaUnreachable` where none lets it in. */
export const clientLetIn = async (
  options: ConstructorParameters<typeof Client>[0],
): Promise<Client> => {
  const client = new Client(options);
  try {
    await client.refresh();
    return client;
  } catch (error) {
    await client.close();
    throw new KafkaUnreachable(options.brokers, reasonOf(error), error);
  }
};

/** Connects, and makes nothing. Rejects with `KafkaUnreachable` where no broker lets it in. */
export const openKafka = async (options: KafkaOptions): Promise<KafkaFamily> => {
  let crash: (reason: string) => void = () => undefined;
  const crashed = new Promise<string>((resolve) => {
    crash = resolve;
  });
  const groups = await clientLetIn(options);
  const logs = openLogs(options, crash);
  return {
    log: (topic) => logs.log(topic),
    positions: kafkaPositions(options, groups),
    ownership: kafkaOwnership(options, crash),
    crashed,
    close: async () => {
      await logs.close();
      await groups.close();
    },
  };
};
