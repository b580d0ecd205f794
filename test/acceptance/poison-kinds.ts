/** What arrives on a topic and cannot be a message: each kind with the reason that it must get. */
import type { LogRecord } from '#ports';

export interface Poison {
  readonly name: string;
  /** Made of a good record that places an order. */
  readonly spoil: (good: LogRecord) => LogRecord;
  readonly code: string;
  readonly field: string;
  /** The field as HTTP names it; undefined: only a log can carry this kind. */
  readonly httpField?: string;
  /** What was wrong is left behind by a re-drive: the copy has an id of ours and no origin. */
  readonly isMendedByRedrive?: boolean;
}

type Json = Record<string, unknown>;

const withValue =
  (value: string | Uint8Array | null): Poison['spoil'] =>
  (good) => ({ ...good, value: typeof value === 'string' ? Buffer.from(value) : value });

const withHeaders =
  (changed: Readonly<Record<string, string | undefined>>): Poison['spoil'] =>
  ({ headers, ...good }) => ({
    ...good,
    headers: Object.fromEntries(
      Object.entries({ ...headers, ...changed }).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value]],
      ),
    ),
  });

const dataOf = ({ value }: LogRecord): Json =>
  JSON.parse(Buffer.from(value ?? []).toString('utf8')) as Json;

/** The order inside the data: in the channel's form the data itself, in the inbox's its `body`. */
const withOrder =
  (change: (order: Json, data: Json) => void): Poison['spoil'] =>
  (good) => {
    const data = dataOf(good);
    change((data['body'] ?? data) as Json, data);
    return { ...good, value: Buffer.from(JSON.stringify(data)) };
  };

const withLine = (changed: Json): Poison['spoil'] =>
  withOrder((order) => {
    const [line] = order['lines'] as readonly Json[];
    order['lines'] = [{ ...line, ...changed }];
  });

const structured =
  (changed: Json): Poison['spoil'] =>
  (good) => ({
    ...good,
    headers: { 'content-type': 'application/cloudevents+json' },
    value: Buffer.from(
      JSON.stringify({
        specversion: '1.0',
        id: 'structured',
        source: '/partner',
        type: 'oms.order.place',
        data: dataOf(good),
        ...changed,
      }),
    ),
  });

const deep = `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`;
const invalidUtf8 = Uint8Array.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]);

/** Bodies that are no order at all. */
const bodies = (order: string): readonly Poison[] => [
  {
    name: 'bad JSON',
    code: 'bad_json',
    httpField: 'body',
    field: 'body',
    spoil: withValue('{"channel": web}'),
  },
  {
    name: 'JSON cut off',
    code: 'bad_json',
    httpField: 'body',
    field: 'body',
    spoil: withValue('{"channel":'),
  },
  { name: '0 bytes', code: 'empty_body', httpField: 'body', field: 'body', spoil: withValue('') },
  {
    name: 'no value at all',
    code: 'empty_body',
    httpField: 'body',
    field: 'body',
    spoil: withValue(null),
  },
  {
    name: '1,000,000 bytes',
    code: 'schema_invalid',
    httpField: 'colour',
    field: `${order}colour`,
    spoil: (good) =>
      withOrder((body) => {
        const rest = (good.value?.byteLength ?? 0) + '"colour":"",'.length;
        body['colour'] = 'x'.repeat(1_000_000 - rest);
      })(good),
  },
  {
    name: 'deep nesting',
    code: 'too_deep',
    httpField: 'body',
    field: 'body',
    spoil: withValue(deep),
  },
  {
    name: 'invalid UTF-8',
    code: 'bad_json',
    httpField: 'body',
    field: 'body',
    spoil: withValue(invalidUtf8),
  },
  {
    name: 'a list',
    code: 'schema_invalid',
    httpField: 'body',
    field: 'body',
    spoil: withValue('[]'),
  },
];

/** Headers that do not say what the body is, or say it wrong. */
const envelopes = (order: string): readonly Poison[] => [
  {
    name: 'an unknown type',
    code: 'unknown_type',
    field: 'ce_type',
    spoil: withHeaders({ ce_type: 'oms.order.explode' }),
  },
  {
    name: 'a type of the language',
    code: 'unknown_type',
    field: 'ce_type',
    spoil: withHeaders({ ce_type: 'constructor' }),
  },
  {
    name: 'another content type',
    code: 'content_type_unsupported',
    httpField: 'content-type',
    field: 'content-type',
    spoil: withHeaders({ 'content-type': 'application/xml' }),
  },
  {
    name: 'a version of tomorrow',
    code: 'unknown_version',
    field: 'ce_dataschema',
    spoil: ({ headers, ...good }) =>
      withHeaders({ ce_dataschema: (headers['ce_dataschema'] ?? '').replace(/\d+$/, '99') })({
        headers,
        ...good,
      }),
  },
  {
    name: 'no CloudEvent',
    code: 'not_a_cloud_event',
    field: 'ce_specversion',
    spoil: withHeaders({ ce_specversion: undefined }),
  },
  {
    name: 'no id',
    code: 'not_a_cloud_event',
    field: 'ce_id',
    isMendedByRedrive: order !== '',
    spoil: withHeaders({ ce_id: undefined }),
  },
  {
    name: 'a tenant that is a path',
    code: 'tenant_invalid',
    httpField: 'oms-tenant',
    field: 'ce_omstenant',
    spoil: withHeaders({ ce_omstenant: 'a/b' }),
  },
  {
    name: 'a structured event with broken data',
    code: 'schema_invalid',
    field: 'data',
    spoil: structured({ data: 'text' }),
  },
  {
    name: 'a structured event in broken base64',
    code: 'schema_invalid',
    field: 'data_base64',
    spoil: structured({ data: undefined, data_base64: 'e30' }),
  },
];

/** Orders that break the contract in one place. */
const contents = (order: string): readonly Poison[] => [
  {
    name: 'a wrong schema',
    code: 'schema_invalid',
    httpField: 'colour',
    field: `${order}colour`,
    spoil: withOrder((body) => {
      body['colour'] = 'red';
    }),
  },
  {
    name: 'a prototype as a key',
    code: 'schema_invalid',
    httpField: '__proto__',
    field: `${order}__proto__`,
    spoil: (good) =>
      withValue(
        Buffer.from(good.value ?? [])
          .toString('utf8')
          .replace('"currency"', '"__proto__":{"admin":true},"currency"'),
      )(good),
  },
  {
    name: 'a negative quantity',
    code: 'schema_invalid',
    httpField: 'lines[0].quantity',
    field: `${order}lines[0].quantity`,
    spoil: withLine({ quantity: '-2' }),
  },
  {
    name: 'a quantity that is no number',
    code: 'schema_invalid',
    spoil: withLine({ quantity: 'NaN' }),
    httpField: 'lines[0].quantity',
    field: `${order}lines[0].quantity`,
  },
  {
    name: 'a number where text is wanted',
    code: 'schema_invalid',
    spoil: withLine({ quantity: 2 }),
    httpField: 'lines[0].quantity',
    field: `${order}lines[0].quantity`,
  },
  {
    name: 'a day that never comes',
    code: 'schema_invalid',
    httpField: 'placedAt',
    field: `${order}placedAt`,
    spoil: withOrder((body) => {
      body['placedAt'] = '+9999-99-99T25:61:61Z';
    }),
  },
  {
    name: '2,001 lines',
    code: 'schema_invalid',
    httpField: 'lines',
    field: `${order}lines`,
    spoil: withOrder((body) => {
      const [line] = body['lines'] as readonly Json[];
      body['lines'] = Array.from({ length: 2_001 }, (_, at) => ({ ...line, line: `${at + 1}` }));
    }),
  },
  {
    name: 'one line twice',
    code: 'schema_invalid',
    httpField: 'lines[1].line',
    field: `${order}lines[1].line`,
    spoil: withOrder((body) => {
      const [line] = body['lines'] as readonly Json[];
      body['lines'] = [line, line];
    }),
  },
];

/** `order` is where the order's fields stand in the data: '' or 'body.'. */
const everywhere = (order: string): readonly Poison[] => [
  ...bodies(order),
  ...envelopes(order),
  ...contents(order),
];

/** The same order's number with the last character changed. */
const wrongCheck = (number: string): string =>
  `${number.slice(0, -1)}${number.endsWith('0') ? '1' : '0'}`;

/** Of the orders inbox: keyed by the OMS number. */
export const inboxPoison: readonly Poison[] = [
  ...everywhere('body.'),
  { name: 'no key', spoil: (good) => ({ ...good, key: null }), code: 'key_missing', field: 'key' },
  {
    name: 'a wrong number',
    code: 'number_check_failed',
    field: 'key',
    spoil: ({ key, ...good }) =>
      withHeaders({ ce_subject: undefined, ce_omsnumber: undefined })({
        ...good,
        key: wrongCheck(key ?? ''),
      }),
  },
  {
    name: 'no number at all',
    code: 'number_malformed',
    field: 'key',
    spoil: (good) =>
      withHeaders({ ce_subject: undefined, ce_omsnumber: undefined })({ ...good, key: 'order 1' }),
  },
  {
    name: 'the number of another order',
    code: 'key_mismatch',
    field: 'ce_subject',
    spoil: withHeaders({ ce_subject: 'H0VD-3KFX-FA0T-8V' }),
  },
  {
    name: "another tenant's claim",
    code: 'tenant_mismatch',
    field: 'claim.tenant',
    spoil: withHeaders({ ce_omstenant: 'somebody' }),
  },
  {
    name: 'a forged origin',
    code: 'source_invalid',
    field: 'ce_omssource',
    spoil: withHeaders({ ce_omssource: 'me' }),
    isMendedByRedrive: true,
  },
];

/** Of the channel topic, where publishers know nothing of us. */
export const channelPoison: readonly Poison[] = [
  ...everywhere(''),
  {
    name: "another tenant's order",
    code: 'tenant_mismatch',
    field: 'tenant',
    spoil: (good) =>
      withHeaders({ ce_omstenant: 'somebody' })(
        withOrder((_, data) => {
          data['tenant'] = 'acme';
        })(good),
      ),
  },
  {
    name: 'no reference',
    code: 'schema_invalid',
    httpField: 'channelRef',
    field: 'channelRef',
    spoil: withOrder((order) => {
      delete order['channelRef'];
    }),
  },
];
