import { anyNumber, expectNothingKept, expectProblem } from './bad-input.fixture.js';
import type { BadRequest } from './bad-input.fixture.js';
import { DocumentedClient } from './documented-client.fixture.js';
import { startedBackend } from './backend.fixture.js';
import type { RunningBackend } from './backend.fixture.js';
import { orderInputExample } from './docs/examples.js';
let backend: RunningBackend;
let api: DocumentedClient;

beforeAll(async () => {
  backend = await startedBackend();
  api = await DocumentedClient.of(backend.address);
});
afterAll(() => backend.stop());

const badQueries: readonly BadRequest[] = [
  ['an unknown filter', '/v1/orders?colour=red', {}, 400, 'parameter_invalid', 'colour'],
  ['an unknown lifecycle', '/v1/orders?lifecycle=done', {}, 400, 'parameter_invalid', 'lifecycle'],
  ['a filter twice', '/v1/orders?sku=a&sku=b', {}, 400, 'parameter_invalid', 'sku'],
  ['a page too large', '/v1/orders?limit=501', {}, 400, 'parameter_invalid', 'limit'],
  ['no cursor of ours', '/v1/orders?cursor=abc', {}, 400, 'cursor_invalid', 'cursor'],
  ['no time', '/v1/orders?placedFrom=yesterday', {}, 400, 'parameter_invalid', 'placedFrom'],
  ['no token', `/v1/orders/${anyNumber}?after=abc`, {}, 400, 'token_invalid', 'after'],
  ['a token of no partition', '/v1/settled?after=orders.99.1', {}, 400, 'token_invalid', 'after'],
  ['a wait that is no time', '/v1/settled?wait=ever', {}, 400, 'parameter_invalid', 'wait'],
  ['a parameter where there is none', '/v1/counters?x=1', {}, 400, 'parameter_invalid', 'x'],
  ['a parameter where there is none', '/v1/status?x=1', {}, 400, 'parameter_invalid', 'x'],
  ['a path that is no UTF-8', '/v1/orders/%FF', {}, 400, 'bad_url', 'path'],
];

describe('what cannot be read is answered with a problem that names the field', () => {
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
      `/v1/orders/${anyNumber}/reserve-again`,
      { lines: '1' },
      { field: 'lines', expected: 'a list', got: '1' },
    ],
    [`/v1/orders/${anyNumber}/shipments`, [], { field: 'body', expected: 'an object', got: '[]' }],
    [
      `/v1/orders/${anyNumber}/shipments`,
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

  test('nothing of all this was kept', () => expectNothingKept(api));
});
