import { daysAgo } from '../days.js';
import { lineOf, onAccount, Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

const order = (change: object, more: object = {}) => ({
  channel: 'web',
  channelRef: 'T',
  currency: 'EUR',
  ...onAccount,
  lines: [{ ...lineOf('A'), ...change }],
  ...more,
});
const complaint = async (body: object): Promise<unknown> =>
  (await shop.post('/v1/orders', body)).body;

describe('what went wrong is told', () => {
  it('by what came in place of a decimal', async () => {
    expect(await complaint(order({ quantity: 2 }))).toMatchObject({
      errors: [
        {
          field: 'lines[0].quantity',
          expected: expect.stringContaining('such as "2"'),
          got: 'the number 2',
        },
      ],
    });
  });

  it.each([
    ['unitPrice', '99999999999', 'larger than 9999999999.99999999'],
    ['unitPrice', '1.123456789', '9 digits behind the point'],
    ['unitPrice', '01.5', 'a zero too many'],
    ['quantity', '9999999999', 'larger than 9007199254.740991'],
    ['quantity', '0.1234567', '7 digits behind the point'],
  ])('by the bound that a decimal breaks: %s %s', async (field, text, words) => {
    expect(await complaint(order({ [field]: text }))).toMatchObject({
      errors: [{ field: `lines[0].${field}`, expected: expect.stringContaining(words), got: text }],
    });
  });

  it('once, where several checks say the same', async () => {
    const number = await shop.place([lineOf('A')]);
    const { status, body } = await shop.post(`/v1/orders/${number}/payments`, {
      payment: 'p',
      status: 'captured',
      amount: 1e20,
    });
    expect(status).toBe(400);
    expect(body.errors).toHaveLength(1);
  });

  it.each(['/v1/stock/main/', '/v1/orders/', '/v1/references/', '/v1/stock/main'])(
    'by the path that nothing answers: %s',
    async (path) => {
      const { status, body } = await shop.api.get(path);
      expect([status, body.code]).toEqual([404, 'not_found']);
    },
  );

  it('where more is cancelled than a line has, and nothing is cancelled', async () => {
    const number = await shop.place([lineOf('A', '1')]);
    const { status, body } = await shop.post(`/v1/orders/${number}/cancel`, {
      reason: 'typed',
      lines: [{ line: '1', quantity: '5' }],
    });
    expect({ status, body }).toMatchObject({
      status: 422,
      body: {
        code: 'quantity_exceeded',
        errors: [{ field: 'lines[0].quantity', detail: 'line 1 has 1' }],
      },
    });
    expect(await shop.order(number)).toMatchObject({
      lifecycle: 'accepted',
      attention: { exceptions: [] },
    });
  });

  it('where an exception stands on a line and none is named', async () => {
    await shop.receive('twice', '1');
    const number = await shop.place([lineOf('twice')], onAccount);
    await shop.post(`/v1/shipments/${number}-S1/dispatch`, {});
    await shop.post(`/v1/orders/${number}/returns`, {
      id: 'r',
      lines: [{ line: '1', quantity: '2' }],
    });
    const resolve = (more: object) =>
      shop.post(`/v1/orders/${number}/resolve`, {
        exception: 'over-return',
        reason: 'seen',
        ...more,
      });
    expect(await resolve({})).toMatchObject({
      status: 422,
      body: { detail: 'over-return stands on line 1: name it', errors: [{ field: 'line' }] },
    });
    expect((await resolve({ line: '1' })).status).toBe(200);
  });

  it('by the field as the body has it, and a shipment is read as people write it', async () => {
    await shop.receive('spelled', '1');
    const number = await shop.place([lineOf('spelled')], onAccount);
    const other = await shop.place([lineOf('spelled')]);
    const dispatch = (shipment: string) =>
      shop.post(`/v1/orders/${number}/shipments`, {
        kind: 'dispatch',
        id: 'd',
        at: daysAgo(1, 1),
        shipment,
      });
    expect(await dispatch(`${other}-S1`)).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'shipment' }] },
    });
    expect(await dispatch('the first')).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'shipment', expected: expect.stringContaining('then -S1') }] },
    });
    expect((await dispatch(` ${number.toLowerCase().replaceAll('-', ' ')} s1 `)).status).toBe(200);
    expect(await shop.order(number)).toMatchObject({ lines: [{ buckets: { shipped: '1' } }] });
  });

  it('by the fact that names what the order does not have', async () => {
    const number = await shop.place([lineOf('A')]);
    await shop.post(`/v1/orders/${number}/shipments`, {
      kind: 'dispatch',
      id: 'stray',
      at: daysAgo(1, 1),
      lines: [{ line: '9', quantity: '1' }],
    });
    expect(await shop.order(number)).toMatchObject({
      attention: {
        exceptions: [{ type: 'fact-unmatched', reason: expect.stringContaining('dispatch stray') }],
      },
    });
  });

  it.each([
    ['dispatch', {}],
    ['scan', { status: 'in_transit' }],
  ])('by the %s that names a node from which nothing of the order goes', async (kind, more) => {
    const number = await shop.place([lineOf('A')]);
    await shop.post(`/v1/orders/${number}/shipments`, {
      kind,
      id: 'elsewhere',
      at: daysAgo(1, 1),
      node: 'north',
      ...more,
    });
    expect(await shop.order(number)).toMatchObject({
      lines: [{ buckets: { backordered: '1' } }],
      attention: {
        exceptions: [{ type: 'fact-unmatched', reason: expect.stringContaining('the node north') }],
      },
    });
  });

  it('in our words where some of it has left', async () => {
    await shop.receive('gone', '3');
    const number = await shop.place([lineOf('gone', '3')], onAccount);
    await shop.post(`/v1/orders/${number}/shipments`, {
      kind: 'dispatch',
      id: 'd',
      at: daysAgo(1, 1),
    });
    await shop.post(`/v1/orders/${number}/returns`, {
      id: 'r',
      lines: [{ line: '1', quantity: '1' }],
    });
    const { channelRef } = await shop.order(number);
    const row = {
      kind: 'channel',
      id: 'late',
      reference: { tenant: 'default', channel: 'web', channelRef },
      message: {
        type: 'order.cancel',
        data: { reason: 'changed my mind', lines: [{ line: '1', quantity: '5' }] },
      },
    };
    await shop.api.send('POST', '/v1/bulk', {
      raw: JSON.stringify(row),
      headers: { 'content-type': 'application/x-ndjson' },
    });
    await shop.settled();
    expect(await shop.order(number)).toMatchObject({
      attention: {
        exceptions: [
          { type: 'cancel-refused', reason: expect.stringContaining('not cancelled: 5 of line 1') },
        ],
      },
    });
  });
});

describe('an order for a node where nobody has registered stock', () => {
  it('says so in its answer, and shows it until there is some', async () => {
    await shop.receive('known', '5');
    const { status, body } = await shop.post(
      '/v1/orders',
      order(
        {},
        {
          channelRef: 'W',
          lines: [
            lineOf('known'),
            lineOf('A', '1', '1.00', { node: 'mian' }),
            lineOf('B', '1', '1.00', { node: 'mian' }),
            lineOf('unseen'),
          ],
        },
      ),
    );
    expect(status).toBe(201);
    const warnings = [
      {
        code: 'node_without_stock',
        node: 'mian',
        lines: ['2', '3'],
        detail: 'no stock was ever registered at the node mian',
      },
    ];
    expect(body.warnings).toEqual(warnings);
    const number = body.omsNumber as string;
    // A second order does not make a node of it.
    await shop.place([lineOf('A', '1', '1.00', { node: 'mian' })]);
    expect((await shop.order(number)).warnings).toEqual(warnings);
    await shop.receive('other', '1', 'mian');
    expect((await shop.order(number)).warnings).toBeUndefined();
  });
});
