import { issueNumber } from '#kernel';
import { keysOf, startedBackend } from './backend.fixture.js';
import type { RunningBackend } from './backend.fixture.js';
import { DocumentedClient } from './documented-client.fixture.js';
import type { Answer } from './documented-client.fixture.js';
import { orderInputExample } from './docs/examples.js';

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

let references = 0;
type Input = Omit<typeof orderInputExample, 'channelRef'> & { readonly channelRef: string };
const input = (changes: object = {}): Input => ({
  ...orderInputExample,
  channelRef: `R-${(references += 1)}`,
  ...changes,
});
const lines = (sku: string, quantity = '2', more: object = {}) => ({
  lines: [{ sku, node: 'main', quantity, unitPrice: '9.90', ...more }],
});
const receive = (sku: string, quantity: string): Promise<Answer> =>
  api.post(`/v1/stock/main/${encodeURIComponent(sku)}/receipts`, { quantity }, patient);

/** Places an order, lets everything settle, and gives its number. */
const placed = async (changes: object): Promise<string> => {
  const { status, body } = await api.post('/v1/orders', input(changes), patient);
  expect(status).toBe(201);
  await settled();
  return String(body.omsNumber);
};
const order = async (number: string): Promise<Answer['body']> =>
  (await api.get(`/v1/orders/${number}`)).body;

describe('placing an order', () => {
  test('answers at once with a provisional number and a token to read one’s write', async () => {
    const given = input();
    const { status, body } = await api.post('/v1/orders', given);
    const reference = { tenant: 'default', channel: 'web', channelRef: given.channelRef };
    const number = issueNumber(keysOf(), reference);
    expect([status, body.omsNumber, body.provisional]).toEqual([202, number, true]);
    const read = await api.get(`/v1/orders/${number}?after=${body.token}&wait=10`);
    expect(read.status).toBe(200);
    expect(read.body).toMatchObject({
      omsNumber: number,
      customer: given.customer,
      shipTo: given.shipTo,
      promise: given.promise,
      currency: 'EUR',
      total: 2470,
      charges: given.charges,
    });
  });

  test('that waits answers 201 with the state; the same again the same', async () => {
    const given = input();
    const first = await api.post('/v1/orders', given, patient);
    expect([first.status, first.body.provisional]).toEqual([201, false]);
    expect(first.body).toMatchObject({ channelRef: given.channelRef, lines: [{ ordered: '2' }] });
    expect(first.headers.get('preference-applied')).toBe('wait=10');
    const again = await api.post('/v1/orders', given, { prefer: 'wait=30' });
    expect([again.status, again.body.omsNumber]).toEqual([201, first.body.omsNumber]);
    expect(again.headers.get('preference-applied')).toBe('wait=10');
    const { outcome, events } = first.body;
    expect(again.body).toMatchObject({ outcome, events, provisional: false });
    const unhurried = await api.post('/v1/orders', given);
    expect([unhurried.status, unhurried.body.omsNumber]).toEqual([202, first.body.omsNumber]);
  });

  test('with another body is a conflict each time; the order stands', async () => {
    const given = input();
    const {
      body: { omsNumber },
    } = await api.post('/v1/orders', given, patient);
    const other = { ...given, ...lines('A', '3') };
    for (const _ of [1, 2]) {
      const { status, body } = await api.post('/v1/orders', other, patient);
      expect([status, body.code, body.omsNumber]).toEqual([409, 'place_conflicted', omsNumber]);
      expect(body.errors).toContainEqual(expect.objectContaining({ field: 'lines.1.quantity' }));
    }
    expect(await order(String(omsNumber))).toMatchObject({ lines: [{ ordered: '2' }] });
  });

  test('by 200 buyers at once for the last 100 units reserves exactly 100', async () => {
    await receive('last', '100');
    const buyers = Array.from({ length: 200 }, (_, at) =>
      input({ ...lines('last', '1', { onShortage: at % 2 === 0 ? 'backorder' : 'refuse' }) }),
    );
    const answers = await Promise.all(buyers.map((each) => api.post('/v1/orders', each, patient)));
    expect(answers.every(({ status }) => status === 201)).toBe(true);
    await settled();
    const {
      body: { rows },
    } = await api.get('/v1/orders?sku=last&limit=500');
    const found = rows as { readonly lifecycle: string; readonly fulfilment: string }[];
    const count = (name: string) => found.filter(({ fulfilment }) => fulfilment === name).length;
    expect([found.length, count('reserved')]).toEqual([200, 100]);
    expect(
      count('backordered') + found.filter(({ lifecycle }) => lifecycle === 'rejected').length,
    ).toBe(100);
    const stock = await api.get('/v1/stock/main/last');
    expect(stock.body).toMatchObject({ available: '0', reserved: '100', onHand: '100' });
  });

  test('with two lines on one SKU, by 40 buyers at once, sells no unit twice', async () => {
    await receive('pair', '30');
    const line = { sku: 'pair', node: 'main', quantity: '1', unitPrice: '9.90' };
    await Promise.all(
      Array.from({ length: 40 }, () =>
        api.post('/v1/orders', input({ lines: [line, line] }), patient),
      ),
    );
    await settled();
    const {
      body: { rows },
    } = await api.get('/v1/orders?sku=pair&limit=500');
    const units = (rows as { lines: { buckets: Record<string, string> }[] }[]).flatMap(
      ({ lines: each }) => each.map(({ buckets }) => JSON.stringify(buckets)),
    );
    expect(units.filter((each) => each === '{"reserved":"1"}')).toHaveLength(30);
    expect(units.filter((each) => each === '{"backordered":"1"}')).toHaveLength(50);
    expect((await api.get('/v1/stock/main/pair')).body).toMatchObject({
      onHand: '30',
      available: '0',
      reserved: '30',
      backordered: '50',
    });
  });
});

describe('an order on its way', () => {
  test('is paid, shipped, scanned, and tells its story in the order of time', async () => {
    await receive('way', '2');
    const number = await placed(lines('way'));
    const pay = { payment: 'P', status: 'captured', amount: 2470 };
    expect((await api.post(`/v1/orders/${number}/payments`, pay, patient)).status).toBe(200);
    await settled();
    expect(await order(number)).toMatchObject({
      lifecycle: 'in_fulfilment',
      payment: 'captured',
      payments: [{ payment: 'P', captured: 2470 }],
    });
    const shipment = `/v1/shipments/${number}-S1`;
    const sent = await api.post(
      `${shipment}/dispatch`,
      { carrier: 'DHL', tracking: 'T1' },
      patient,
    );
    expect([sent.status, sent.body.status]).toEqual([200, 'dispatched']);
    const scan = { status: 'in_transit', at: '2030-01-01T10:00:00+02:00', location: 'Hub' };
    expect((await api.post(`${shipment}/scans`, scan, patient)).body).toMatchObject({
      shipment: `${number}-S1`,
      status: 'in_transit',
    });
    await api.post(
      `${shipment}/scans`,
      { status: 'delivered', at: '2030-01-02T10:00:00Z' },
      patient,
    );
    await settled();
    expect(await order(number)).toMatchObject({ lifecycle: 'completed', fulfilment: 'delivered' });
    const { body } = await api.get(`/v1/orders/${number}/timeline`);
    const entries = body.entries as { readonly at: string; readonly type: string }[];
    const times = entries.map(({ at }) => Date.parse(at));
    expect(times).toEqual(times.toSorted((one, other) => one - other));
    expect(entries.map(({ type }) => type)).toEqual(
      expect.arrayContaining([
        'order.placed',
        'line.reserved',
        'line.released',
        'line.shipped',
        'carrier.scan',
      ]),
    );
    const back = { lines: [{ line: '1', quantity: '1' }], disposition: 'restocked' };
    expect((await api.post(`/v1/orders/${number}/returns`, back, patient)).status).toBe(200);
    await settled();
    expect(await order(number)).toMatchObject({ fulfilment: 'partially_returned' });
  });

  test('goes in as many parcels as it needs, each with its own number and tracking', async () => {
    await receive('split', '2');
    const number = await placed({ ...lines('split', '3'), policy: { releaseOn: 'accepted' } });
    await receive('split', '5');
    await settled();
    for (const [shipment, carrier] of [
      ['S1', 'DHL'],
      ['S2', 'UPS'],
    ]) {
      const sent = { carrier, tracking: `T-${shipment}` };
      const { body } = await api.post(
        `/v1/shipments/${number}-${shipment}/dispatch`,
        sent,
        patient,
      );
      const units = [{ line: '1', quantity: shipment === 'S1' ? '2' : '1' }];
      expect(body).toMatchObject({ shipment: `${number}-${shipment}`, ...sent, lines: units });
    }
    const scan = { status: 'delivered', at: '2030-01-02T10:00:00Z' };
    await api.post(`/v1/shipments/${number}-S2/scans`, scan, patient);
    await settled();
    expect(await order(number)).toMatchObject({
      fulfilment: 'partially_delivered',
      lines: [{ buckets: { shipped: '2', delivered: '1' } }],
      shipments: [
        { status: 'dispatched', tracking: 'T-S1' },
        { status: 'delivered', tracking: 'T-S2', deliveredAt: scan.at },
      ],
    });
    expect((await api.get('/v1/references/T-S2')).body.orders).toEqual([
      expect.objectContaining({ omsNumber: number }),
    ]);
    const {
      body: { entries },
    } = await api.get(`/v1/orders/${number}/timeline`);
    expect(entries).toEqual(
      expect.arrayContaining(
        ['S1', 'S2'].map((each) =>
          expect.objectContaining({
            type: 'carrier.dispatch',
            data: expect.objectContaining({ shipment: `${number}-${each}`, tracking: `T-${each}` }),
          }),
        ),
      ),
    );
  });

  test('takes a dispatch that somebody else made, by order', async () => {
    await receive('other', '2');
    const number = await placed({ ...lines('other'), policy: { releaseOn: 'dispatch' } });
    const fact = { kind: 'dispatch', at: '2026-01-06T08:00:00Z', node: 'main', carrier: 'UPS' };
    expect((await api.post(`/v1/orders/${number}/shipments`, fact, patient)).status).toBe(200);
    await settled();
    expect(await order(number)).toMatchObject({
      fulfilment: 'shipped',
      shipments: [{ id: `${number}-S1`, carrier: 'UPS' }],
    });
  });

  test('is held, released, and refuses to release a hold that does not stand', async () => {
    const number = await placed(lines('held'));
    const hold = { hold: 'fraud', reason: 'looks odd' };
    const held = await api.post(`/v1/orders/${number}/hold`, hold, patient);
    expect([held.status, held.body.attention]).toEqual([
      200,
      expect.objectContaining({ holds: ['fraud'], holdReasons: { fraud: 'looks odd' } }),
    ]);
    const released = await api.post(
      `/v1/orders/${number}/release-hold`,
      { hold: 'fraud' },
      patient,
    );
    expect(released.body.attention).toMatchObject({ holds: [] });
    const refused = await api.post(`/v1/orders/${number}/release-hold`, { hold: 'fraud' }, patient);
    expect([refused.status, refused.body.code]).toEqual([422, 'hold_not_found']);
    expect(refused.body.errors).toMatchObject([{ field: 'hold' }]);
    const { body: later } = await api.post(`/v1/orders/${number}/release-hold`, { hold: 'fraud' });
    const heard = await api.get(`/v1/orders/${number}?after=${later.token}&wait=10`);
    expect([heard.status, heard.body.code, heard.body.recorded]).toEqual([
      422,
      'hold_not_found',
      true,
    ]);
  });

  test('is refused by its node, resolved, reserved again, and cancelled', async () => {
    await receive('refuse', '5');
    const number = await placed({ ...lines('refuse'), policy: { releaseOn: 'accepted' } });
    const refusal = { reason: 'no carrier today' };
    const answer = await api.post(`/v1/shipments/${number}-S1/refuse`, refusal, patient);
    expect(answer.status).toBe(200);
    await settled();
    expect(await order(number)).toMatchObject({
      attention: { exceptions: [{ type: 'node-refused', since: expect.any(String) }] },
    });
    await api.post(`/v1/orders/${number}/reserve-again`, {}, patient);
    const {
      body: { attention },
    } = await api.get(`/v1/orders/${number}`);
    const [standing] = (attention as { exceptions: { type: string; line?: string }[] }).exceptions;
    const resolve = {
      exception: 'node-refused',
      reason: 'seen',
      ...(standing?.line === undefined ? {} : { line: standing.line }),
    };
    const resolved = await api.post(`/v1/orders/${number}/resolve`, resolve, patient);
    expect([200, 422]).toContain(resolved.status);
    await settled();
    const cancelled = await api.post(
      `/v1/orders/${number}/cancel`,
      { reason: 'customer' },
      patient,
    );
    expect(cancelled.status).toBe(200);
    await settled();
    expect(await order(number)).toMatchObject({ lifecycle: 'cancelled' });
    expect((await api.get('/v1/stock/main/refuse')).body).toMatchObject({
      available: '5',
      reserved: '0',
    });
  });

  test('takes one command under one Idempotency-Key, however often it comes', async () => {
    const number = await placed(lines('keyed', '5'));
    const cancel = { reason: 'less', lines: [{ line: '1', quantity: '1' }] };
    const keyed = { ...patient, 'idempotency-key': 'k-1' };
    const first = await api.post(`/v1/orders/${number}/cancel`, cancel, keyed);
    const again = await api.post(`/v1/orders/${number}/cancel`, cancel, keyed);
    expect([first.status, again.status]).toEqual([200, 200]);
    await settled();
    expect(await order(number)).toMatchObject({
      lines: [{ buckets: { cancelled: '1', backordered: '4' } }],
    });
  });
});

describe('reading one’s writes', () => {
  test('a token that the view has not reached answers pending, never older state', async () => {
    const number = await placed(lines('late'));
    const paths = [`/v1/orders/${number}`, `/v1/orders/${number}/timeline`, '/v1/stock/main/late'];
    for (const path of paths) {
      const { status, body } = await api.get(`${path}?after=orders.0.999999&wait=0`);
      expect([status, body.code, body.tokens]).toEqual([202, 'pending', ['orders.0.999999']]);
    }
  });

  test('waits for several tokens of several services', async () => {
    const { body: stock } = await api.post('/v1/stock/main/many/receipts', { quantity: '1' });
    const { body: one } = await api.post('/v1/orders', input());
    const { status } = await api.get(
      `/v1/orders/${one.omsNumber}?after=${one.token}&after=${stock.token}&wait=10`,
    );
    expect(status).toBe(200);
    const rest = await api.get(`/v1/settled?after=${one.token}&after=${stock.token}&wait=10`);
    expect(rest.body).toMatchObject({ settled: true });
  });

  test('an order that never came is 404 after its token, and a wait too short is 202', async () => {
    const { status, body } = await api.get('/v1/orders/H0VD-3KFX-FA0T-8V');
    expect([status, body.code]).toEqual([404, 'order_not_found']);
    const hasty = await api.post('/v1/orders', input(), { prefer: 'wait=0' });
    expect([200, 201, 202]).toContain(hasty.status);
  });
});
