/** The whole backend on a real Kafka, under names of its own; its views are in memory. */
import { soleOwnership, systemClock, systemRandom } from '#embedded';
import { openKafka, prepareTopics } from '#kafka';
import type { KafkaFamily, KafkaOptions } from '#kafka';
import type { NumberKeys } from '#kernel';
import type { Generations } from '#ports';
import { sharedServers, uniquePrefix } from '#servers';
import { startBackend } from '#services';
import type { Backend } from '#services';
import { memoryGenerations, memoryStates } from '#simulation';

export const partitions = 2;
export const keys: NumberKeys = {
  epochs: [{ from: Number.NEGATIVE_INFINITY, key: Uint8Array.from({ length: 32 }, (_, at) => at) }],
};

export interface Topics {
  readonly options: KafkaOptions;
  readonly kafka: KafkaFamily;
  /** The name of a topic as others see it. */
  readonly named: (topic: string) => string;
  stop(): Promise<void>;
}

export interface Installation extends Topics {
  readonly backend: Backend;
  readonly generations: Generations;
  settle(): Promise<void>;
}

const settleMs = 60_000;

/** Topics of a name of their own, and nobody at work on them. */
export const openTopics = async (): Promise<Topics> => {
  const servers = await sharedServers();
  const options: KafkaOptions = {
    brokers: servers.brokers,
    clientId: 'test',
    prefix: uniquePrefix(),
    partitions,
    replication: 1,
  };
  await prepareTopics(options, {});
  const kafka = await openKafka(options);
  return {
    options,
    kafka,
    named: (topic) => `${options.prefix}${topic}`,
    async stop() {
      await kafka.close();
      await servers.stop();
    },
  };
};

export const openInstallation = async (): Promise<Installation> => {
  const topics = await openTopics();
  const { kafka } = topics;
  const generations = memoryGenerations();
  const backend = startBackend(
    {
      logs: kafka.log,
      positions: kafka.positions,
      states: memoryStates(),
      generations,
      clock: systemClock,
      random: systemRandom,
      ownership: soleOwnership,
      log: () => undefined,
    },
    keys,
  );
  return {
    ...topics,
    backend,
    generations,
    async settle() {
      const { settled, waitingFor } = await backend.settled(
        [],
        settleMs,
        new AbortController().signal,
      );
      if (!settled) throw new Error(`not settled: ${waitingFor.join('; ')}`);
    },
    async stop() {
      await backend.stop();
      await topics.stop();
    },
  };
};
