/** Whole topics by plain kafkajs: from the first offset to the ends that they have now. */
import type { EachBatchPayload, IHeaders, Kafka, KafkaMessage } from 'kafkajs';
import type { ReadLog, ReadRecord } from './record.js';

const readMsMax = 300_000;
/** Bodies that a check looks into; the rest is not kept. */
const wantedTypes = /^oms\.(order\.placed|stock\.|log\.unchanged)/;
const headerCharsMax = 1_000;

interface Growing extends ReadLog {
  readonly records: ReadRecord[];
  readonly end: number;
}

const textOf = (value: IHeaders[string]): string => {
  const last = Array.isArray(value) ? value.at(-1) : value;
  return last === undefined ? '' : last.toString().slice(0, headerCharsMax);
};

const parsed = (value: Buffer | null): unknown => {
  try {
    return value === null ? undefined : JSON.parse(value.toString());
  } catch {
    return undefined;
  }
};

const recordOf = ({ offset, timestamp, key, headers, value }: KafkaMessage): ReadRecord => {
  const texts = Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, each]) => [name, textOf(each)]),
  );
  return {
    offset: Number(offset),
    timeMs: Number(timestamp),
    key: key === null ? null : key.toString().slice(0, headerCharsMax),
    headers: texts,
    data: wantedTypes.test(texts['ce_type'] ?? '') ? parsed(value) : undefined,
  };
};

export const readLogs = async (
  kafka: Kafka,
  topics: readonly string[],
): Promise<readonly ReadLog[]> => {
  const logs = await endsOf(kafka, topics);
  const consumer = kafka.consumer({ groupId: `chaos-checker-${process.pid}` });
  await consumer.connect();
  await consumer.subscribe({ topics: [...topics], fromBeginning: true });
  try {
    await new Promise<void>((done, failed) => {
      const late = setTimeout(() => failed(new Error(stillOpen(logs))), readMsMax);
      const look = (): void => {
        if (![...logs.values()].every(isWhole)) return;
        clearTimeout(late);
        done();
      };
      look();
      void consumer
        .run({
          autoCommit: false,
          eachBatch: async ({ batch }: EachBatchPayload) => {
            const log = logs.get(`${batch.topic}/${batch.partition}`);
            for (const message of batch.messages) take(log, recordOf(message));
            look();
          },
        })
        .catch(failed);
    });
  } finally {
    await consumer.disconnect();
  }
  return [...logs.values()];
};

const isWhole = ({ records, end }: Growing): boolean => (records.at(-1)?.offset ?? -1) >= end - 1;

/** Up to the end that was, each offset once: a group may hand out a batch again. */
const take = (log: Growing | undefined, record: ReadRecord): void => {
  if (log === undefined || record.offset >= log.end) return;
  if (record.offset > (log.records.at(-1)?.offset ?? -1)) log.records.push(record);
};

const stillOpen = (logs: ReadonlyMap<string, Growing>): string =>
  [...logs.values()]
    .filter((log) => !isWhole(log))
    .map(({ topic, partition, end, records }) => `${topic}/${partition}: ${records.length}/${end}`)
    .join('; ');

const endsOf = async (
  kafka: Kafka,
  topics: readonly string[],
): Promise<ReadonlyMap<string, Growing>> => {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const logs = new Map<string, Growing>();
    for (const topic of topics) {
      for (const { partition, high } of await admin.fetchTopicOffsets(topic)) {
        logs.set(`${topic}/${partition}`, { topic, partition, end: Number(high), records: [] });
      }
    }
    return logs;
  } finally {
    await admin.disconnect();
  }
};
