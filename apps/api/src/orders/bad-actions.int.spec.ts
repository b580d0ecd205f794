import { anyNumber, expectNothingKept, expectProblem } from '../bad-input.fixture.js';
import type { BadRequest } from '../bad-input.fixture.js';
import { DocumentedClient } from '../documented-client.fixture.js';
import { startedBackend } from '../backend.fixture.js';
import type { RunningBackend } from '../backend.fixture.js';
let backend: RunningBackend;
let api: DocumentedClient;

beforeAll(async () => {
  backend = await startedBackend();
  api = await DocumentedClient.of(backend.address);
});
afterAll(() => backend.stop());

const badActions: readonly BadRequest[] = [
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
  ['no reason', `/v1/orders/${anyNumber}/cancel`, { body: {} }, 400, 'schema_invalid', 'reason'],
  [
    'a fraction of a cent',
    `/v1/orders/${anyNumber}/payments`,
    { body: { payment: 'P', status: 'captured', amount: 1.5 } },
    400,
    'schema_invalid',
    'amount',
  ],
  [
    'an unknown status',
    `/v1/orders/${anyNumber}/payments`,
    { body: { payment: 'P', status: 'paid', amount: 1 } },
    400,
    'schema_invalid',
    'status',
  ],
  [
    'a correction without a reason',
    `/v1/orders/${anyNumber}/shipments`,
    { body: { kind: 'scan', at: '2026-01-01T00:00:00Z', status: 'lost', corrects: 's' } },
    400,
    'schema_invalid',
    'reason',
  ],
  [
    'a shipment of another order',
    `/v1/orders/${anyNumber}/shipments`,
    { body: { kind: 'dispatch', at: '2026-01-01T00:00:00Z', shipment: 'C4BH-WF4H-MBX3-K7-S1' } },
    400,
    'schema_invalid',
    'shipment',
  ],
  [
    'no shipment id',
    `/v1/shipments/${anyNumber}/refuse`,
    { body: { reason: 'x' } },
    400,
    'number_malformed',
    'id',
  ],
  [
    'a return as shipment',
    `/v1/shipments/${anyNumber}-R1/refuse`,
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

describe('a command or fact that cannot be read is answered with a problem', () => {
  test.each(badActions)('%s at %s', async (_, path, asked, status, code, field) => {
    expectProblem(await api.send('POST', path, asked), [status, code, field]);
  });

  test('nothing of all this was kept', () => expectNothingKept(api));
});
