import {
  anyNumber,
  expectNothingKept,
  expectProblem,
  lineExample,
  withLine,
} from '../bad-input.fixture.js';
import type { BadRequest } from '../bad-input.fixture.js';
import { DocumentedClient } from '../documented-client.fixture.js';
import { startedBackend } from '../backend.fixture.js';
import type { RunningBackend } from '../backend.fixture.js';
import { orderInputExample } from '../docs/examples.js';
let backend: RunningBackend;
let api: DocumentedClient;

beforeAll(async () => {
  backend = await startedBackend();
  api = await DocumentedClient.of(backend.address);
});
afterAll(() => backend.stop());

const ndjson = { 'content-type': 'application/x-ndjson' };
const deep = `${'['.repeat(40)}${']'.repeat(40)}`;

const badOrders: readonly BadRequest[] = [
  ['no JSON', '/v1/orders', { raw: '{"channel": web}' }, 400, 'bad_json', 'body'],
  ['JSON cut off', '/v1/orders', { raw: '{"channel":' }, 400, 'bad_json', 'body'],
  ['no UTF-8', '/v1/orders', { raw: Uint8Array.from([0x7b, 0xff, 0x7d]) }, 400, 'bad_json', 'body'],
  ['no body at all', '/v1/orders', {}, 400, 'empty_body', 'body'],
  ['an empty body', '/v1/orders', { raw: '' }, 400, 'empty_body', 'body'],
  ['nesting', '/v1/orders', { raw: deep }, 400, 'too_deep', 'body'],
  [
    'a prototype',
    '/v1/orders',
    { raw: '{"policy":{"__proto__":{"a":1}}}' },
    400,
    'schema_invalid',
    'policy.__proto__',
  ],
  ['a list', '/v1/orders', { body: [] }, 400, 'schema_invalid', 'body'],
  [
    'an unknown field',
    '/v1/orders',
    { body: { ...orderInputExample, colour: 1 } },
    400,
    'schema_invalid',
    'colour',
  ],
  [
    'an unknown field of a line',
    '/v1/orders',
    { body: withLine({ colour: 1 }) },
    400,
    'schema_invalid',
    'lines[0].colour',
  ],
  [
    'no channel',
    '/v1/orders',
    { body: { ...orderInputExample, channel: undefined } },
    400,
    'schema_invalid',
    'channel',
  ],
  [
    'an empty reference',
    '/v1/orders',
    { body: { ...orderInputExample, channelRef: '' } },
    400,
    'schema_invalid',
    'channelRef',
  ],
  [
    'a wrong currency',
    '/v1/orders',
    { body: { ...orderInputExample, currency: 'euro' } },
    400,
    'schema_invalid',
    'currency',
  ],
  [
    'a wrong time',
    '/v1/orders',
    { body: { ...orderInputExample, placedAt: 'today' } },
    400,
    'schema_invalid',
    'placedAt',
  ],
  [
    'a negative quantity',
    '/v1/orders',
    { body: withLine({ quantity: '-1' }) },
    400,
    'schema_invalid',
    'lines[0].quantity',
  ],
  [
    'a number as quantity',
    '/v1/orders',
    { body: withLine({ quantity: 2 }) },
    400,
    'schema_invalid',
    'lines[0].quantity',
  ],
  [
    'a node with a slash',
    '/v1/orders',
    { body: withLine({ node: 'a/b' }) },
    400,
    'schema_invalid',
    'lines[0].node',
  ],
  [
    'no lines and no policy',
    '/v1/orders',
    { body: { ...orderInputExample, policy: {}, lines: [] } },
    400,
    'schema_invalid',
    'lines',
  ],
  [
    'one line twice',
    '/v1/orders',
    { body: { ...orderInputExample, lines: [lineExample, lineExample] } },
    400,
    'schema_invalid',
    'lines[1].line',
  ],
  [
    '2,001 lines',
    '/v1/orders',
    {
      body: {
        ...orderInputExample,
        lines: Array.from({ length: 2_001 }, (_, at) => ({ ...lineExample, line: `${at}` })),
      },
    },
    400,
    'lines_too_many',
    'lines',
  ],
  [
    'more than 1 MiB',
    '/v1/orders',
    { raw: `"${'x'.repeat(1_048_576)}"` },
    413,
    'body_too_large',
    'body',
  ],
  [
    'another media type',
    '/v1/orders',
    { raw: 'a=1', headers: { 'content-type': 'text/plain' } },
    415,
    'unsupported_media_type',
    'content-type',
  ],
  [
    'a stream where one order is wanted',
    '/v1/orders',
    { raw: '{}', headers: ndjson },
    415,
    'unsupported_media_type',
    'content-type',
  ],
  [
    'one order where a stream is wanted',
    '/v1/orders/bulk',
    { body: orderInputExample },
    415,
    'unsupported_media_type',
    'content-type',
  ],
  ...['/v1/orders/bulk', '/v1/bulk'].flatMap((path): readonly BadRequest[] => [
    [
      'text where a stream is wanted',
      path,
      { raw: 'a=1', headers: { 'content-type': 'text/plain' } },
      415,
      'unsupported_media_type',
      'content-type',
    ],
    [
      'NDJSON that calls itself JSON',
      path,
      { raw: '{"a":1}\n{"a":2}\n', headers: { 'content-type': 'application/json' } },
      415,
      'unsupported_media_type',
      'content-type',
    ],
  ]),
  [
    'a wait that is no time',
    '/v1/orders',
    { body: orderInputExample, headers: { prefer: 'wait=long' } },
    400,
    'parameter_invalid',
    'prefer',
  ],
  [
    'an odd Idempotency-Key',
    `/v1/orders/${anyNumber}/hold`,
    { body: { hold: 'a', reason: 'b' }, headers: { 'idempotency-key': 'a b' } },
    400,
    'parameter_invalid',
    'idempotency-key',
  ],
  [
    'a tenant with a slash',
    '/v1/orders',
    { body: orderInputExample, headers: { 'oms-tenant': 'a/b' } },
    400,
    'tenant_invalid',
    'oms-tenant',
  ],
];

describe('an order that cannot be read is answered with a problem that names the field', () => {
  test.each(badOrders)('%s at %s', async (_, path, asked, status, code, field) => {
    expectProblem(await api.send('POST', path, asked), [status, code, field]);
  });

  test('nothing of all this was kept', () => expectNothingKept(api));
});
