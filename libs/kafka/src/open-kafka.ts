import type { Log } from '#ports';
import { KafkaLog } from './kafka-log.js';
import { kafkaLimits } from './options.js';
import type { KafkaOptions } from './options.js';
import { Tails } from './tail.js';

/** An append may have 8 MiB where the topic's name ends in `.events`, else 1 MiB. */
export const appendBytesMaxOf = (topic: string): number =>
  (topic.endsWith('.events') ? kafkaLimits.eventsAppendBytesMax : kafkaLimits.usualAppendBytesMax);

/** The topics of one cluster, each opened once. */
export const openLogs = (options: KafkaOptions) => {
  const opened = new Map<string, KafkaLog>();
  const tails = new Tails(kafkaLimits.tailBytesMax);
  return {
    log(topic: string, appendBytesMax = appendBytesMaxOf(topic)): Log {
      const known = opened.get(topic);
      if (known !== undefined) return known;
      const log = new KafkaLog(options, topic, appendBytesMax, tails);
      opened.set(topic, log);
      return log;
    },
    async close(): Promise<void> {
      await Promise.all([...opened.values()].map((log) => log.close()));
    },
  };
};
