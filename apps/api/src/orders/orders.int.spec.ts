import { ApiShop, linesOf, patient } from '../shop.fixture.js';
let shop: ApiShop;
beforeAll(async () => {
  shop = await ApiShop.open();
});
afterAll(() => shop.close());

describe('an order on its way', () => {
  test('is paid, shipped, scanned, and tells its story in the order of time', async () => {
    await shop.receive('way', '2');
    const number = await shop.placed(linesOf('way'));
    const pay = { payment: 'P', status: 'captured', amount: 2470 };
    expect((await shop.api.post(`/v1/orders/${number}/payments`, pay, patient)).status).toBe(200);
    await shop.settled();
    expect(await shop.order(number)).toMatchObject({
      lifecycle: 'in_fulfilment',
      payment: 'captured',
      payments: [{ payment: 'P', captured: 2470 }],
    });
    const shipment = `/v1/shipments/${number}-S1`;
    const sent = await shop.api.post(
      `${shipment}/dispatch`,
      { carrier: 'DHL', tracking: 'T1' },
      patient,
    );
    expect([sent.status, sent.body.status]).toEqual([200, 'dispatched']);
    const scan = { status: 'in_transit', at: '2030-01-01T10:00:00+02:00', location: 'Hub' };
    expect((await shop.api.post(`${shipment}/scans`, scan, patient)).body).toMatchObject({
      shipment: `${number}-S1`,
      status: 'in_transit',
    });
    await shop.api.post(
      `${shipment}/scans`,
      { status: 'delivered', at: '2030-01-02T10:00:00Z' },
      patient,
    );
    await shop.settled();
    expect(await shop.order(number)).toMatchObject({
      lifecycle: 'completed',
      fulfilment: 'delivered',
    });
    const { body } = await shop.api.get(`/v1/orders/${number}/timeline`);
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
    expect((await shop.api.post(`/v1/orders/${number}/returns`, back, patient)).status).toBe(200);
    await shop.settled();
    expect(await shop.order(number)).toMatchObject({ fulfilment: 'partially_returned' });
  });

  test('goes in as many parcels as it needs, each with its own number and tracking', async () => {
    await shop.receive('split', '2');
    const number = await shop.placed({
      ...linesOf('split', '3'),
      policy: { releaseOn: 'accepted' },
    });
    await shop.receive('split', '5');
    await shop.settled();
    for (const [shipment, carrier] of [
      ['S1', 'DHL'],
      ['S2', 'UPS'],
    ]) {
      const sent = { carrier, tracking: `T-${shipment}` };
      const { body } = await shop.api.post(
        `/v1/shipments/${number}-${shipment}/dispatch`,
        sent,
        patient,
      );
      const units = [{ line: '1', quantity: shipment === 'S1' ? '2' : '1' }];
      expect(body).toMatchObject({ shipment: `${number}-${shipment}`, ...sent, lines: units });
    }
    const scan = { status: 'delivered', at: '2030-01-02T10:00:00Z' };
    await shop.api.post(`/v1/shipments/${number}-S2/scans`, scan, patient);
    await shop.settled();
    expect(await shop.order(number)).toMatchObject({
      fulfilment: 'partially_delivered',
      lines: [{ buckets: { shipped: '2', delivered: '1' } }],
      shipments: [
        { status: 'dispatched', tracking: 'T-S1' },
        { status: 'delivered', tracking: 'T-S2', deliveredAt: scan.at },
      ],
    });
    expect((await shop.api.get('/v1/references/T-S2')).body.orders).toEqual([
      expect.objectContaining({ omsNumber: number }),
    ]);
    const {
      body: { entries },
    } = await shop.api.get(`/v1/orders/${number}/timeline`);
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
    await shop.receive('other', '2');
    const number = await shop.placed({ ...linesOf('other'), policy: { releaseOn: 'dispatch' } });
    const fact = { kind: 'dispatch', at: '2026-01-06T08:00:00Z', node: 'main', carrier: 'UPS' };
    expect((await shop.api.post(`/v1/orders/${number}/shipments`, fact, patient)).status).toBe(200);
    await shop.settled();
    expect(await shop.order(number)).toMatchObject({
      fulfilment: 'shipped',
      shipments: [{ id: `${number}-S1`, carrier: 'UPS' }],
    });
  });

  test('is held, released, and refuses to release a hold that does not stand', async () => {
    const number = await shop.placed(linesOf('held'));
    const hold = { hold: 'fraud', reason: 'looks odd' };
    const held = await shop.api.post(`/v1/orders/${number}/hold`, hold, patient);
    expect([held.status, held.body.attention]).toEqual([
      200,
      expect.objectContaining({ holds: ['fraud'], holdReasons: { fraud: 'looks odd' } }),
    ]);
    const released = await shop.api.post(
      `/v1/orders/${number}/release-hold`,
      { hold: 'fraud' },
      patient,
    );
    expect(released.body.attention).toMatchObject({ holds: [] });
    const refused = await shop.api.post(
      `/v1/orders/${number}/release-hold`,
      { hold: 'fraud' },
      patient,
    );
    expect([refused.status, refused.body.code]).toEqual([422, 'hold_not_found']);
    expect(refused.body.errors).toMatchObject([{ field: 'hold' }]);
    const { body: later } = await shop.api.post(`/v1/orders/${number}/release-hold`, {
      hold: 'fraud',
    });
    const heard = await shop.api.get(`/v1/orders/${number}?after=${later.token}&wait=10`);
    expect([heard.status, heard.body.code, heard.body.recorded]).toEqual([
      422,
      'hold_not_found',
      true,
    ]);
  });

  test('is refused by its node, resolved, reserved again, and cancelled', async () => {
    await shop.receive('refuse', '5');
    const number = await shop.placed({ ...linesOf('refuse'), policy: { releaseOn: 'accepted' } });
    const refusal = { reason: 'no carrier today' };
    const answer = await shop.api.post(`/v1/shipments/${number}-S1/refuse`, refusal, patient);
    expect(answer.status).toBe(200);
    await shop.settled();
    expect(await shop.order(number)).toMatchObject({
      attention: { exceptions: [{ type: 'node-refused', since: expect.any(String) }] },
    });
    await shop.api.post(`/v1/orders/${number}/reserve-again`, {}, patient);
    const {
      body: { attention },
    } = await shop.api.get(`/v1/orders/${number}`);
    const [openException] = (attention as { exceptions: { type: string; line?: string }[] })
      .exceptions;
    const resolve = {
      exception: 'node-refused',
      reason: 'seen',
      ...(openException?.line === undefined ? {} : { line: openException.line }),
    };
    const resolved = await shop.api.post(`/v1/orders/${number}/resolve`, resolve, patient);
    expect([200, 422]).toContain(resolved.status);
    await shop.settled();
    const cancelled = await shop.api.post(
      `/v1/orders/${number}/cancel`,
      { reason: 'customer' },
      patient,
    );
    expect(cancelled.status).toBe(200);
    await shop.settled();
    expect(await shop.order(number)).toMatchObject({ lifecycle: 'cancelled' });
    expect((await shop.api.get('/v1/stock/main/refuse')).body).toMatchObject({
      available: '5',
      reserved: '0',
    });
  });

  test('takes one command under one Idempotency-Key, however often it comes', async () => {
    const number = await shop.placed(linesOf('keyed', '5'));
    const cancel = { reason: 'less', lines: [{ line: '1', quantity: '1' }] };
    const keyed = { ...patient, 'idempotency-key': 'k-1' };
    const first = await shop.api.post(`/v1/orders/${number}/cancel`, cancel, keyed);
    const again = await shop.api.post(`/v1/orders/${number}/cancel`, cancel, keyed);
    expect([first.status, again.status]).toEqual([200, 200]);
    await shop.settled();
    expect(await shop.order(number)).toMatchObject({
      lines: [{ buckets: { cancelled: '1', backordered: '4' } }],
    });
  });
});
