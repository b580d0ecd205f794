/** The list of what people must look at: how specs ask for it, and what they put there. */
import type { Body } from '../../../apps/api/src/documented-client.fixture.js';
import { keysOf } from '../../../apps/api/src/backend.fixture.js';
import { issueNumber } from '#kernel';
import { lineOf, onAccount, Shop } from '../shop.js';

export let shop: Shop;
export const openShop = async (): Promise<void> => {
  shop = await Shop.open();
};
export const closeShop = (): Promise<void> => shop.close();
export interface Matter {
  readonly id: string;
  readonly kind: string;
  readonly since: string;
  readonly code: string;
  readonly about: Readonly<Record<string, string>>;
  readonly href: string;
  readonly facts?: readonly object[];
  readonly links: Readonly<Record<string, string>>;
}

export const tenantOf = (name: string) => ({ 'oms-tenant': name });

/** The whole list of a tenant; each test speaks for its own. */
export const listed = async (tenant: string, query = ''): Promise<readonly Matter[]> => {
  const { status, body, text } = await shop.api.get(
    `/v1/attention?limit=500${query}`,
    tenantOf(tenant),
  );
  expect([status, text]).toEqual([200, text]);
  return body.rows as readonly Matter[];
};

export const only = async (tenant: string): Promise<Matter> => {
  const rows = await listed(tenant);
  expect(rows.map(({ kind, code }) => `${kind} ${code}`)).toHaveLength(1);
  const [row] = rows as readonly [Matter];
  expect((await shop.api.get(`/v1/attention/${row.id}`, tenantOf(tenant))).body).toEqual(row);
  expect((await shop.api.get(row.href, tenantOf(tenant))).status).toBe(200);
  expect(await listed(tenant, `&kind=${row.kind}`)).toEqual([row]);
  return row;
};

export const post = async (tenant: string, path: string, body: unknown): Promise<Body> => {
  const answer = await shop.post(path, body, tenantOf(tenant));
  return { ...answer.body, status: answer.status };
};

export const dismiss = async (tenant: string, { links }: Matter): Promise<void> => {
  const said = await post(tenant, links.dismiss ?? '', { reason: 'looked at' });
  expect(said).toMatchObject({ status: 200 });
};

export const orderOf = (channelRef: string, sku: string, more: object = {}) => ({
  channel: 'web',
  channelRef,
  currency: 'EUR',
  lines: [lineOf(sku)],
  ...onAccount,
  ...more,
});
export const numberOf = (tenant: string, channelRef: string): string =>
  issueNumber(keysOf(), { tenant, channel: 'web', channelRef }, 0, Date.now());

export const place = async (
  tenant: string,
  channelRef: string,
  more: object = {},
): Promise<string> => {
  const { status, omsNumber } = await post(tenant, '/v1/orders', orderOf(channelRef, 's', more));
  expect(status).toBe(201);
  return omsNumber as string;
};
export const receive = (tenant: string, sku: string, quantity: string): Promise<Body> =>
  post(tenant, `/v1/stock/main/${sku}/receipts`, { quantity });

/** Rows that nobody waits for. */
export const bulk = async (tenant: string, rows: readonly object[]): Promise<void> => {
  const { status } = await shop.api.send('POST', '/v1/bulk', {
    raw: rows.map((row) => JSON.stringify(row)).join('\n'),
    headers: { ...tenantOf(tenant), 'content-type': 'application/x-ndjson' },
  });
  expect(status).toBe(200);
  await shop.settled();
};
export const bulkFact = (tenant: string, id: string, channelRef: string, data: object) => ({
  kind: 'channel',
  id,
  reference: { tenant, channel: 'web', channelRef },
  message: { type: 'order.record-payment', data },
});
export const paid = (id: string, amount: number) => ({
  id,
  payment: id,
  status: 'captured',
  amount,
});
