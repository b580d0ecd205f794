import { startedBackend } from './backend.fixture.js';
import type { RunningBackend } from './backend.fixture.js';
import { DocumentedClient } from './documented-client.fixture.js';
import type { Answer } from './documented-client.fixture.js';

let backend: RunningBackend;
let api: DocumentedClient;

beforeAll(async () => {
  backend = await startedBackend();
  api = await DocumentedClient.of(backend.address);
});
afterAll(() => backend.stop());

const patient = { prefer: 'wait=10' };
const settled = async (): Promise<void> => {
  const { body } = await api.get('/v1/settled?wait=10');
  expect(body).toEqual({ settled: true, waitingFor: [] });
};
/** Ten units of a SKU, and an order of two of them. */
const received = async (sku: string): Promise<object> => {
  await api.post(`/v1/stock/main/${sku}/receipts`, { id: 'r', quantity: '10' }, patient);
  return {
    channel: 'web',
    channelRef: `of-${sku}`,
    currency: 'EUR',
    placedAt: '2026-01-05T10:00:00Z',
    policy: { releaseOn: 'accepted' },
    lines: [{ line: '1', sku, node: 'main', quantity: '2', unitPrice: '9.90' }],
  };
};
const stock = async (sku: string): Promise<Answer['body']> =>
  (await api.get(`/v1/stock/main/${sku}`)).body;
const numbersOf = async (sku: string): Promise<readonly unknown[]> => {
  const { body } = await api.get(`/v1/orders?sku=${sku}`);
  return (body.rows as readonly { readonly omsNumber: string }[]).map(({ omsNumber }) => omsNumber);
};
/** So often at once, each under a key of its own, and once more when the answers are there. */
const often = async (path: string, body: object): Promise<readonly number[]> => {
  const post = (key: string) =>
    api.post(path, body, { ...patient, 'idempotency-key': `repeat-${key}` });
  const first = await Promise.all(['1', '2', '3', '4'].map(post));
  return [...first, await post('5'), await post('5')].map(({ status }) => status);
};

test('two tabs, a retry and the channel’s message are one order and reserve once', async () => {
  const order = await received('tabs');
  const message = {
    key: 'any',
    value: new TextEncoder().encode(JSON.stringify(order)),
    headers: {
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: 'e-1',
      ce_source: '/shop',
      ce_type: 'oms.order.place',
    },
  };
  const [answers] = await Promise.all([
    Promise.all(Array.from({ length: 8 }, () => api.post('/v1/orders', order, patient))),
    backend.log('oms.channels.orders').append(0, [message, message]),
  ]);
  const retry = await api.post('/v1/orders', order, patient);
  await settled();
  const numbers = new Set([...answers, retry].map(({ body }) => body.omsNumber));
  expect([...numbers]).toEqual(await numbersOf('tabs'));
  expect(numbers.size).toBe(1);
  expect([...answers, retry].map(({ status }) => status)).toEqual(Array(9).fill(201));
  expect(await stock('tabs')).toMatchObject({ onHand: '10', available: '8', reserved: '2' });
});

test('a payment told by its webhook and by the way back to the shop counts once', async () => {
  const {
    body: { omsNumber },
  } = await api.post('/v1/orders', await received('paid'), patient);
  const payment = { id: 'tx-1', payment: 'P', status: 'captured', amount: 1980 };
  expect(await often(`/v1/orders/${omsNumber}/payments`, payment)).toEqual(Array(6).fill(200));
  await settled();
  expect((await api.get(`/v1/orders/${omsNumber}`)).body).toMatchObject({
    payment: 'captured',
    payments: [{ payment: 'P', captured: 1980 }],
  });
});

test('a payment without an id counts once for its time', async () => {
  const {
    body: { omsNumber },
  } = await api.post('/v1/orders', await received('timed'), patient);
  const payment = { payment: 'P', status: 'captured', amount: 1980, at: '2026-01-05T10:05:00Z' };
  expect(await often(`/v1/orders/${omsNumber}/payments`, payment)).toEqual(Array(6).fill(200));
  await settled();
  expect((await api.get(`/v1/orders/${omsNumber}`)).body).toMatchObject({
    payments: [{ payment: 'P', captured: 1980 }],
  });
});

test('a cancel told again and again gives its units back once', async () => {
  const {
    body: { omsNumber },
  } = await api.post('/v1/orders', await received('given-up'), patient);
  await settled();
  expect(await stock('given-up')).toMatchObject({ available: '8', reserved: '2' });
  await often(`/v1/orders/${omsNumber}/cancel`, { reason: 'changed my mind' });
  await settled();
  expect(await stock('given-up')).toMatchObject({ onHand: '10', available: '10', reserved: '0' });
});

test('a return told again and again restocks once', async () => {
  const {
    body: { omsNumber },
  } = await api.post('/v1/orders', await received('back'), patient);
  await settled();
  await often(`/v1/shipments/${omsNumber}-S1/dispatch`, { carrier: 'DHL', tracking: 'T' });
  await settled();
  expect(await stock('back')).toMatchObject({ onHand: '8', available: '8', reserved: '0' });
  const back = { id: 'parcel-1', lines: [{ line: '1', quantity: '1' }], disposition: 'restocked' };
  expect(await often(`/v1/orders/${omsNumber}/returns`, back)).toEqual(Array(6).fill(200));
  await settled();
  expect(await stock('back')).toMatchObject({ onHand: '9', available: '9', reserved: '0' });
  expect((await api.get(`/v1/orders/${omsNumber}`)).body).toMatchObject({
    lines: [{ buckets: { restocked: '1', shipped: '1' } }],
  });
});

test('another body under the same reference is told by the link that its post gave', async () => {
  const given = await received('told');
  const {
    body: { omsNumber },
  } = await api.post('/v1/orders', given, patient);
  const other = {
    ...given,
    lines: [{ line: '1', sku: 'told', node: 'main', quantity: '3', unitPrice: '9.90' }],
  };
  const waited = await api.post('/v1/orders', other, patient);
  expect([waited.status, waited.body.code]).toEqual([409, 'place_conflicted']);
  expect(waited.body.errors).toMatchObject([{ field: 'lines.1.quantity' }]);
  for (const _ of ['first', 'again']) {
    const {
      status,
      body: { links, token },
    } = await api.post('/v1/orders', other);
    expect(status).toBe(202);
    const self = `${links.self}&wait=10`;
    const reported = await api.get(self);
    expect([reported.status, reported.body]).toEqual([waited.status, waited.body]);
    const stranger = await api.get(self, { 'oms-tenant': 'other' });
    expect([stranger.status, stranger.body.code]).toEqual([404, 'order_not_found']);
    expect((await api.get(`/v1/settled?after=${token}&wait=10`)).body).toEqual({
      settled: true,
      waitingFor: [],
    });
  }
  expect((await api.get(`/v1/orders/${omsNumber}`)).body).toMatchObject({
    lines: [{ ordered: '2' }],
  });
});

test('the same quantity and price, written otherwise, are the same order', async () => {
  const given = await received('written');
  const {
    body: { omsNumber },
  } = await api.post('/v1/orders', given, patient);
  const other = {
    ...given,
    lines: [{ line: '1', sku: 'written', node: 'main', quantity: '2.0', unitPrice: '9.9' }],
  };
  const again = await api.post('/v1/orders', other, patient);
  expect([again.status, again.body.omsNumber]).toEqual([201, omsNumber]);
  expect(again.body).toMatchObject({ lines: [{ ordered: '2', unitPrice: '9.90' }] });
});

test('each other body is a conflict, also where it differs in personal data alone', async () => {
  const order = await received('names');
  const of = (name: string): Promise<Answer> =>
    api.post('/v1/orders', { ...order, customer: { name } }, patient);
  expect((await of('Ada')).status).toBe(201);
  for (const name of ['Eve', 'Bob', 'Eve']) {
    const { status, body } = await of(name);
    expect([status, body.code]).toEqual([409, 'place_conflicted']);
    expect(body.errors).toEqual([expect.objectContaining({ field: 'customer.name' })]);
  }
  expect((await of('Ada')).status).toBe(201);
});
