import { join } from 'node:path';
import type { Message } from '#kernel';
import { bodyBytes, goldenIn, goldenOfServices, recordOf } from '../test/golden.js';
import type { Golden } from '../test/golden.js';
import { isUndecodable } from './body.js';
import { versionOf } from './catalogue/entry.js';
import type { Catalogue } from './catalogue/entry.js';
import { logEvents } from './catalogue/log.js';
import { channelCodec, channelMessages } from './channel.js';
import { contractOf } from './contract.js';
import type {
  EventEnvelope,
  InboxEnvelope,
  LogEvent,
  ServiceCodec,
  TermOpened,
} from './envelope.js';
import { serviceCodec } from './service-codec.js';
import { orders, ordersCodec } from './services/orders.js';
import { vocabularies } from './services.js';
import { breachOf } from './validation.js';

const folder = join(__dirname, '../golden');
const golden = goldenOfServices(join(__dirname, '../../..'));
const channels = goldenIn(join(folder, 'channels'));
/** Of channel messages: they bear what their publisher calls its record. */
const origins = goldenIn(join(folder, 'origins'));

const catalogue: Catalogue = Object.assign(
  {},
  logEvents,
  ...vocabularies.flatMap(({ commands, events }) => [commands, events]),
);
const expectedNames = (messages: Catalogue): string[] =>
  Object.entries(messages)
    .flatMap(([type, entry]) =>
      Array.from({ length: versionOf(entry) }, (_, at) => `${type}.v${at + 1}`),
    )
    .toSorted();
const namesOf = (files: readonly Golden[]): string[] =>
  files.map(({ type, version }) => `${type}.v${version}`).toSorted();

const codecs = new Map(
  vocabularies.map((each) => [each.service, serviceCodec<Message, Message>(each)] as const),
);
const serviceOf = ({ topic }: Golden): string => topic.split('.')[1] ?? '';
const codecOf = (file: Golden): ServiceCodec<Message, Message> =>
  codecs.get(serviceOf(file)) ?? serviceCodec<Message, Message>(orders);
const isInbox = ({ topic }: Golden): boolean => topic.endsWith('.inbox');

/** Written anew by the codec of its own service. */
const encoded = (file: Golden) => again(codecOf(file), file);
const isTerm = (read: object): read is TermOpened => 'type' in read;
const again = (codec: ServiceCodec<Message, Message>, file: Golden) => {
  const record = recordOf(file);
  if (isInbox(file)) {
    const read = codec.decodeCommand(record);
    if (isUndecodable(read)) throw new Error(JSON.stringify(read));
    return codec.encodeCommand(read);
  }
  const read = codec.decodeEvent(record);
  return isTerm(read)
    ? codec.encodeTerm(serviceOf(file), 3, read.data, Date.parse(file.headers.ce_time ?? ''))
    : codec.encodeEvent(read);
};

const messageOf = (
  read: InboxEnvelope | EventEnvelope<Message | LogEvent> | TermOpened,
): Message => {
  if (isTerm(read)) return read;
  return 'event' in read ? read.event : read.command;
};

describe('golden files', () => {
  test('there is one for every version of every message, and none besides', () => {
    expect(namesOf(golden)).toEqual(expectedNames(catalogue));
    expect(namesOf(channels)).toEqual(expectedNames(channelMessages));
  });

  test.each(golden.map((file) => [`${file.type}.v${file.version}`, file] as const))(
    '%s decodes to the newest form',
    (_, file) => {
      const codec = codecOf(file);
      const record = recordOf(file);
      const read = isInbox(file) ? codec.decodeCommand(record) : codec.decodeEvent(record);
      if (isUndecodable(read)) throw new Error(JSON.stringify(read));
      const { type, data } = messageOf(read);
      const schema = catalogue[file.type]?.data;
      expect(type).toBe(file.type);
      expect(schema?.parse(data)).toEqual(data);
    },
  );

  const newest = golden.filter(({ type, version }) => {
    const entry = catalogue[type];
    return entry !== undefined && version === versionOf(entry);
  });
  test.each(newest.map((file) => [`${file.type}.v${file.version}`, file] as const))(
    '%s is written as the same bytes again',
    (_, file) => {
      const { key, headers, value } = encoded(file);
      expect({ key, headers }).toEqual({ key: file.key, headers: file.headers });
      expect(Buffer.from(value ?? []).equals(bodyBytes(file))).toBe(true);
    },
  );

  test.each(newest.map((file) => [`${file.type}.v${file.version}`, file] as const))(
    '%s is as its JSON Schema says, and nothing besides',
    (_, file) => {
      const entry = catalogue[file.type];
      if (entry === undefined) throw new Error('no such type');
      const contract = contractOf(file.type, entry);
      expect(breachOf(contract, file.body)).toBeUndefined();
      expect(breachOf(contract, { ...file.body, colour: 'red' })).toMatchObject({
        error: { code: 'schema_invalid', field: 'colour' },
      });
    },
  );

  test.each(channels.map((file) => [file.type, file] as const))(
    '%s of the channel topic is read',
    (type, file) => {
      expect(channelCodec.decode(recordOf(file))).toMatchObject({
        claim: { tenant: 'acme', channel: 'web', channelRef: 'R-1' },
        placedAt: '2026-01-05T10:00:00Z',
        command: { type },
      });
    },
  );
});

test.each(origins.map((file) => [file.type, file] as const))(
  '%s tells its origin, and is written as the same bytes again',
  (_, file) => {
    const read = isInbox(file)
      ? ordersCodec.decodeCommand(recordOf(file))
      : ordersCodec.decodeEvent(recordOf(file));
    expect(read).toMatchObject({ origin: { id: '7f1c', from: 'https://shop.example/orders' } });
    const { key, headers, value } = encoded(file);
    expect({ key, headers }).toEqual({ key: file.key, headers: file.headers });
    expect(Buffer.from(value ?? []).equals(bodyBytes(file))).toBe(true);
  },
);

describe('a payment recorded before an order could have several', () => {
  test('is named by its fact', () => {
    const file = golden.find(({ type, version }) => type === 'payment.recorded' && version === 1);
    if (file === undefined) throw new Error('no golden file');
    expect(ordersCodec.decodeEvent(recordOf(file))).toMatchObject({
      event: {
        type: 'payment.recorded',
        data: {
          id: 'capture:1',
          payment: 'capture:1',
          status: 'captured',
          amount: 2470,
          at: '2026-01-05T10:00:01Z',
        },
      },
    });
  });
});
