/** Dispatches and scans that are booked and mended: what is done and seen. */
import { lineOf, onAccount, Shop } from '../shop.js';

export let shop: Shop;
export const openShop = async (): Promise<void> => {
  shop = await Shop.open();
};
export const closeShop = (): Promise<void> => shop.close();
/** Hours of a day whose noon is now: what is later than 12 is told in advance. */
const noon = Date.now();
export const at = (hour: number): string => new Date(noon + (hour - 12) * 3_600_000).toISOString();

let skus = 0;
export const ordered = async (quantity = '2') => {
  skus += 1;
  const sku = `c${skus}`;
  await shop.receive(sku, '5');
  const number = await shop.place([lineOf(sku, quantity)], onAccount);
  return { sku, number, shipment: `${number}-S1`, parcel: `${number}-S1/dispatch` };
};
export const cancelledOrder = async () => {
  const order = await ordered();
  await shop.post(`/v1/orders/${order.number}/cancel`, { reason: 'customer' });
  return order;
};
export const sent = async (tracking: string, quantity = '2') => {
  const order = await ordered(quantity);
  await shop.post(`/v1/shipments/${order.shipment}/dispatch`, { carrier: 'dhl', tracking });
  return order;
};
export const fact = async (number: string, body: object) => {
  const { status } = await shop.post(`/v1/orders/${number}/shipments`, body);
  expect(status).toBe(200);
};
interface OrderSeen {
  readonly lines: readonly { readonly buckets: object }[];
  readonly shipments: readonly {
    readonly status: string;
    readonly parcels: readonly { readonly carrier?: string; readonly tracking?: string }[];
  }[];
  readonly attention: { readonly exceptions: readonly { readonly type: string }[] };
}
export const story = async (number: string) => {
  const { text } = await shop.api.get(`/v1/orders/${number}`);
  const order = JSON.parse(text) as OrderSeen;
  const [line] = order.lines;
  const [shipment] = order.shipments;
  return {
    buckets: line?.buckets,
    status: shipment?.status,
    parcels: shipment?.parcels.map(({ carrier, tracking = '' }) => `${carrier ?? ''} ${tracking}`),
    exceptions: order.attention.exceptions.map(({ type }) => type),
  };
};
export const found = async (reference: string): Promise<readonly string[]> => {
  const { body } = await shop.api.get(`/v1/references/${reference}`);
  return (body['orders'] as readonly { omsNumber: string }[]).map(({ omsNumber }) => omsNumber);
};
export const timeline = async (number: string): Promise<string> => {
  const { body } = await shop.api.get(`/v1/orders/${number}/timeline`);
  return JSON.stringify(body);
};
