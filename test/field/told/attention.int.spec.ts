import type { Body } from '../../../apps/api/src/documented-client.fixture.js';
import { keysOf } from '../../../apps/api/src/backend.fixture.js';
import { issueNumber } from '#kernel';
import { lineOf, onAccount, Shop } from '../shop.js';

/** What people must look at stands in one list, each once, until it is dealt with. */
let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly since: string;
  readonly code: string;
  readonly about: Readonly<Record<string, string>>;
  readonly href: string;
  readonly facts?: readonly object[];
  readonly links: Readonly<Record<string, string>>;
}

const tenantOf = (name: string) => ({ 'oms-tenant': name });

/** The whole list of a tenant; each test speaks for its own. */
const listed = async (tenant: string, query = ''): Promise<readonly Row[]> => {
  const { status, body, text } = await shop.api.get(
    `/v1/attention?limit=500${query}`,
    tenantOf(tenant),
  );
  expect([status, text]).toEqual([200, text]);
  return body.rows as readonly Row[];
};

const only = async (tenant: string): Promise<Row> => {
  const rows = await listed(tenant);
  expect(rows.map(({ kind, code }) => `${kind} ${code}`)).toHaveLength(1);
  const [row] = rows as readonly [Row];
  expect((await shop.api.get(`/v1/attention/${row.id}`, tenantOf(tenant))).body).toEqual(row);
  expect((await shop.api.get(row.href, tenantOf(tenant))).status).toBe(200);
  expect(await listed(tenant, `&kind=${row.kind}`)).toEqual([row]);
  return row;
};

const post = async (tenant: string, path: string, body: unknown): Promise<Body> => {
  const answer = await shop.post(path, body, tenantOf(tenant));
  return { ...answer.body, status: answer.status };
};

const dismiss = async (tenant: string, { links }: Row): Promise<void> => {
  const said = await post(tenant, links.dismiss ?? '', { reason: 'looked at' });
  expect(said).toMatchObject({ status: 200 });
};

const orderOf = (channelRef: string, sku: string, more: object = {}) => ({
  channel: 'web',
  channelRef,
  currency: 'EUR',
  lines: [lineOf(sku)],
  ...onAccount,
  ...more,
});
const numberOf = (tenant: string, channelRef: string): string =>
  issueNumber(keysOf(), { tenant, channel: 'web', channelRef }, 0, Date.now());

const place = async (tenant: string, channelRef: string, more: object = {}): Promise<string> => {
  const { status, omsNumber } = await post(tenant, '/v1/orders', orderOf(channelRef, 's', more));
  expect(status).toBe(201);
  return omsNumber as string;
};
const receive = (tenant: string, sku: string, quantity: string): Promise<Body> =>
  post(tenant, `/v1/stock/main/${sku}/receipts`, { quantity });

/** Rows that nobody waits for. */
const bulk = async (tenant: string, rows: readonly object[]): Promise<void> => {
  const { status } = await shop.api.send('POST', '/v1/bulk', {
    raw: rows.map((row) => JSON.stringify(row)).join('\n'),
    headers: { ...tenantOf(tenant), 'content-type': 'application/x-ndjson' },
  });
  expect(status).toBe(200);
  await shop.settled();
};
const bulkFact = (tenant: string, id: string, channelRef: string, data: object) => ({
  kind: 'channel',
  id,
  reference: { tenant, channel: 'web', channelRef },
  message: { type: 'order.record-payment', data },
});
const paid = (id: string, amount: number) => ({ id, payment: id, status: 'captured', amount });

describe('an exception of an order', () => {
  it('stands once, and ends as it is resolved', async () => {
    await receive('t1', 's', '9');
    const number = await place('t1', 'A');
    await bulk('t1', [
      {
        kind: 'channel',
        id: 'x',
        reference: { tenant: 't1', channel: 'web', channelRef: 'A' },
        message: { type: 'order.raise-exception', data: { exception: 'odd', reason: 'it is odd' } },
      },
    ]);
    const row = await only('t1');
    expect(row).toMatchObject({
      kind: 'exception',
      code: 'odd',
      detail: 'it is odd',
      about: { omsNumber: number, channel: 'web', channelRef: 'A' },
      href: `/v1/orders/${number}`,
      links: { resolve: `/v1/orders/${number}/resolve` },
    });
    const refused = await post('t1', `/v1/attention/${row.id}/dismiss`, { reason: 'no' });
    expect(refused).toMatchObject({ status: 409, code: 'not_dismissible' });
    await post('t1', row.links.resolve ?? '', { exception: 'odd', reason: 'seen' });
    expect(await listed('t1')).toEqual([]);
    expect((await shop.api.get(`/v1/attention/${row.id}`, tenantOf('t1'))).status).toBe(404);
  });

  it('of a changed order is not a conflict as well, and ends as the books agree', async () => {
    await receive('t2', 's', '9');
    const number = await place('t2', 'A');
    expect(await post('t2', '/v1/orders', orderOf('A', 's', { notes: 'ring' }))).toMatchObject({
      status: 409,
    });
    expect(await only('t2')).toMatchObject({ kind: 'exception', code: 'order-changed' });
    await post('t2', `/v1/orders/${number}/accept-change`, {});
    expect(await listed('t2')).toEqual([]);
  });
});

describe('facts of an order that was never placed', () => {
  it('stand until it is placed', async () => {
    const number = numberOf('t3', 'A');
    await bulk('t3', [
      bulkFact('t3', 'b1', 'A', paid('p1', 500)),
      bulkFact('t3', 'b2', 'A', paid('p2', 500)),
    ]);
    expect(await only('t3')).toMatchObject({
      kind: 'early-facts',
      code: 'order-not-placed',
      about: { omsNumber: number, channel: 'web', channelRef: 'A' },
      facts: [{ message: 'order.record-payment', id: 'p1' }, { id: 'p2' }],
    });
    await receive('t3', 's', '9');
    await place('t3', 'A');
    expect(await listed('t3')).toEqual([]);
    expect((await shop.api.get(`/v1/orders/${number}`, tenantOf('t3'))).body).toMatchObject({
      captured: 1000,
    });
  });

  it('end when they are dismissed, count none the less, and new ones stand anew', async () => {
    const number = numberOf('t4', 'A');
    const path = `/v1/orders/${number}`;
    await post('t4', `${path}/payments`, paid('p1', 400));
    const row = await only('t4');
    await dismiss('t4', row);
    expect(await listed('t4')).toEqual([]);
    await post('t4', `${path}/payments`, paid('p1', 400));
    expect(await listed('t4')).toEqual([]);
    await post('t4', `${path}/cancel`, { reason: 'never mind', id: 'c1' });
    expect((await only('t4')).facts).toEqual([{ message: 'order.cancel', id: 'c1' }]);
    await receive('t4', 's', '9');
    expect(await place('t4', 'A')).toBe(number);
    expect((await shop.api.get(path, tenantOf('t4'))).body).toMatchObject({
      captured: 400,
      lifecycle: 'cancelled',
    });
    expect((await listed('t4')).map(({ kind, code }) => `${kind} ${code}`)).toEqual([
      'exception refund-due',
    ]);
  });

  it('are not dropped where their id comes with the reference and other content', async () => {
    const number = numberOf('t16', 'A');
    await post('t16', `/v1/orders/${number}/payments`, paid('p', 400));
    await bulk('t16', [bulkFact('t16', 'b1', 'A', paid('p', 900))]);
    expect((await listed('t16')).map(({ kind }) => kind)).toEqual(['early-facts', 'conflict']);
    await bulk('t16', [bulkFact('t16', 'b2', 'A', paid('p', 400))]);
    await receive('t16', 's', '9');
    await place('t16', 'A');
    expect((await listed('t16')).map(({ kind }) => kind)).toEqual(['conflict']);
    expect((await shop.api.get(`/v1/orders/${number}`, tenantOf('t16'))).body).toMatchObject({
      captured: 400,
    });
  });

  it('told by another tenant stay with whom told them, whoever places the order', async () => {
    const number = numberOf('t5', 'A');
    await post('t5-rival', `/v1/orders/${number}/payments`, paid('p', 1));
    await receive('t5', 's', '9');
    await place('t5', 'A');
    expect(await listed('t5')).toEqual([]);
    const row = await only('t5-rival');
    expect(row).toMatchObject({ kind: 'early-facts', about: { omsNumber: number } });
    expect(row.about).toEqual({ omsNumber: number });
    expect((await shop.api.get(`/v1/attention/${row.id}`, tenantOf('t5'))).status).toBe(404);
    expect((await post('t5', row.links.dismiss ?? '', { reason: 'x' })).status).toBe(404);
    await dismiss('t5-rival', row);
    expect(await listed('t5-rival')).toEqual([]);
  });
});

describe('facts of a shipment that is not planned', () => {
  const scan = { id: 's', at: '2026-11-02T10:00:00Z', status: 'in_transit' };

  it('stand where no order is, until they are dismissed', async () => {
    const number = numberOf('t6', 'A');
    await post('t6', `/v1/shipments/${number}-S2/scans`, scan);
    const row = await only('t6');
    expect(row).toMatchObject({
      kind: 'waiting-facts',
      code: 'shipment-not-planned',
      about: { omsNumber: number, shipment: `${number}-S2` },
      facts: [{ message: 'shipment.record-scan', id: 's' }],
    });
    await dismiss('t6', row);
    expect(await listed('t6')).toEqual([]);
  });

  it('end as it is planned', async () => {
    const number = numberOf('t7', 'A');
    await post('t7', `/v1/shipments/${number}-S1/scans`, scan);
    await only('t7');
    await receive('t7', 's', '9');
    await place('t7', 'A');
    expect(await listed('t7')).toEqual([]);
  });

  it('are told by the order alone once anything of it is planned, in either order', async () => {
    for (const [tenant, isEarly] of [
      ['t8', true],
      ['t9', false],
    ] as const) {
      const number = numberOf(tenant, 'A');
      await receive(tenant, 's', '9');
      if (isEarly) await post(tenant, `/v1/shipments/${number}-S7/scans`, scan);
      await place(tenant, 'A');
      if (!isEarly) await post(tenant, `/v1/shipments/${number}-S7/scans`, scan);
      const row = await only(tenant);
      expect(row).toMatchObject({ kind: 'exception', code: 'shipment-unknown' });
      await post(tenant, row.links.resolve ?? '', { exception: row.code, reason: 'a test' });
      expect(await listed(tenant)).toEqual([]);
    }
  });

  it("are none of the order's business where another tenant told them", async () => {
    const number = numberOf('t10', 'A');
    await post('t10-rival', `/v1/shipments/${number}-S7/scans`, scan);
    await receive('t10', 's', '9');
    await place('t10', 'A');
    expect(await listed('t10')).toEqual([]);
    expect(await only('t10-rival')).toMatchObject({ kind: 'waiting-facts' });
  });
});

describe('what was refused', () => {
  it('stands as a conflict where nobody waited, until it is dismissed with a reason', async () => {
    await receive('t11', 's', '9');
    await place('t11', 'A', { lines: [lineOf('s', '1', '10.00')] });
    await bulk('t11', [bulkFact('t11', 'b1', 'A', paid('p', 1000))]);
    expect(await listed('t11')).toEqual([]);
    await bulk('t11', [bulkFact('t11', 'b2', 'A', paid('p', 900))]);
    const row = await only('t11');
    expect(row).toMatchObject({ kind: 'conflict', code: 'id_conflict' });
    await dismiss('t11', row);
    expect(await listed('t11')).toEqual([]);
    expect((await shop.api.get(row.href, tenantOf('t11'))).body).toMatchObject({
      code: 'id_conflict',
      dealtWith: { at: expect.any(String), reason: 'looked at' },
    });
    expect((await post('t11', row.links.dismiss ?? '', { reason: 'twice' })).status).toBe(404);
  });

  it('does not stand where its caller waited and was told', async () => {
    await receive('t12', 's', '9');
    const number = await place('t12', 'A');
    const cancel = { reason: 'x', lines: [{ line: '9' }] };
    expect((await post('t12', `/v1/orders/${number}/cancel`, cancel)).status).toBe(422);
    expect(await listed('t12')).toEqual([]);
    await shop.api.post(`/v1/orders/${number}/cancel`, cancel, tenantOf('t12'));
    await shop.settled();
    expect(await only('t12')).toMatchObject({ kind: 'rejected', code: 'line_not_found' });
  });

  it('goes as it is driven again, and what that comes to stands by itself', async () => {
    const number = numberOf('t13', 'A');
    const held = { hold: 'fraud', reason: 'odd' };
    await shop.api.post(`/v1/orders/${number}/hold`, held, tenantOf('t13'));
    await shop.settled();
    const first = await only('t13');
    expect(first).toMatchObject({ kind: 'rejected', code: 'order_not_found' });
    await post('t13', first.links.redrive ?? '', {});
    const again = await only('t13');
    expect(again).toMatchObject({ kind: 'rejected', code: 'order_not_found' });
    expect(again.id).not.toBe(first.id);
    await place('t13', 'A');
    await post('t13', again.links.redrive ?? '', {});
    expect(await listed('t13', '&kind=rejected')).toEqual([]);
    expect((await shop.api.get(`/v1/orders/${number}`, tenantOf('t13'))).body).toMatchObject({
      attention: { holds: ['fraud'] },
    });
  });
});

describe('a shortfall', () => {
  it('stands as long as goods are wanted that are not there', async () => {
    await place('t14', 'A');
    await place('t14', 'B');
    const row = await only('t14');
    expect(row).toMatchObject({
      kind: 'shortfall',
      code: 'backordered',
      about: { node: 'main', sku: 's' },
      href: '/v1/stock/main/s',
    });
    const said = await post('t14', `/v1/attention/${row.id}/dismiss`, { reason: 'x' });
    expect(said).toMatchObject({ status: 409 });
    await receive('t14', 's', '1');
    expect((await only('t14')).id).toBe(row.id);
    await receive('t14', 's', '1');
    expect(await listed('t14')).toEqual([]);
  });

  it('stands below zero until a count or a receipt', async () => {
    await receive('t15', 's', '1');
    await post('t15', '/v1/stock/main/s/adjustments', { quantity: '-3', reason: 'stolen' });
    expect(await only('t15')).toMatchObject({ kind: 'shortfall', code: 'below-zero' });
    await post('t15', '/v1/stock/main/s/counts', { counted: '4' });
    expect(await listed('t15')).toEqual([]);
  });
});
