/**
 * The text of docs/kafka.md: prose by hand, and between its markers what the catalogue, the golden
 * files and the programs in test/foreign say.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asyncApi } from '#contracts';
import { serviceNames } from '#services';
import { goldenIn, goldenOfServices } from '../libs/contracts/test/golden.js';
import type { Golden } from '../libs/contracts/test/golden.js';
import { withParts } from './generated-parts.js';

/** What is read of the AsyncAPI document. */
interface Described {
  readonly channels: Readonly<Record<string, Channel>>;
  readonly components: {
    readonly messages: Readonly<Record<string, Reported>>;
    readonly schemas: Readonly<Record<string, Headers>>;
  };
}
interface Channel {
  readonly address: string;
  readonly description: string;
  readonly messages: Readonly<Record<string, { readonly $ref: string }>>;
  readonly bindings: {
    readonly kafka: {
      readonly topicConfiguration: {
        readonly 'retention.ms': number;
        readonly 'max.message.bytes': number;
      };
    };
  };
}
interface Reported {
  readonly name: string;
  readonly summary: string;
  readonly 'x-version': number;
  readonly bindings: { readonly kafka: { readonly key: { readonly description: string } } };
}
interface Headers {
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, { readonly description?: string }>>;
}

const dayMs = 86_400_000;
const mebibyte = 1_048_576;

const row = (...cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
const table = (head: readonly string[], rows: readonly string[]): string =>
  [row(...head), row(...head.map(() => '---')), ...rows].join('\n');

const messagesOf = ({ channels, components }: Described, name: string): readonly Reported[] =>
  Object.values(channels[name]?.messages ?? {}).flatMap(({ $ref }) => {
    const reported = components.messages[$ref.split('/').at(-1) ?? ''];
    return reported === undefined ? [] : [reported];
  });

/** Who writes and who reads it. */
const usersOf = (address: string): readonly [string, string] => {
  const [, service = '', kind = ''] = address.split('.');
  if (service === 'channels') return ['anybody', 'the intake of `orders`'];
  return kind === 'events'
    ? [`the writer of \`${service}\``, 'anybody']
    : [
        `the API, timers${service === 'orders' ? ', the intake of channels' : ''}`,
        `the writer of \`${service}\``,
      ];
};

const topics = (described: Described): string =>
  table(
    ['topic', 'written by', 'read by', 'key', 'kept', 'largest batch'],
    Object.entries(described.channels).map(([name, { address, bindings }]) => {
      const { 'retention.ms': kept, 'max.message.bytes': bytes } =
        bindings.kafka.topicConfiguration;
      const [reported] = messagesOf(described, name);
      return row(
        `\`${address}\``,
        ...usersOf(address),
        reported?.bindings.kafka.key.description ?? '',
        kept < 0 ? 'for ever' : `${kept / dayMs} days`,
        `${bytes / mebibyte} MiB`,
      );
    }),
  );

const headerTable = (described: Described, name: string, example: Golden | undefined): string => {
  const { properties = {}, required = [] } = described.components.schemas[name] ?? {};
  return table(
    ['header', 'always', 'meaning', 'example'],
    Object.entries(properties).map(([header, { description = '' }]) => {
      const shown = example?.headers[header];
      return row(
        `\`${header}\``,
        required.includes(header) ? 'yes' : '',
        description,
        shown === undefined ? '' : `\`${shown}\``,
      );
    }),
  );
};

const types = (described: Described, name: string): string =>
  table(
    ['`ce_type`', 'version', 'meaning'],
    messagesOf(described, name).map(({ name: type, 'x-version': version, summary }) =>
      row(`\`${type}\``, `${version}`, summary),
    ),
  );

const placing = (golden: readonly Golden[]): Golden => {
  const found = golden.find(({ type }) => type === 'order.place');
  if (found === undefined) throw new Error('no golden file of the channel places an order');
  return found;
};

/** Headers, a tab, the key, a tab, the body: as kafka-console-producer.sh reads them. */
const binary = (golden: readonly Golden[]): string => {
  const { headers, body } = placing(golden);
  const text = Object.entries(headers)
    .map(([name, value]) => `${name}:${value}`)
    .join(',');
  return ['```text', `${text}\tany key\t${JSON.stringify(body)}`, '```'].join('\n');
};

const structured = (golden: readonly Golden[]): string => {
  const { headers, body } = placing(golden);
  const attributes = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith('ce_') ? [[name.slice('ce_'.length), value] as const] : [],
  );
  const event = { ...Object.fromEntries(attributes), data: body };
  return [
    '```text',
    `content-type:application/cloudevents+json\tany key\t${JSON.stringify(event)}`,
    '```',
  ].join('\n');
};

/** Lines of a program that a test runs, between `// docs: NAME` and `// docs: end`. */
const excerpt = (source: string, name: string): string => {
  const lines = source.split('\n');
  const from = lines.findIndex((line) => line.trim() === `// docs: ${name}`);
  const to = lines.findIndex((line, at) => at > from && line.trim() === '// docs: end');
  if (from < 0 || to < 0) throw new Error(`the program has no lines named '${name}'`);
  const shown = lines.slice(from + 1, to);
  const indent = Math.min(
    ...shown
      .filter((line) => line.trim() !== '')
      .map((line) => line.length - line.trimStart().length),
  );
  return ['```java', ...shown.map((line) => line.slice(indent)), '```'].join('\n');
};

/** Every generated part by the name of its marker. */
const partsOf = (root: string): ReadonlyMap<string, string> => {
  const folder = join(root, 'libs/contracts/golden');
  const [channels, events, origins] = [
    goldenIn(join(folder, 'channels')),
    goldenOfServices(root),
    goldenIn(join(folder, 'origins')),
  ];
  const described: Described = JSON.parse(JSON.stringify(asyncApi('', [...events, ...channels])));
  const java = (file: string): string => readFileSync(join(root, 'test/foreign', file), 'utf8');
  const placed = origins.find(({ type }) => type === 'order.placed');
  const cancelling = events.find(({ type }) => type === 'order.cancel');
  return new Map([
    ['topics', topics(described)],
    ['channel headers', headerTable(described, 'ChannelHeaders', placing(channels))],
    ['event headers', headerTable(described, 'EventsHeaders', placed)],
    ['inbox headers', headerTable(described, 'InboxHeaders', cancelling)],
    ['channel types', types(described, 'channels-orders')],
    ...serviceNames.map((name) => [`${name} types`, types(described, `${name}-events`)] as const),
    ['binary', binary(channels)],
    ['structured', structured(channels)],
    ['publish in Java', excerpt(java('UpstreamPublisher.java'), 'binary')],
    ['place', excerpt(java('DownstreamConsumer.java'), 'place')],
    ['follow', excerpt(java('DownstreamConsumer.java'), 'follow')],
    ['digest', excerpt(java('ChainDigest.java'), 'digest')],
    ['outcome', excerpt(java('DownstreamConsumer.java'), 'outcome')],
  ]);
};

/** The document with every generated part as it must stand today. */
export const kafkaText = (root: string): string =>
  withParts('docs/kafka.md', readFileSync(join(root, 'docs/kafka.md'), 'utf8'), partsOf(root));
