/** The AsyncAPI 3.0 document of every topic, made from the catalogue. */
import { never } from '#kernel';
import type { Catalogue, Entry } from '../catalogue/entry.js';
import { logEvents } from '../catalogue/log.js';
import { channelMessages } from '../channel.js';
import { jsonContent } from '../cloud-event.js';
import { contractOf } from '../contract.js';
import { vocabularies } from '../services.js';
import type { Vocabulary } from '../service-codec.js';
import { headerSchemas } from './headers.js';
import type { HeaderSchema } from './headers.js';
import { SchemaShelf, schemaRef } from './schemas.js';
import type { Json } from './schemas.js';

/** One stored message, as the golden files have it. */
export interface Example {
  readonly topic: string;
  readonly type: string;
  readonly headers: Json;
  readonly body: Json;
}

type Kind = 'inbox' | 'events' | 'channel';
interface Topic {
  readonly name: string;
  readonly address: string;
  readonly kind: Kind;
  readonly service: string;
  readonly says: string;
  readonly key: string;
  readonly messages: Catalogue;
}

const bindingVersion = '0.5.0';
const dayMs = 86_400_000;
const retention: Readonly<Record<Kind, Json>> = {
  events: { 'cleanup.policy': ['delete'], 'retention.ms': -1, 'max.message.bytes': 8_388_608 },
  inbox: {
    'cleanup.policy': ['delete'],
    'retention.ms': 30 * dayMs,
    'max.message.bytes': 1_048_576,
  },
  channel: {
    'cleanup.policy': ['delete'],
    'retention.ms': 30 * dayMs,
    'max.message.bytes': 1_048_576,
  },
};

const keys = { number: 'the OMS number', stock: '`tenant/node/sku`' };

const topicsOf = ({ service, keyed, commands, events }: Vocabulary): readonly Topic[] => [
  {
    name: `${service}-inbox`,
    address: `oms.${service}.inbox`,
    kind: 'inbox',
    service,
    says: `What ${service} is asked and told: many writers, one reader.`,
    key: keys[keyed],
    messages: commands,
  },
  {
    name: `${service}-events`,
    address: `oms.${service}.events`,
    kind: 'events',
    service,
    says: `What ${service} recorded: one writer, any reader, for ever.`,
    key: keys[keyed],
    messages: { ...events, ...logEvents },
  },
];

const topics: readonly Topic[] = [
  ...vocabularies.flatMap(topicsOf),
  {
    name: 'channels-orders',
    address: 'oms.channels.orders',
    kind: 'channel',
    service: 'orders',
    says: 'For upstream publishers: an order is named by its reference instead of a number.',
    key: 'any',
    messages: channelMessages,
  },
];

/** The channel topic has messages of the same names with other data. */
const messageName = ({ kind }: Topic, type: string): string =>
  kind === 'channel' ? `channel.${type}` : type;
const headersOf = ({ kind }: Topic, type: string): HeaderSchema => {
  if (type === 'log.term-opened') return 'TermHeaders';
  switch (kind) {
    case 'inbox':
      return 'InboxHeaders';
    case 'events':
      return 'EventsHeaders';
    case 'channel':
      return 'ChannelHeaders';
    default:
      return never(kind);
  }
};

const exampleOf = (topic: Topic, type: string, examples: readonly Example[]): Example | undefined =>
  examples.find(
    (example) =>
      example.type === type && (example.topic === topic.address || type.startsWith('log.')),
  );

/** The headers' schemas, each with those of the first of their messages that has an example. */
const headersShown = (examples: readonly Example[]): Json => {
  const shown = topics.flatMap((topic) =>
    Object.keys(topic.messages).flatMap((type) => {
      const found = exampleOf(topic, type, examples);
      return found === undefined ? [] : [[headersOf(topic, type), found.headers] as const];
    }),
  );
  return Object.fromEntries(
    Object.entries(headerSchemas).map(([name, schema]) => {
      const example = shown.find(([of]) => of === name);
      return [name, example === undefined ? schema : { ...schema, examples: [example[1]] }];
    }),
  );
};

const messageOf = (
  topic: Topic,
  type: string,
  entry: Entry,
  shelf: SchemaShelf,
  examples: readonly Example[],
): Json => {
  const { ceType, version } = contractOf(type, entry);
  const example = exampleOf(topic, type, examples);
  return {
    name: ceType,
    title: type,
    summary: entry.says,
    contentType: jsonContent,
    headers: schemaRef(headersOf(topic, type)),
    payload: shelf.shelved(entry.data),
    bindings: { kafka: { key: { type: 'string', description: topic.key }, bindingVersion } },
    'x-version': version,
    ...(example === undefined ? {} : { examples: [{ payload: example.body }] }),
  };
};

const channelOf = (topic: Topic): Json => ({
  address: topic.address,
  description: topic.says,
  messages: Object.fromEntries(
    Object.keys(topic.messages).map((type) => [
      type,
      { $ref: `#/components/messages/${messageName(topic, type)}` },
    ]),
  ),
  bindings: { kafka: { topicConfiguration: retention[topic.kind], bindingVersion } },
});

const verbs: Readonly<Record<Kind, string>> = { inbox: 'takes', events: 'tells', channel: 'hears' };
const operationOf = ({ name, kind, service, messages }: Topic): readonly [string, Json] => [
  `${service}-${verbs[kind]}`,
  {
    action: kind === 'events' ? 'send' : 'receive',
    channel: { $ref: `#/channels/${name}` },
    messages: Object.keys(messages).map((type) => ({
      $ref: `#/channels/${name}/messages/${type}`,
    })),
  },
];

const description = [
  'Every message is a CloudEvent 1.0: in binary mode attributes travel as headers `ce_…` and the',
  'body is the data alone; inboxes and the channel topic take structured mode as well. Quantities',
  'are decimal text, money is whole minor units, times are RFC 3339 in UTC. `x-constraint` ' +
    'names what the',
  'form of a schema cannot say: the description says it in words. Unknown fields are refused. A',
  'change that is more than an optional field raises the version at the end of `ce_dataschema`;',
  'older records stay readable.',
].join(' ');

/** In: the product's version and stored messages as examples. Out: the document as plain data. */
export const asyncApi = (version: string, examples: readonly Example[]): Json => {
  const shelf = new SchemaShelf();
  const messages = topics.flatMap((topic) =>
    Object.entries(topic.messages).map(
      ([type, entry]) =>
        [messageName(topic, type), messageOf(topic, type, entry, shelf, examples)] as const,
    ),
  );
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Throughline',
      version,
      description,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: jsonContent,
    channels: Object.fromEntries(topics.map((topic) => [topic.name, channelOf(topic)])),
    operations: Object.fromEntries(topics.map(operationOf)),
    components: {
      messages: Object.fromEntries(messages),
      schemas: { ...headersShown(examples), ...shelf.definitions },
    },
  };
};
