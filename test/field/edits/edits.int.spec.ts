/** What people change of an order before its goods go. */
import { lineOf, onAccount, Shop } from '../shop.js';
import { bucketsOf, exceptionsOf, fieldsOf } from './fields.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(async () => {
  await shop.close();
});

const edit = (number: string, body: object) => shop.post(`/v1/orders/${number}/edit`, body);

describe('an edit', () => {
  test('changes address and quantity, and tells the price difference as data', async () => {
    const number = await shop.place([lineOf('e-1', '2')], { shipTo: { street: 'Old 1' } });
    const { status, body } = await edit(number, {
      version: 1,
      reason: 'the customer called',
      shipTo: { street: 'New 2' },
      lines: [{ line: '1', quantity: '3' }],
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      version: 2,
      shipTo: { street: 'New 2' },
      total: 3000,
      changes: [
        {
          by: 'client',
          reason: 'the customer called',
          total: { before: 2000, after: 3000, difference: 1000 },
          fields: [
            { field: 'shipTo.street', first: '', other: '' },
            { field: 'lines.1.quantity', first: '2', other: '3' },
          ],
        },
      ],
    });
    expect(bucketsOf(await shop.order(number))).toEqual([{ backordered: '3' }]);
    expect(await shop.stock('e-1')).toMatchObject({ backordered: '3', reserved: '0' });
  });

  test('of a line with 3 of 10 units released changes the other 7', async () => {
    await shop.receive('e-2', '3');
    const number = await shop.place([lineOf('e-2', '10')], onAccount);
    const refused = await edit(number, {
      version: 1,
      lines: [{ line: '1', quantity: '2', unitPrice: '9.00' }],
    });
    expect(refused.status).toBe(409);
    expect(fieldsOf(refused.body)).toEqual(['lines[0].quantity', 'lines[0].unitPrice']);
    const { body } = await edit(number, { version: 1, lines: [{ line: '1', quantity: '5' }] });
    const buckets = { released: '3', backordered: '2', cancelled: '5' };
    expect(body).toMatchObject({ lines: [{ ordered: '10', dropped: '5', buckets, total: 5000 }] });
    expect(await shop.stock('e-2')).toMatchObject({ reserved: '3', backordered: '2' });
  });

  test('adds a line, removes one that is reserved, and the units are free again', async () => {
    await shop.receive('e-3', '4');
    const number = await shop.place([lineOf('e-3', '4'), lineOf('e-3b')]);
    const { status, body } = await edit(number, {
      version: 1,
      lines: [
        { line: '1', remove: true },
        { line: 'gift', ...lineOf('e-3', '1', '5.00') },
      ],
    });
    expect([status, body.total]).toEqual([200, 1500]);
    const after = await shop.order(number);
    expect(bucketsOf(after)).toEqual([{ cancelled: '4' }, { backordered: '1' }, { reserved: '1' }]);
    expect(await shop.stock('e-3')).toMatchObject({ reserved: '1', available: '3' });
  });

  test('raises the quantity of a backordered line, and what comes fills it', async () => {
    const number = await shop.place([lineOf('e-4', '2')]);
    await edit(number, { version: 1, lines: [{ line: '1', quantity: '5' }] });
    await shop.receive('e-4', '4');
    expect(bucketsOf(await shop.order(number))).toEqual([{ reserved: '4', backordered: '1' }]);
  });

  test('moves a line to another node after a refusal, there and back', async () => {
    await shop.receive('e-5', '2');
    await shop.receive('e-5', '2', 'north');
    const number = await shop.place([lineOf('e-5', '2')], onAccount);
    await shop.post(`/v1/shipments/${number}-S1/refuse`, { reason: 'no room' });
    expect(exceptionsOf(await shop.order(number))).toEqual(['node-refused']);
    const { status } = await edit(number, { version: 1, lines: [{ line: '1', node: 'north' }] });
    expect(status).toBe(200);
    const moved = await shop.order(number);
    expect([bucketsOf(moved), exceptionsOf(moved)]).toEqual([[{ released: '2' }], []]);
    expect(await shop.stock('e-5')).toMatchObject({ reserved: '0', available: '2' });
    expect(await shop.stock('e-5', 'north')).toMatchObject({ reserved: '2' });
    await shop.post(`/v1/shipments/${number}-S2/refuse`, { reason: 'closed' });
    await edit(number, { version: 2, lines: [{ line: '1', node: 'main' }] });
    expect(await shop.stock('e-5')).toMatchObject({ reserved: '2', available: '0' });
    expect(await shop.stock('e-5', 'north')).toMatchObject({ reserved: '0', available: '2' });
  });

  test('at a version that is over says what has changed since', async () => {
    const number = await shop.place([lineOf('e-6', '10')]);
    await shop.post(`/v1/orders/${number}/cancel`, {
      reason: 'fewer',
      lines: [{ line: '1', quantity: '3' }],
    });
    const { status, body } = await edit(number, {
      version: 1,
      lines: [{ line: '1', quantity: '12' }],
    });
    expect([status, body.code]).toEqual([409, 'version_conflict']);
    expect(body.errors).toEqual([
      { field: 'version', expected: '2, where the order stands' },
      { field: 'lines.1.quantity', detail: 'was "10", is "7" since version 2' },
    ]);
    expect(bucketsOf(await shop.order(number))).toEqual([{ backordered: '7', cancelled: '3' }]);
  });

  test('under the same id counts once, and another one under it is told so', async () => {
    const number = await shop.place([lineOf('e-7')]);
    const once = { id: 'x', version: 1, lines: [{ line: '1', quantity: '2' }] };
    expect(await edit(number, once)).toMatchObject({ status: 200, body: { version: 2 } });
    expect(await edit(number, once)).toMatchObject({
      status: 200,
      body: { version: 2, outcome: 'unchanged' },
    });
    const other = { id: 'x', version: 2, lines: [{ line: '1', quantity: '3' }] };
    expect(await edit(number, other)).toMatchObject({
      status: 409,
      body: { code: 'id_conflict', errors: [{ field: 'lines' }, { field: 'version' }] },
    });
    // However many edits come in between.
    for (let version = 2; version < 23; version += 1) {
      await edit(number, { version, notes: `note ${version}` });
    }
    expect(await edit(number, once)).toMatchObject({ status: 200, body: { outcome: 'unchanged' } });
    expect(await edit(number, other)).toMatchObject({ status: 409, body: { code: 'id_conflict' } });
  });

  test('moves the payment deadline and the promise', async () => {
    const number = await shop.place([lineOf('e-8')], {
      promise: '2999-01-01',
      policy: { paymentDeadline: '2998-01-01T00:00:00Z' },
    });
    const { body } = await edit(number, {
      version: 1,
      promise: '2999-02-01',
      policy: { paymentDeadline: '2998-02-01T00:00:00Z' },
    });
    expect(body).toMatchObject({
      promise: '2999-02-01',
      policy: { paymentDeadline: '2998-02-01T00:00:00Z' },
    });
    const over = await edit(number, {
      version: 2,
      policy: { paymentDeadline: '2020-01-01T00:00:00Z' },
    });
    expect(over.status).toBe(200);
  });

  test('of an address when all is released says why not; for the rest it holds', async () => {
    await shop.receive('e-9', '1');
    const all = await shop.place([lineOf('e-9')], { ...onAccount, shipTo: { street: 'Old 1' } });
    const refused = await edit(all, { version: 1, shipTo: { street: 'New 2' } });
    expect([refused.status, fieldsOf(refused.body)]).toEqual([409, ['shipTo']]);
    await shop.receive('e-10', '1');
    const part = await shop.place([lineOf('e-10', '2')], {
      ...onAccount,
      shipTo: { street: 'Old 1' },
    });
    const { status } = await edit(part, { version: 1, shipTo: { street: 'New 2' } });
    expect(status).toBe(200);
    const after = await shop.order(part);
    expect(after).toMatchObject({
      shipTo: { street: 'New 2' },
      shipments: [{ shipTo: { street: 'Old 1' } }],
    });
    expect(exceptionsOf(after)).toEqual(['old-address']);
    await shop.post(`/v1/shipments/${part}-S1/refuse`, { reason: 'old address' });
    expect(exceptionsOf(await shop.order(part))).toEqual(['node-refused']);
  });

  test('that lowers the total below what was captured tells that a refund is due', async () => {
    const number = await shop.place([lineOf('e-12', '2')]);
    await shop.post(`/v1/orders/${number}/payments`, {
      id: 'c',
      payment: 'p',
      status: 'captured',
      amount: 2000,
    });
    const { body } = await edit(number, { version: 1, lines: [{ line: '1', quantity: '1' }] });
    expect(body).toMatchObject({ total: 1000, owed: 1000 });
    expect(exceptionsOf(body)).toContain('refund-due');
    await edit(number, { version: 2, lines: [{ line: '1', quantity: '2' }] });
    const after = await shop.order(number);
    expect(after).toMatchObject({ total: 2000, owed: 2000 });
    expect(exceptionsOf(after)).toEqual([]);
  });

  test('and a cancel at once end with what one of the two orders of them gives', async () => {
    for (let round = 0; round < 4; round += 1) {
      const number = await shop.place([lineOf(`e-13-${round}`, '4')]);
      const [edited] = await Promise.all([
        edit(number, { version: 1, lines: [{ line: '1', quantity: '6' }] }),
        shop.post(`/v1/orders/${number}/cancel`, { reason: 'over' }),
      ]);
      const ordered = edited.status === 200 ? '6' : '4';
      expect(await shop.order(number)).toMatchObject({
        lifecycle: 'cancelled',
        lines: [{ ordered, buckets: { cancelled: ordered } }],
      });
      expect(await shop.stock(`e-13-${round}`)).toMatchObject({ backordered: '0', reserved: '0' });
    }
  });

  test('of what is not there or not complete says so by field', async () => {
    const number = await shop.place([lineOf('e-11')]);
    const unknown = await edit(number, { version: 1, lines: [{ line: '9', remove: true }] });
    expect([unknown.status, unknown.body.code]).toEqual([422, 'line_not_found']);
    const half = await edit(number, { version: 1, lines: [{ line: '9', sku: 'x' }] });
    expect([half.status, fieldsOf(half.body)]).toEqual([
      422,
      ['lines[0].node', 'lines[0].quantity', 'lines[0].unitPrice'],
    ]);
    const mixed = await edit(number, {
      version: 1,
      lines: [{ line: '1', remove: true, sku: 'x' }],
    });
    expect(mixed.status).toBe(400);
    await shop.post(`/v1/orders/${number}/cancel`, { reason: 'over' });
    const closed = await edit(number, { version: 2, promise: '2999-01-01' });
    expect([closed.status, closed.body.code]).toEqual([409, 'order_closed']);
  });
});
