import { Kafka, logLevel } from 'kafkajs';
import type { Admin } from 'kafkajs';
import { journalOf } from '../journal.js';
import type { KafkaOptions } from './options.js';
import { reasonOf } from './error-type.js';
import { KafkaUnreachable } from './unreachable.js';

type Access = Omit<KafkaOptions, 'partitions' | 'replication'>;

/** kafkajs as it is, for what is done once: making topics, restoring them. */
export const kafkajsClient = (options: Access): Kafka => {
  const { brokers, clientId, ssl, sasl } = options;
  return new Kafka({
    brokers: [...brokers],
    clientId,
    logLevel: logLevel.WARN,
    logCreator: () => journalOf(options),
    ...(ssl === undefined ? {} : { ssl }),
    ...(sasl === undefined ? {} : { sasl }),
    retry: { initialRetryTime: 50, retries: 8 },
  });
};

/** Rejects with `KafkaUnreachable` where no broker lets it in. */
export const withAdmin = async <T>(
  options: Access,
  run: (admin: Admin) => Promise<T>,
): Promise<T> => {
  const admin = kafkajsClient(options).admin();
  try {
    await admin.connect();
  } catch (error) {
    await admin.disconnect();
    throw new KafkaUnreachable(options.brokers, reasonOf(error), error);
  }
  try {
    return await run(admin);
  } finally {
    await admin.disconnect();
  }
};
