/** Poison as only Kafka can carry it, and as the publisher in Java is asked to send it. */
import type { LogRecord } from '#ports';
import { channelPoison, inboxPoison } from '../acceptance/poison/kinds.js';
/** A record as only Kafka can carry it: bytes everywhere, names of headers more than once. */
export interface RawRecord {
  readonly key: Uint8Array | null;
  readonly headers: readonly (readonly [name: string, value: Uint8Array | null])[];
  readonly value: Uint8Array | null;
}

export const raw = ({ key, headers, value }: LogRecord): RawRecord => ({
  key: key === null ? null : Buffer.from(key),
  value,
  headers: Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)] as const),
});
export const lineOf = ({ key, headers, value }: RawRecord, partition: number): string => {
  const text = (bytes: Uint8Array | null): string | null =>
    bytes === null ? null : Buffer.from(bytes).toString('base64');
  return JSON.stringify({
    mode: 'raw',
    id: 'raw',
    partition,
    key: text(key),
    value: text(value),
    headers: headers.map(([name, bytes]) => [name, text(bytes)]),
  });
};

interface RawPoison {
  readonly name: string;
  readonly spoil: (good: RawRecord, record: LogRecord) => RawRecord;
  readonly code: string;
  readonly field: string;
  readonly isMendedByRedrive?: boolean;
}

const notText = Uint8Array.from([0xff, 0xfe, 0x00, 0xc3, 0x28]);
const without = (good: RawRecord, name: string): RawRecord['headers'] =>
  good.headers.filter(([each]) => each !== name);

/** What no text can say: only bytes on a wire. */
const kafkaPoison: readonly RawPoison[] = [
  {
    name: 'nothing at all',
    code: 'empty_body',
    field: 'body',
    spoil: () => ({ key: null, headers: [], value: null }),
  },
  {
    name: 'a type that is not UTF-8',
    code: 'not_a_cloud_event',
    field: 'ce_type',
    spoil: (good) => ({ ...good, headers: [...without(good, 'ce_type'), ['ce_type', notText]] }),
  },
  {
    name: 'a header without a value',
    code: 'not_a_cloud_event',
    field: 'ce_specversion',
    spoil: (good) => ({
      ...good,
      headers: [...without(good, 'ce_specversion'), ['ce_specversion', null]],
    }),
  },
  {
    name: 'a header twice, the last one wrong',
    code: 'unknown_type',
    field: 'ce_type',
    spoil: (good) => ({ ...good, headers: [...good.headers, ['ce_type', Buffer.from('oms.x')]] }),
  },
  {
    name: 'a header of 100,000 bytes',
    code: 'not_a_cloud_event',
    field: 'ce_id',
    isMendedByRedrive: true,
    spoil: (good) => ({
      ...good,
      headers: [...without(good, 'ce_id'), ['ce_id', Buffer.alloc(100_000, 'x')]],
    }),
  },
  {
    name: 'a thousand headers',
    code: 'unknown_type',
    field: 'ce_type',
    spoil: (good) => ({
      ...good,
      headers: [
        ...Array.from({ length: 1_000 }, (_, at) => [`h${at % 7}`, notText] as const),
        ['__proto__', notText],
        ['constructor', notText],
        ['', notText],
        ...without(good, 'ce_type'),
        ['ce_type', Buffer.from('constructor')],
      ],
    }),
  },
];

const named = (kinds: typeof channelPoison): readonly RawPoison[] =>
  kinds.map((kind) => ({ ...kind, spoil: (_, record) => raw(kind.spoil(record)) }));

/** An inbox is keyed by the number; the key of a channel's record means nothing. */
export const inboxKinds: readonly RawPoison[] = [
  ...named(inboxPoison),
  ...kafkaPoison,
  {
    name: 'a key that is not UTF-8',
    code: 'number_malformed',
    field: 'key',
    spoil: (good) => ({
      ...good,
      key: notText,
      headers: good.headers.filter(([name]) => !['ce_subject', 'ce_omsnumber'].includes(name)),
    }),
  },
  {
    name: 'a key of 500,000 bytes',
    code: 'number_malformed',
    field: 'key',
    spoil: (good) => ({
      ...good,
      key: Buffer.alloc(500_000, 'k'),
      headers: good.headers.filter(([name]) => !['ce_subject', 'ce_omsnumber'].includes(name)),
    }),
  },
];
export const channelKinds: readonly RawPoison[] = [
  ...named(channelPoison),
  ...kafkaPoison.map((kind) => ({ ...kind, isMendedByRedrive: false })),
];
