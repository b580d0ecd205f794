import { startedBackend } from './backend.fixture.js';
import type { RunningBackend } from './backend.fixture.js';
import { DocumentedClient } from './documented-client.fixture.js';
import type { Answer, Asked } from './documented-client.fixture.js';
import { orderInputExample } from './docs/examples.js';

let backend: RunningBackend;
let api: DocumentedClient;

beforeAll(async () => {
  backend = await startedBackend();
  api = await DocumentedClient.of(backend.address);
});
afterAll(() => backend.stop());

const number = 'H0VD-3KFX-FA0T-8V';
const line = orderInputExample.lines[0];
const withLine = (changes: object) => ({ ...orderInputExample, lines: [{ ...line, ...changes }] });
const ndjson = { 'content-type': 'application/x-ndjson' };
const deep = `${'['.repeat(40)}${']'.repeat(40)}`;

type Bad = readonly [
  name: string,
  path: string,
  asked: Asked,
  status: number,
  code: string,
  field: string,
];

const badOrders: readonly Bad[] = [
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
    { body: { ...orderInputExample, lines: [line, line] } },
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
        lines: Array.from({ length: 2_001 }, (_, at) => ({ ...line, line: `${at}` })),
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
  ...['/v1/orders/bulk', '/v1/bulk'].flatMap((path): readonly Bad[] => [
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
    `/v1/orders/${number}/hold`,
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
const badActions: readonly Bad[] = [
  [
    'no number',
    '/v1/orders/abc/cancel',
    { body: { reason: 'x' } },
    400,
    'number_malformed',
    'number',
  ],
  [
    'a wrong check',
    '/v1/orders/H0VD-3KFX-FA0T-8W/cancel',
    { body: { reason: 'x' } },
    400,
    'number_check_failed',
    'number',
  ],
  ['no reason', `/v1/orders/${number}/cancel`, { body: {} }, 400, 'schema_invalid', 'reason'],
  [
    'a fraction of a cent',
    `/v1/orders/${number}/payments`,
    { body: { payment: 'P', status: 'captured', amount: 1.5 } },
    400,
    'schema_invalid',
    'amount',
  ],
  [
    'an unknown status',
    `/v1/orders/${number}/payments`,
    { body: { payment: 'P', status: 'paid', amount: 1 } },
    400,
    'schema_invalid',
    'status',
  ],
  [
    'a correction without a reason',
    `/v1/orders/${number}/shipments`,
    { body: { kind: 'scan', at: '2026-01-01T00:00:00Z', status: 'lost', corrects: 's' } },
    400,
    'schema_invalid',
    'reason',
  ],
  [
    'a shipment of another order',
    `/v1/orders/${number}/shipments`,
    { body: { kind: 'dispatch', at: '2026-01-01T00:00:00Z', shipment: 'C4BH-WF4H-MBX3-K7-S1' } },
    400,
    'schema_invalid',
    'shipment',
  ],
  [
    'no shipment id',
    `/v1/shipments/${number}/refuse`,
    { body: { reason: 'x' } },
    400,
    'number_malformed',
    'id',
  ],
  [
    'a return as shipment',
    `/v1/shipments/${number}-R1/refuse`,
    { body: { reason: 'x' } },
    400,
    'number_malformed',
    'id',
  ],
  [
    'a shipment with a wrong check',
    '/v1/shipments/H0VD-3KFX-FA0T-8W-S1/refuse',
    { body: { reason: 'x' } },
    400,
    'number_check_failed',
    'id',
  ],
  [
    'a receipt without quantity',
    '/v1/stock/main/A/receipts',
    { body: {} },
    400,
    'schema_invalid',
    'quantity',
  ],
  [
    'an adjustment by nothing',
    '/v1/stock/main/A/adjustments',
    { body: { quantity: '0', reason: 'x' } },
    400,
    'schema_invalid',
    'quantity',
  ],
  [
    'a negative count',
    '/v1/stock/main/A/counts',
    { body: { counted: '-1' } },
    400,
    'schema_invalid',
    'counted',
  ],
  [
    'a return without reason',
    '/v1/stock/main/A/returns',
    { body: { quantity: '1' } },
    400,
    'schema_invalid',
    'reason',
  ],
  [
    'a return for a number with a wrong check',
    '/v1/stock/main/A/returns',
    { body: { quantity: '1', reason: 'x', order: 'h0vd3kfxfa0t8w' } },
    400,
    'number_check_failed',
    'order',
  ],
  [
    'a return for no number',
    '/v1/stock/main/A/returns',
    { body: { quantity: '1', reason: 'x', order: 'R-1' } },
    400,
    'number_malformed',
    'order',
  ],
  [
    'a node that is a path',
    '/v1/stock/a%2Fb/A/counts',
    { body: { counted: '1' } },
    400,
    'parameter_invalid',
    'node',
  ],
  [
    'a SKU with control characters',
    '/v1/stock/main/A%00/counts',
    { body: { counted: '1' } },
    400,
    'parameter_invalid',
    'sku',
  ],
];
const badQueries: readonly Bad[] = [
  ['an unknown filter', '/v1/orders?colour=red', {}, 400, 'parameter_invalid', 'colour'],
  ['an unknown lifecycle', '/v1/orders?lifecycle=done', {}, 400, 'parameter_invalid', 'lifecycle'],
  ['a filter twice', '/v1/orders?sku=a&sku=b', {}, 400, 'parameter_invalid', 'sku'],
  ['a page too large', '/v1/orders?limit=501', {}, 400, 'parameter_invalid', 'limit'],
  ['no cursor of ours', '/v1/orders?cursor=abc', {}, 400, 'cursor_invalid', 'cursor'],
  ['no time', '/v1/orders?placedFrom=yesterday', {}, 400, 'parameter_invalid', 'placedFrom'],
  ['no token', `/v1/orders/${number}?after=abc`, {}, 400, 'token_invalid', 'after'],
  ['a token of no partition', '/v1/settled?after=orders.99.1', {}, 400, 'token_invalid', 'after'],
  ['a wait that is no time', '/v1/settled?wait=ever', {}, 400, 'parameter_invalid', 'wait'],
  ['a parameter where there is none', '/v1/counters?x=1', {}, 400, 'parameter_invalid', 'x'],
  ['a parameter where there is none', '/v1/status?x=1', {}, 400, 'parameter_invalid', 'x'],
  ['a path that is no UTF-8', '/v1/orders/%FF', {}, 400, 'bad_url', 'path'],
];

const expectProblem = ({ status, headers, body }: Answer, expected: readonly unknown[]): void => {
  const [first] = (body.errors ?? []) as readonly { readonly field: string }[];
  expect([status, body.code, first?.field]).toEqual(expected);
  expect(headers.get('content-type')).toContain('application/problem+json');
  expect(body).toMatchObject({ type: `urn:oms:problem:${String(body.code)}`, status });
};

describe('bad input is answered with a problem that names the field', () => {
  test.each([...badOrders, ...badActions])(
    '%s at %s',
    async (_, path, asked, status, code, field) => {
      expectProblem(await api.send('POST', path, asked), [status, code, field]);
    },
  );

  test.each(badQueries)('%s: %s', async (_, path, asked, status, code, field) => {
    expectProblem(await api.send('GET', path, asked), [status, code, field]);
  });

  test('a syntax error says where it is', async () => {
    const { body } = await api.send('POST', '/v1/orders', { raw: '{\n  "channel": web }' });
    expect(body).toMatchObject({ position: 15, line: 2, column: 14 });
  });

  test.each([
    ['/v1/orders', [], { field: 'body', expected: 'an object', got: '[]' }],
    [
      '/v1/orders',
      { ...orderInputExample, policy: 'none' },
      { field: 'policy', expected: 'an object', got: 'none' },
    ],
    [
      '/v1/orders',
      { ...orderInputExample, lines: {} },
      { field: 'lines', expected: 'a list of lines', got: '{}' },
    ],
    [
      `/v1/orders/${number}/reserve-again`,
      { lines: '1' },
      { field: 'lines', expected: 'a list', got: '1' },
    ],
    [`/v1/orders/${number}/shipments`, [], { field: 'body', expected: 'an object', got: '[]' }],
    [
      `/v1/orders/${number}/shipments`,
      { kind: 'scam' },
      { field: 'kind', expected: 'dispatch or scan', got: 'scam' },
    ],
    [
      '/v1/orders',
      { ...orderInputExample, placedAt: 'today' },
      {
        field: 'placedAt',
        got: 'today',
        expected: 'a time as RFC 3339 with an offset, such as "2026-01-05T10:00:00Z"',
      },
    ],
  ])('%s sent %j says what it expects and what came', async (path, body, error) => {
    const answer = await api.post(path, body);
    expect(answer.body).toMatchObject({
      code: 'schema_invalid',
      detail: `${error.field}: expected ${error.expected}`,
    });
    expect(answer.body.errors).toEqual([error]);
  });

  test.each([
    ['/v1/orders/bulk', 'text/plain', 'application/x-ndjson'],
    ['/v1/bulk', 'application/json', 'application/x-ndjson'],
    ['/v1/orders', 'text/plain', 'application/json'],
    ['/v1/orders', 'application/x-ndjson', 'application/json'],
  ])('%s sent %s says that it takes %s', async (path, media, expected) => {
    const { body } = await api.send('POST', path, {
      raw: '{}',
      headers: { 'content-type': media },
    });
    expect(body).toMatchObject({
      detail: `content-type: expected ${expected}`,
      errors: [{ field: 'content-type', expected, got: media }],
    });
  });

  test('a route without a body does not mind an empty one that calls itself JSON', async () => {
    const asked = { raw: '', headers: { 'content-type': 'application/json' } };
    const redriven = await api.send('POST', '/v1/rejected/orders:0:77/redrive', asked);
    expect([redriven.status, redriven.body.code]).toEqual([404, 'not_found']);
    const resumed = await api.send('POST', '/v1/partitions/orders/0/resume', asked);
    expect([resumed.status, resumed.body.code]).toEqual([409, 'not_halted']);
  });

  test('nothing of all this was kept', async () => {
    const { body } = await api.get('/v1/counters');
    expect(body).toEqual({ counters: {} });
    expect((await api.get('/v1/rejected')).body).toEqual({ rows: [] });
  });
});
