/** The `cloudevents` package reads what the codec writes, and the codec what the package writes. */
import { CloudEvent, Kafka } from 'cloudevents';
import type { CloudEventV1, KafkaMessage } from 'cloudevents';
import { join } from 'node:path';
import { goldenOfServices, recordOf } from '../test/golden.js';
import { channelCodec } from './channel.js';
import { ordersCodec } from './services/orders.js';

const golden = goldenOfServices(join(__dirname, '../../..'));
const number = 'H0VD-3KFX-FA0T-8V';

const messageOf = (file: (typeof golden)[number]): KafkaMessage => ({
  key: file.key ?? '',
  headers: { ...file.headers },
  value: Buffer.from(JSON.stringify(file.body)),
  body: undefined,
});

const toEvent = (message: KafkaMessage): CloudEventV1<unknown> => {
  const read = Kafka.toEvent(message);
  if (Array.isArray(read)) throw new Error('one event, not a batch');
  return read as CloudEventV1<unknown>;
};

/** As a broker hands it over. */
const landed = (message: KafkaMessage<unknown>, key = number) => {
  const value = typeof message.value === 'string' ? message.value : JSON.stringify(message.value);
  const headers = Object.fromEntries(
    Object.entries(message.headers).flatMap(([name, text]) =>
      text === undefined ? [] : [[name, String(text)]],
    ),
  );
  return { key, headers, value: Buffer.from(value), offset: 7, time: 0 };
};

describe('what the codec writes', () => {
  test.each(golden.map((file) => [`${file.type}.v${file.version}`, file] as const))(
    '%s is a valid CloudEvent with its data and extensions',
    (_, file) => {
      const read = toEvent(messageOf(file));
      const { key: _key, ...rest } = { key: file.key, ...file.headers };
      const attributes = Object.fromEntries(
        Object.entries(rest)
          .filter(([name]) => name.startsWith('ce_') && name !== 'ce_time')
          .map(([name, value]) => [name.slice(3), value]),
      );
      expect(new CloudEvent({ ...read }).validate()).toBe(true);
      expect(read).toMatchObject({ ...attributes, datacontenttype: 'application/json' });
      expect(read.data).toEqual(file.body);
    },
  );

  test('its time is the time of the decision', () => {
    const file = golden.find(({ type }) => type === 'order.placed');
    if (file === undefined) throw new Error('no golden file');
    expect(toEvent(messageOf(file)).time).toBe('2026-01-05T10:00:02.125Z');
  });
});

describe('what the package writes', () => {
  const cancel = new CloudEvent({
    id: 'c-1',
    source: '/crm',
    type: 'oms.order.cancel',
    subject: number,
    omstenant: 'acme',
    datacontenttype: 'application/json',
    data: { reason: 'customer' },
  });
  const expected = {
    key: number,
    tenant: 'acme',
    number,
    id: 'c-1',
    from: '/crm',
    command: { type: 'order.cancel', data: { id: 'c-1', reason: 'customer' } },
  };

  test('binary, into the inbox', () => {
    expect(ordersCodec.decodeCommand(landed(Kafka.binary(cancel)))).toEqual(expected);
  });

  test('structured, into the inbox', () => {
    expect(ordersCodec.decodeCommand(landed(Kafka.structured(cancel)))).toEqual(expected);
  });

  const upstream = new CloudEvent({
    id: 'e-9',
    source: 'https://shop.example',
    type: 'oms.order.cancel',
    datacontenttype: 'application/json',
    data: { channel: 'web', channelRef: 'R-1', id: 'x', reason: 'customer' },
  });
  /** The package encodes bytes so. */
  const encoded = new CloudEvent({
    ...upstream.toJSON(),
    data: Uint8Array.from(Buffer.from(JSON.stringify(upstream.data))),
  });
  test('bytes are structured as data_base64', () => {
    const { value } = landed(Kafka.structured(encoded));
    expect(JSON.parse(value.toString())).toHaveProperty('data_base64');
  });

  test.each([
    ['binary', Kafka.binary(upstream)],
    ['structured', Kafka.structured(upstream)],
    ['structured, in base64', Kafka.structured(encoded)],
  ])('%s, into the channel topic', (_, message) => {
    expect(channelCodec.decode(landed(message, 'any key'))).toEqual({
      claim: { tenant: 'default', channel: 'web', channelRef: 'R-1' },
      id: 'e-9',
      from: 'https://shop.example',
      command: { type: 'order.cancel', data: { id: 'x', reason: 'customer' } },
    });
  });
});

test('a golden record of the inbox stays readable when it is structured', () => {
  const file = golden.find(({ type }) => type === 'order.place');
  if (file === undefined) throw new Error('no golden file');
  const structured = Kafka.structured(new CloudEvent({ ...toEvent(messageOf(file)) }));
  expect(ordersCodec.decodeCommand(landed(structured))).toEqual(
    ordersCodec.decodeCommand(recordOf(file)),
  );
});
