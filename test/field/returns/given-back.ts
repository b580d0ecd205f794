/** Goods of an unpaid order that are told as dispatched and taken back: what is done and seen. */
import { daysAgo } from '../days.js';
import { lineOf, Shop } from '../shop.js';

export let shop: Shop;
export const openShop = async (): Promise<void> => {
  shop = await Shop.open();
};
export const closeShop = (): Promise<void> => shop.close();
export const at = (hour: number): string => daysAgo(1, hour);
export const unpaid = { policy: { releaseOn: 'paid' } };

export const fact = async (number: string, body: object) => {
  const { status, text } = await shop.post(`/v1/orders/${number}/shipments`, body);
  expect([status, text]).toEqual([200, expect.any(String)]);
};
export const dispatched = (number: string, more: object = {}) =>
  fact(number, { kind: 'dispatch', id: 'd', at: at(3), carrier: 'DHL', tracking: 'T-1', ...more });
export const takenBack = (number: string, corrects = 'd', id = 'c') =>
  fact(number, {
    kind: 'scan',
    id,
    at: at(5),
    status: 'label_created',
    corrects,
    reason: 'another order',
  });
export const paid = (number: string, amount: number) =>
  shop.post(`/v1/orders/${number}/payments`, { id: 'p', payment: 'P', status: 'captured', amount });
export const ordered = async (sku: string, more: object = unpaid): Promise<string> => {
  await shop.receive(sku, '3');
  return shop.place([lineOf(sku, '3')], more);
};
interface OrderSeen {
  readonly lines: readonly { readonly buckets: object }[];
  readonly shipments: readonly { readonly id: string; readonly status: string }[];
  readonly attention: { readonly exceptions: readonly { readonly type: string }[] };
  readonly lifecycle: string;
}
export const seen = async (number: string) => {
  const { text } = await shop.api.get(`/v1/orders/${number}`);
  const { lines, shipments, attention, lifecycle } = JSON.parse(text) as OrderSeen;
  return {
    buckets: lines.map(({ buckets }) => buckets),
    lifecycle,
    shipments: shipments.map(({ id, status }) => `${id.slice(-2)} ${status}`),
    exceptions: attention.exceptions.map(({ type }) => type),
  };
};
/** What the node has to send of an order. */
export const toSend = async (number: string): Promise<readonly object[]> => {
  const { text } = await shop.api.get('/v1/shipments?status=open&limit=200');
  const { rows } = JSON.parse(text) as {
    rows: readonly { readonly omsNumber: string; readonly lines: readonly object[] }[];
  };
  return rows.filter(({ omsNumber }) => omsNumber === number).flatMap(({ lines }) => lines);
};
export const untouched = {
  buckets: [{ reserved: '3' }],
  lifecycle: 'accepted',
  shipments: [],
  exceptions: [],
};
