/** Matters of orders and shipments stand in the list until they are dealt with, each once. */
import { daysAgo } from '../days.js';
import {
  closeShop,
  tenantOf,
  listed,
  only,
  post,
  dismiss,
  orderOf,
  numberOf,
  place,
  receive,
  bulk,
  bulkFact,
  paid,
  openShop,
  shop,
} from './matters.js';

beforeAll(openShop);
afterAll(closeShop);

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
  const scan = { id: 's', at: daysAgo(29, 10), status: 'in_transit' };

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
