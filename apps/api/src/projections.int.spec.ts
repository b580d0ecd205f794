import { startedBackend } from './backend.fixture.js';
import type { RunningBackend } from './backend.fixture.js';
import { DocumentedClient } from './documented-client.fixture.js';

const order = {
  channel: 'web',
  currency: 'EUR',
  lines: [{ sku: 'A', node: 'main', quantity: '1', unitPrice: '1.00' }],
};
const wait = { prefer: 'wait=5' };

const lastOf = (text: string): unknown => JSON.parse(text.trim().split('\n').at(-1) ?? '');

describe('a projection is built anew by the process that serves it', () => {
  let running: RunningBackend;
  let api: DocumentedClient;
  beforeAll(async () => {
    running = await startedBackend();
    api = await DocumentedClient.of(running.address);
    await api.post('/v1/orders', { ...order, channelRef: 'R-1' }, wait);
  });
  afterAll(() => running.stop());

  const build = async (path: string): Promise<unknown> => {
    const { status, headers, text } = await api.post(`/v1/projections/${path}`, undefined);
    expect([status, headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
    return lastOf(text);
  };

  test('has nothing to go back to before that', async () => {
    expect(await build('order/roll-back')).toEqual({
      error: {
        code: 'not_rebuilt',
        detail: expect.stringMatching(/^no earlier generation of orders is kept/),
      },
    });
  });

  test('and answers all the time, with what comes meanwhile', async () => {
    const placed = await Promise.all([
      build('timeline/rebuild'),
      ...['R-2', 'R-3'].map(async (channelRef) => {
        const { status, body } = await api.post('/v1/orders', { ...order, channelRef }, wait);
        expect(status).toBe(201);
        expect(await api.get(`/v1/orders/${body.omsNumber}`)).toMatchObject({ status: 200 });
      }),
    ]);
    expect(placed[0]).toEqual({
      projection: 'timeline',
      from: 1,
      to: 2,
      records: expect.any(Number),
    });
    const { body } = await api.get('/v1/orders');
    expect(body.rows).toHaveLength(3);
  });

  test('and back', async () => {
    expect(await build('order/roll-back')).toMatchObject({ projection: 'order', from: 2, to: 1 });
    const { body } = await api.get('/v1/orders');
    expect(body.rows).toHaveLength(3);
  });

  test('one that does not exist is named, with those there are', async () => {
    expect(await api.post('/v1/projections/customer/rebuild', undefined)).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'projection', expected: 'order, timeline, stock, shipment' }] },
    });
  });
});

test('where the views are followed elsewhere, says what to call', async () => {
  const running = await startedBackend({
    gatewayOver: ({ rebuilding: _elsewhere, ...gateway }) => gateway,
  });
  const url = `${running.address}/v1/projections/order/rebuild`;
  const answer = await fetch(url, { method: 'POST' });
  expect(answer.status).toBe(501);
  expect(await answer.json()).toMatchObject({
    code: 'workers_elsewhere',
    detail: expect.stringContaining('oms rebuild order --brokers'),
  });
  await running.stop();
});
