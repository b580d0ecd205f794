import { createServer } from 'node:http';
import { Kafka, logLevel } from 'kafkajs';
import type { EachBatchPayload, TopicMessages } from 'kafkajs';
import { inputs, RawShop } from './shop.js';

/**
 * Every hop through Kafka by plain kafkajs, a batch at a time, with nothing kept but in memory.
 * Its environment: KAFKA_BROKERS, PREFIX, PORT.
 */
const wanted = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
};

const prefix = wanted('PREFIX');
const kafka = new Kafka({
  clientId: `${prefix}raw`,
  brokers: wanted('KAFKA_BROKERS').split(','),
  logLevel: logLevel.WARN,
});
const shop = new RawShop();
const producer = kafka.producer();
// Short: a long poll of this client hears nothing of partitions that it was handling meanwhile.
const consumer = kafka.consumer({ groupId: `${prefix}raw`, maxWaitTimeInMs: 50 });

const answer = async (payload: EachBatchPayload): Promise<void> => {
  const { batch } = payload;
  const byTopic = new Map<string, TopicMessages['messages']>();
  const name = batch.topic.slice(prefix.length);
  for (const { key, value } of batch.messages) {
    for (const out of shop.handle(name, String(key ?? ''), String(value ?? ''))) {
      const messages = byTopic.get(out.topic) ?? [];
      messages.push({ key: out.key, value: JSON.stringify(out.value) });
      byTopic.set(out.topic, messages);
    }
  }
  const topicMessages = [...byTopic].map(([topic, messages]) => ({
    topic: `${prefix}${topic}`,
    messages,
  }));
  if (topicMessages.length > 0) await producer.sendBatch({ topicMessages });
  await payload.heartbeat();
};

await producer.connect();
await consumer.connect();
await consumer.subscribe({ topics: inputs.map((name) => prefix + name), fromBeginning: true });
const joined = new Promise<void>((done) => {
  consumer.on('consumer.group_join', () => done());
});
await consumer.run({ eachBatch: answer, partitionsConsumedConcurrently: 4 });
await joined;
createServer((request, response) => {
  if (request.url !== '/ledger') {
    response.end('ready\n');
    return;
  }
  for (const line of shop.books()) response.write(`${line}\n`);
  response.end();
}).listen(Number(wanted('PORT')), '127.0.0.1');
process.once('SIGTERM', () => {
  void Promise.all([consumer.disconnect(), producer.disconnect()]).then(() => process.exit(0));
});
