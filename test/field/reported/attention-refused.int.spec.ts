/** What was refused, and what is not there, stands in the list until it is dealt with. */
import { lineOf } from '../shop.js';
import {
  closeShop,
  tenantOf,
  listed,
  only,
  post,
  dismiss,
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
