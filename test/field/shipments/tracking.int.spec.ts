/**
 * A carrier knows a tracking number and no order (Allegro, bpost, Magento): numbers are shared by
 * parcels, used again a year later, told before their dispatch, mistyped and mended.
 */
import { daysAgo } from '../days.js';
import { lineOf, onAccount, Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(async () => {
  await shop.close();
});

let skus = 0;
const ordered = async (quantity = '1') => {
  skus += 1;
  const sku = `t${skus}`;
  await shop.receive(sku, quantity);
  const number = await shop.place([lineOf(sku, quantity)], onAccount);
  return { sku, number, shipment: `${number}-S1` };
};
const dispatch = async (number: string, id: string, at: string, more: object = {}) => {
  const { status, text } = await shop.post(`/v1/orders/${number}/shipments`, {
    kind: 'dispatch',
    id,
    at,
    ...more,
  });
  expect([status, text]).toEqual([200, text]);
};
const scan = (tracking: string, at: string, status: string, more: object = {}, tenant?: string) =>
  shop.post(
    `/v1/tracking/${encodeURIComponent(tracking)}/scans`,
    { at, status, ...more },
    tenant === undefined ? {} : { 'oms-tenant': tenant },
  );
const buckets = async (number: string): Promise<unknown> => {
  const { text } = await shop.api.get(`/v1/orders/${number}`);
  const { lines } = JSON.parse(text) as OrderSeen;
  return lines.map((line) => line.buckets);
};
interface Rows {
  readonly rows: readonly object[];
}
interface OrderSeen {
  readonly lines: readonly { readonly buckets: object }[];
  readonly attention: { readonly exceptions: readonly { readonly type: string }[] };
}
interface Rejected {
  readonly id: string;
  readonly code: string;
  readonly detail?: string;
}
const rejected = async (): Promise<readonly Rejected[]> => {
  const { text } = await shop.api.get('/v1/rejected');
  return (JSON.parse(text) as { readonly rows: readonly Rejected[] }).rows.filter(
    ({ code }) => code === 'tracking_unknown',
  );
};

it('a scan by number alone reaches every parcel of its order that had left by then', async () => {
  const { number, shipment } = await ordered('3');
  const one = { shipment, tracking: 'T/1', carrier: 'DHL', lines: [{ line: '1', quantity: '1' }] };
  await dispatch(number, 'd1', daysAgo(30, 8), one);
  await dispatch(number, 'd2', daysAgo(29, 8), one);
  await dispatch(number, 'd3', daysAgo(22, 8), one);
  const { status, body } = await scan('T/1', daysAgo(28, 8), 'delivered');
  expect([status, body.omsNumber]).toEqual([200, number]);
  expect(await buckets(number)).toEqual([{ delivered: '2', shipped: '1' }]);
  // The same again says nothing new, with or without an id; another carrier's number is not known.
  await scan('T/1', daysAgo(28, 8), 'delivered');
  expect((await scan('T/1', daysAgo(21, 8), 'lost', { carrier: 'UPS' })).status).toBe(404);
  expect((await scan('T/1', daysAgo(21, 8), 'lost', { carrier: ' dhl' })).status).toBe(200);
  expect(await buckets(number)).toEqual([{ delivered: '2', lost: '1' }]);
});

it('a number that was used again a year later means the newest that had left', async () => {
  const [old, young] = [await ordered(), await ordered()];
  await dispatch(old.number, 'd1', '2025-11-01T08:00:00Z', { tracking: 'YEAR' });
  await scan('YEAR', '2025-11-03T08:00:00Z', 'delivered');
  // OrderSeen before the new dispatch: it is not of a parcel that arrived a year ago.
  const early = await scan('YEAR', daysAgo(26, 8), 'delivered', { id: 'y2' });
  expect([early.status, early.body.code]).toEqual([404, 'tracking_unknown']);
  await dispatch(young.number, 'd1', daysAgo(27, 8), { tracking: 'YEAR' });
  expect((await scan('YEAR', daysAgo(26, 8), 'delivered', { id: 'y2' })).body.omsNumber).toBe(
    young.number,
  );
  expect((await scan('YEAR', '2025-11-02T08:00:00Z', 'in_transit')).body.omsNumber).toBe(
    old.number,
  );
  expect([await buckets(old.number), await buckets(young.number)]).toEqual([
    [{ delivered: '1' }],
    [{ delivered: '1' }],
  ]);
});

it('a scan before anybody told of its number is listed, and driven to its order', async () => {
  const { number } = await ordered();
  const before = (await rejected()).length;
  const first = await scan('EARLY', daysAgo(26, 8), 'delivered');
  expect([first.status, first.body.code]).toEqual([404, 'tracking_unknown']);
  // The carrier tries again and again: it stands in the list once.
  expect((await scan('EARLY', daysAgo(26, 8), 'delivered')).status).toBe(404);
  const [row, ...others] = await rejected();
  expect(others).toHaveLength(before);
  // Driven too early it stays in the list.
  await shop.post(`/v1/rejected/${row?.id}/redrive`, {});
  expect(await buckets(number)).toEqual([{ released: '1' }]);
  await dispatch(number, 'd1', daysAgo(27, 8), { tracking: 'EARLY' });
  await shop.post(`/v1/rejected/${row?.id}/redrive`, {});
  expect(await buckets(number)).toEqual([{ delivered: '1' }]);
  // And by the carrier as well, who sends it once more: nothing doubles.
  expect((await scan('EARLY', daysAgo(26, 8), 'delivered')).status).toBe(200);
  expect(await buckets(number)).toEqual([{ delivered: '1' }]);
});

it('a dispatch that was acknowledged just now is waited for', async () => {
  const { shipment, number } = await ordered();
  const { status } = await shop.api.post(`/v1/shipments/${shipment}/dispatch`, {
    tracking: 'NOW',
    at: daysAgo(27, 8),
  });
  expect(status).toBe(202);
  expect((await scan('NOW', daysAgo(26, 8), 'delivered')).body.omsNumber).toBe(number);
});

it('never reaches the parcel of another tenant', async () => {
  const { number } = await ordered();
  await dispatch(number, 'd1', daysAgo(27, 8), { tracking: 'OURS' });
  const { status } = await scan('OURS', daysAgo(26, 8), 'lost', {}, 'stranger');
  expect(status).toBe(404);
  expect(await buckets(number)).toEqual([{ shipped: '1' }]);
});

it('a number that is mended moves its scans no more than it may: people are told', async () => {
  const [one, other] = [await ordered(), await ordered()];
  await dispatch(one.number, 'd1', daysAgo(27, 8), { tracking: 'SWAP-B' });
  await scan('SWAP-B', daysAgo(25, 8), 'delivered', { id: 'sb' });
  expect(await buckets(one.number)).toEqual([{ delivered: '1' }]);
  await dispatch(one.number, 'm1', daysAgo(24, 8), {
    tracking: 'SWAP-A',
    corrects: 'd1',
    reason: 'two labels were swapped',
  });
  await dispatch(other.number, 'd1', daysAgo(27, 8), { tracking: 'SWAP-B' });
  const { text } = await shop.api.get(`/v1/orders/${one.number}`);
  const { attention } = JSON.parse(text) as OrderSeen;
  expect(attention.exceptions.map(({ type }) => type)).toEqual(['parcel-unmatched']);
  expect(await buckets(one.number)).toEqual([{ shipped: '1' }]);
  // The carrier's scan sent again goes where the number is now.
  expect((await scan('SWAP-B', daysAgo(25, 8), 'delivered', { id: 'sb' })).body.omsNumber).toBe(
    other.number,
  );
  expect(await buckets(other.number)).toEqual([{ delivered: '1' }]);
});

it('rows of a carrier come in bulk, each of them answered', async () => {
  const { number } = await ordered();
  await dispatch(number, 'd1', daysAgo(27, 8), { tracking: 'BULK-1' });
  const row = (tracking: string, status: string) =>
    JSON.stringify({
      kind: 'tracking',
      id: `row-${tracking}`,
      tenant: 'default',
      tracking,
      scan: { at: daysAgo(26, 8), status },
    });
  const answer = await fetch(`${shop.address}/v1/bulk`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', prefer: 'wait=10' },
    body: [row('BULK-1', 'out_for_delivery'), row('BULK-2', 'delivered')].join('\n'),
  });
  const rows = (await answer.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect(rows).toMatchObject([
    { line: 1, omsNumber: number, outcome: 'accepted' },
    { line: 2, outcome: 'rejected', error: { code: 'tracking_unknown' } },
  ]);
  await shop.settled();
  const { text } = await shop.api.get('/v1/shipments?tracking=BULK-1');
  const {
    rows: [shown],
  } = JSON.parse(text) as Rows;
  expect(shown).toMatchObject({ omsNumber: number, status: 'out_for_delivery' });
});
