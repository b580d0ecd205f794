/**
 * What nobody of this project would write, as only Kafka can carry it. None of it is made to look
 * like a message between services: who may write into an inbox is trusted that far.
 */
import type { Message, Producer } from 'kafkajs';
import { serviceNames } from '#services';
import type { Dice } from './dice.js';

const notText = Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28]);
const oversized = 900_000;
const deep = 5_000;

const event = (type: string, id: string, more: Message['headers'] = {}): Message['headers'] => ({
  'content-type': 'application/json',
  ce_specversion: '1.0',
  ce_id: id,
  ce_source: '/poison',
  ce_type: type,
  ...more,
});

type Poison = (id: string) => Message;

/** By name; `id` makes it another record each time. */
const poisons: Readonly<Record<string, Poison>> = {
  'nothing at all': () => ({ key: null, value: null }),
  'raw bytes': (id) => ({ key: notText, value: Buffer.concat([notText, Buffer.from(id)]) }),
  'bytes as a body': (id) => ({ key: id, value: notText, headers: event('oms.order.place', id) }),
  'a type that nobody knows': (id) => ({ key: id, value: '{}', headers: event('oms.x', id) }),
  'a type of JavaScript': (id) => ({ key: id, value: '{}', headers: event('constructor', id) }),
  'an event as a command': (id) => ({
    key: id,
    value: '{}',
    headers: event('oms.order.accepted', id),
  }),
  'wrong types in a body': (id) => ({
    key: id,
    value: JSON.stringify({ channel: 7, channelRef: [], lines: 'none', quantity: {} }),
    headers: event('oms.order.place', id),
  }),
  'a stock without a quantity': (id) => ({
    key: `default/main/${id}`,
    value: '{"receipts":[{"id":null,"quantity":"-1e999"}]}',
    headers: event('oms.stock.receive', id),
  }),
  'half a JSON': (id) => ({ key: id, value: '{"a":[', headers: event('oms.order.place', id) }),
  'a deep JSON': (id) => ({
    key: id,
    value: '['.repeat(deep) + ']'.repeat(deep),
    headers: event('oms.order.place', id),
  }),
  'an oversized body': (id) => ({
    key: id,
    value: Buffer.alloc(oversized, 'x'),
    headers: event('oms.order.place', id),
  }),
  'an oversized header': (id) => ({
    key: id,
    value: '{}',
    headers: event('oms.order.place', 'x'.repeat(oversized / 10)),
  }),
  'an oversized key': (id) => ({
    key: id.padEnd(oversized / 2, 'k'),
    value: '{}',
    headers: event('oms.order.place', id),
  }),
  'structured, of nothing': (id) => ({
    key: id,
    value: 'null',
    headers: { 'content-type': 'application/cloudevents+json' },
  }),
  'structured, of another kind': (id) => ({
    key: id,
    value: JSON.stringify({ specversion: '0.3', id, source: 7, type: null, data: '}' }),
    headers: { 'content-type': 'application/cloudevents+json' },
  }),
};

export const poisonTopics: readonly string[] = [
  ...serviceNames.flatMap((service) => [`oms.${service}.inbox`, `oms.${service}.events`]),
  'oms.channels.orders',
];

/** What was sent and acknowledged, by topic. */
export class Poisoner {
  readonly sent: Record<string, number> = {};
  #at = 0;

  constructor(
    private readonly producer: Producer,
    private readonly dice: Dice,
    private readonly partitions: number,
  ) {}

  /** One piece; where no broker takes it, it is left: there is more. */
  async send(): Promise<void> {
    const { dice } = this;
    const topic = dice.of(poisonTopics);
    const poison = dice.of(Object.values(poisons));
    this.#at += 1;
    const message = {
      ...poison(`poison-${this.#at}`),
      partition: dice.whole(0, this.partitions - 1),
    };
    try {
      await this.producer.send({ topic, messages: [message] });
      this.sent[topic] = (this.sent[topic] ?? 0) + 1;
    } catch {
      // It may stand there all the same: the checker reads what does.
    }
  }
}
