/** What a decider refuses, as its caller reads it. Each code is also held against the document. */
import { startedBackend } from './backend.fixture.js';
import type { RunningBackend } from './backend.fixture.js';
import { DocumentedClient } from './documented-client.fixture.js';
import { orderInputExample } from './docs/examples.js';

const patient = { prefer: 'wait=10' };
let backend: RunningBackend;
let api: DocumentedClient;
/** Released to its node, dispatched, and of which the node has two units. */
const numbers = { cancelled: '', dispatched: '', released: '' };

const settled = async (): Promise<void> => {
  const { body } = await api.get('/v1/settled?wait=10');
  expect(body).toMatchObject({ settled: true });
};
const placed = async (channelRef: string): Promise<string> => {
  const policy = { releaseOn: 'accepted' };
  const input = { ...orderInputExample, channelRef, policy };
  const { status, body } = await api.post('/v1/orders', input, patient);
  expect(status).toBe(201);
  return body.omsNumber;
};

beforeAll(async () => {
  backend = await startedBackend();
  api = await DocumentedClient.of(backend.address);
  await api.post('/v1/stock/main/A/receipts', { quantity: '90' }, patient);
  numbers.cancelled = await placed('cancelled');
  numbers.dispatched = await placed('dispatched');
  numbers.released = await placed('released');
  await settled();
  await api.post(`/v1/orders/${numbers.cancelled}/cancel`, { reason: 'customer' }, patient);
  await api.post(
    `/v1/shipments/${numbers.dispatched}-S1/dispatch`,
    { carrier: 'dhl', tracking: 'J1' },
    patient,
  );
  await settled();
});
afterAll(() => backend.stop());

const unknown = 'H0VD-3KFX-FA0T-8V';

describe('an order that nobody knows is not found', () => {
  test.each([
    ['hold', { hold: 'fraud', reason: 'odd' }],
    ['release-hold', { hold: 'fraud' }],
    ['resolve', { exception: 'address', reason: 'seen' }],
    ['reserve-again', {}],
  ])('by %s', async (verb, body) => {
    const answer = await api.post(`/v1/orders/${unknown}/${verb}`, body, patient);
    expect(answer.body).toMatchObject({
      status: 404,
      code: 'order_not_found',
      title: 'No order has this number',
      recorded: true,
    });
    expect(answer.status).toBe(404);
    const {
      body: { token },
    } = await api.post(`/v1/orders/${unknown}/${verb}`, body);
    const heard = await api.get(`/v1/orders/${unknown}?after=${token}&wait=10`);
    expect([heard.status, heard.body.code]).toEqual([404, 'order_not_found']);
  });

  test('as another tenant’s is', async () => {
    const answer = await api.post(
      `/v1/orders/${numbers.released}/hold`,
      { hold: 'fraud', reason: 'odd' },
      { ...patient, 'oms-tenant': 'acme' },
    );
    expect([answer.status, answer.body.code]).toEqual([404, 'order_not_found']);
  });
});

type Case = readonly [
  name: string,
  path: () => string,
  body: object,
  status: number,
  code: string,
  errors: object[] | undefined,
];
const order = (name: keyof typeof numbers, verb: string) => () =>
  `/v1/orders/${numbers[name]}/${verb}`;
const parcel =
  (name: keyof typeof numbers, verb: string, ordinal = 1) =>
  () =>
    `/v1/shipments/${numbers[name]}-S${ordinal}/${verb}`;
const handedOver = { carrier: 'dhl', tracking: 'J2' };
const some = (line: string, quantity: string) => ({
  reason: 'damaged',
  lines: [{ line, quantity }],
});

const cases: readonly Case[] = [
  [
    'no such line to cancel',
    order('released', 'cancel'),
    { reason: 'x', lines: [{ line: '1' }, { line: '9' }] },
    422,
    'line_not_found',
    [{ field: 'lines[1].line', detail: 'the order has no line 9' }],
  ],
  [
    'no such line to reserve',
    order('released', 'reserve-again'),
    { lines: ['9'] },
    422,
    'line_not_found',
    [{ field: 'lines[0]', detail: 'the order has no line 9' }],
  ],
  ['nothing rests', order('released', 'reserve-again'), {}, 409, 'nothing_to_reserve', undefined],
  [
    'nothing left to cancel',
    order('dispatched', 'cancel'),
    { reason: 'x' },
    409,
    'nothing_to_cancel',
    undefined,
  ],
  [
    'a closed order to hold',
    order('cancelled', 'hold'),
    { hold: 'fraud', reason: 'x' },
    409,
    'order_closed',
    undefined,
  ],
  [
    'no such hold',
    order('released', 'release-hold'),
    { hold: 'fraud' },
    422,
    'hold_not_found',
    [{ field: 'hold', detail: 'no hold fraud stands' }],
  ],
  [
    'no such exception',
    order('released', 'resolve'),
    { exception: 'bogus', reason: 'x' },
    422,
    'exception_not_found',
    [{ field: 'exception', detail: 'no exception bogus stands' }],
  ],
  [
    'no such shipment',
    parcel('released', 'dispatch', 9),
    handedOver,
    404,
    'shipment_not_found',
    [{ field: 'shipment', detail: expect.stringMatching(/^no shipment .*-S9 is planned$/) }],
  ],
  [
    'a shipment that has left',
    parcel('dispatched', 'dispatch'),
    handedOver,
    422,
    'shipment_already_dispatched',
    [{ field: 'tracking', detail: expect.stringMatching(/left with J1 /) }],
  ],
  [
    'a shipment that was cancelled',
    parcel('cancelled', 'dispatch'),
    handedOver,
    422,
    'shipment_cancelled',
    [{ field: 'shipment', detail: expect.stringMatching(/must not leave$/) }],
  ],
  [
    'more units than are left',
    parcel('released', 'refuse'),
    some('1', '7'),
    422,
    'quantity_exceeded',
    [{ field: 'lines[0].quantity', detail: '2 of line 1 are left' }],
  ],
  [
    'a line that the shipment lacks',
    parcel('released', 'refuse'),
    some('9', '1'),
    422,
    'line_not_found',
    [{ field: 'lines[0].line', detail: expect.stringMatching(/holds no units of line 9$/) }],
  ],
  [
    'more than the ledger counts',
    () => '/v1/stock/main/A/receipts',
    { quantity: '9007199254' },
    422,
    'quantity_too_large',
    [{ field: 'receipts', detail: expect.stringMatching(/^the ledger counts up to/) }],
  ],
];

describe('a refusal says what is wrong with the field, and no form that it has already', () => {
  test.each(cases)('%s', async (_, path, body, status, code, errors) => {
    const answer = await api.post(path(), body, patient);
    expect([answer.status, answer.body.code, answer.body.errors]).toEqual([status, code, errors]);
    expect(answer.body).toMatchObject({ status, title: 'Refused', recorded: true });
    const {
      body: { token },
    } = await api.post(path(), body);
    const heard = await api.get(`/v1/stock/main/A?after=${token}&wait=10`);
    expect(heard.body).toEqual(answer.body);
  });
});
