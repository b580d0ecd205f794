/**
 * Parcels that came back and were booked, while others of their line go other ways, or go on
 * themselves: what returns mean is what came back, and no unit is sold twice.
 */
import { daysAgo } from '../days.js';
import { lineOf, onAccount, Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

const at = (hour: number): string => daysAgo(11, hour);

interface Ordered {
  readonly sku: string;
  readonly number: string;
}
let skus = 0;
/** An order of what comes in wave by wave, each of which makes a shipment. */
const ordered = async (quantity: number, ...waves: readonly number[]): Promise<Ordered> => {
  skus += 1;
  const sku = `rp${skus}`;
  const [first = 5, ...others] = waves;
  await shop.receive(sku, String(first));
  const number = await shop.place([lineOf(sku, String(quantity))], {
    policy: { ...onAccount.policy, releaseWaitSeconds: 0 },
  });
  for (const more of others) await shop.receive(sku, String(more));
  return { sku, number };
};

const lines = (quantity: number) => [{ line: '1', quantity: String(quantity) }];
const parcel = ({ number }: Ordered, id: string, quantity: number, shipment = 1) =>
  shop.tell(number, [
    { kind: 'dispatch', id, at: at(1), shipment: `${number}-S${shipment}`, lines: lines(quantity) },
  ]);
const says = ({ number }: Ordered, hour: number, id: string, status: string) =>
  shop.tell(number, [{ kind: 'scan', id: `${id} ${hour}`, at: at(hour), status, parcel: id }]);
const comesBack = async (
  { number }: Ordered,
  hour: number,
  quantity: number,
  more: object = {},
): Promise<void> => {
  const { status, text } = await shop.post(`/v1/orders/${number}/returns`, {
    id: `r ${hour}`,
    at: at(hour),
    lines: lines(quantity),
    ...more,
  });
  expect([status, text]).toEqual([200, expect.any(String)]);
};
const home = 'returned_to_sender';

interface OrderSeen {
  readonly lifecycle: string;
  readonly owed: number;
  readonly lines: readonly { readonly buckets: object }[];
  readonly attention: { readonly exceptions: readonly { readonly type: string }[] };
}
const story = async ({ number, sku }: Ordered) => {
  const order = JSON.parse((await shop.api.get(`/v1/orders/${number}`)).text) as OrderSeen;
  const { onHand, reserved, available } = await shop.stock(sku);
  return {
    lifecycle: order.lifecycle,
    owed: order.owed,
    buckets: order.lines[0]?.buckets,
    exceptions: order.attention.exceptions.map(({ type }) => type),
    stock: { onHand, reserved, available },
  };
};
const stockOf = (onHand: number, reserved = 0) => ({
  onHand: String(onHand),
  reserved: String(reserved),
  available: String(onHand - reserved),
});

describe('one parcel comes back and is booked, the other one arrives', () => {
  const done = {
    lifecycle: 'completed',
    owed: 1000,
    buckets: { delivered: '1', restocked: '1' },
    exceptions: [],
    stock: stockOf(4),
  };

  it.each([
    ['in one shipment', []],
    ['in two shipments', [1, 4]],
  ] as const)('%s', async (_, waves) => {
    const one = await ordered(2, ...waves);
    await parcel(one, 'd0', 1);
    await parcel(one, 'd1', 1, Math.max(1, waves.length));
    await says(one, 3, 'd0', home);
    await comesBack(one, 4, 1);
    expect(await story(one)).toMatchObject({ buckets: { shipped: '1', restocked: '1' } });
    await says(one, 5, 'd1', 'delivered');
    expect(await story(one)).toEqual(done);
  });

  it('also where it had arrived before, and where the return is told first', async () => {
    const one = await ordered(2);
    await parcel(one, 'd0', 1);
    await parcel(one, 'd1', 1);
    await says(one, 2, 'd1', 'delivered');
    await comesBack(one, 4, 1);
    await says(one, 3, 'd0', home);
    expect(await story(one)).toEqual(done);
  });

  it('of what its customer sent back before, the parcel still is to be booked', async () => {
    const one = await ordered(2);
    await parcel(one, 'd0', 1);
    await parcel(one, 'd1', 1);
    await says(one, 2, 'd1', 'delivered');
    await comesBack(one, 3, 1);
    await says(one, 4, 'd0', home);
    expect(await story(one)).toMatchObject({
      lifecycle: 'in_fulfilment',
      buckets: { return_to_sender: '1', restocked: '1' },
    });
    await comesBack(one, 5, 1);
    expect(await story(one)).toMatchObject({
      lifecycle: 'completed',
      owed: 0,
      buckets: { restocked: '2' },
      stock: stockOf(5),
    });
  });
});

it('what came back goes on while the rest is with the node, which has it still', async () => {
  const one = await ordered(3);
  await parcel(one, 'd', 2);
  await says(one, 2, 'd', home);
  await comesBack(one, 3, 2);
  await says(one, 4, 'd', 'in_transit');
  expect(await story(one)).toMatchObject({
    owed: 3000,
    buckets: { shipped: '2', released: '1' },
    exceptions: [],
    stock: stockOf(3, 1),
  });
  const other = await shop.place([lineOf(one.sku, '3')], onAccount);
  const {
    lines: [line],
  } = JSON.parse((await shop.api.get(`/v1/orders/${other}`)).text) as OrderSeen;
  expect(line?.buckets).toEqual({ released: '2', backordered: '1' });
});

describe('the parcel that was booked goes on, and all arrives', () => {
  const done = {
    lifecycle: 'completed',
    owed: 2000,
    buckets: { delivered: '2' },
    exceptions: [],
    stock: stockOf(3),
  };

  it.each([
    ['in one shipment, after the other one', [], 5],
    ['before it', [], 9],
    ['in two shipments, after the other one', [1, 4], 5],
    ['in two, before it', [1, 4], 9],
  ] as const)('%s', async (_, waves, hour) => {
    const one = await ordered(2, ...waves);
    await parcel(one, 'd0', 1);
    await parcel(one, 'd1', 1, Math.max(1, waves.length));
    await says(one, 3, 'd0', home);
    await comesBack(one, 4, 1);
    if (hour < 6) await says(one, hour, 'd1', 'delivered');
    await says(one, 6, 'd0', 'in_transit');
    if (hour > 6) await says(one, hour, 'd1', 'delivered');
    await says(one, 10, 'd0', 'delivered');
    expect(await story(one)).toEqual(done);
  });
});

describe('what goes on leaves the books where it was booked', () => {
  const gone = async (more: object): Promise<Ordered> => {
    const one = await ordered(3);
    await parcel(one, 'd', 2);
    await says(one, 2, 'd', home);
    await comesBack(one, 3, 2, more);
    await says(one, 4, 'd', 'in_transit');
    expect(await story(one)).toMatchObject({
      owed: 3000,
      buckets: { shipped: '2', released: '1' },
      exceptions: [],
    });
    return one;
  };

  it.each(['scrapped', 'missing', 'quarantined', 'restocked'])('%s', async (disposition) => {
    const { sku } = await gone({ disposition });
    expect(await shop.stock(sku)).toMatchObject({ ...stockOf(3, 1), unavailable: '0' });
  });

  it('at another node', async () => {
    const { sku } = await gone({ node: 'b' });
    expect(await shop.stock(sku)).toMatchObject(stockOf(3, 1));
    expect(await shop.stock(sku, 'b')).toMatchObject(stockOf(0));
  });

  it('at a till, whose return is taken back afterwards', async () => {
    const one = await ordered(2);
    await parcel(one, 'd', 2);
    await says(one, 2, 'd', home);
    const till = `/v1/stock/store-2/${one.sku}/returns`;
    const reported = { quantity: '2', reason: 'brought back', order: one.number };
    expect(await shop.post(till, { id: 't', ...reported })).toMatchObject({ status: 200 });
    expect(await shop.stock(one.sku, 'store-2')).toMatchObject(stockOf(2));
    await shop.tell(one.number, [
      { kind: 'scan', id: 'on', at: '2126-01-01T00:00:00Z', status: 'in_transit', parcel: 'd' },
    ]);
    const out = { buckets: { shipped: '2' }, stock: stockOf(3), exceptions: [] };
    expect(await story(one)).toMatchObject(out);
    expect(await shop.stock(one.sku, 'store-2')).toMatchObject(stockOf(0));
    await shop.post(till, { id: 'v', corrects: 't', reason: 'mistyped', order: one.number });
    expect(await story(one)).toMatchObject(out);
    expect(await shop.stock(one.sku, 'store-2')).toMatchObject(stockOf(0));
  });
});

describe('what was booked without having come back to its sender, and arrives afterwards', () => {
  it.each([
    ['lost', 'in_transit'],
    ['delivery_failed', 'out_for_delivery'],
    ['dispatched', 'in_transit'],
  ])('%s: people are told, and take the return back', async (word, on) => {
    const one = await ordered(2);
    await parcel(one, 'd', 2);
    if (word !== 'dispatched') await says(one, 2, 'd', word);
    await comesBack(one, 3, 2);
    await says(one, 4, 'd', on);
    await says(one, 5, 'd', 'delivered');
    expect(await story(one)).toMatchObject({
      buckets: { restocked: '2' },
      exceptions: ['return-then-arrived'],
    });
    await shop.post(`/v1/orders/${one.number}/returns`, { corrects: 'r 3', reason: 'it went on' });
    expect(await story(one)).toEqual({
      lifecycle: 'completed',
      owed: 2000,
      buckets: { delivered: '2' },
      exceptions: [],
      stock: stockOf(3),
    });
  });

  it('but not of what others brought back; what people dismissed is not told again', async () => {
    const one = await ordered(3);
    await parcel(one, 'd0', 1);
    await parcel(one, 'd1', 2);
    await comesBack(one, 3, 1);
    await says(one, 4, 'd1', 'delivered');
    expect(await story(one)).toMatchObject({
      buckets: { restocked: '1', delivered: '2' },
      exceptions: [],
    });
    await says(one, 5, 'd0', 'delivered');
    expect(await story(one)).toMatchObject({ exceptions: ['return-then-arrived'] });
    const { status } = await shop.post(`/v1/orders/${one.number}/resolve`, {
      exception: 'return-then-arrived',
      line: '1',
      reason: 'the clock was wrong',
    });
    expect(status).toBe(200);
    await comesBack(one, 8, 1);
    expect(await story(one)).toMatchObject({
      buckets: { restocked: '2', delivered: '1' },
      exceptions: [],
    });
  });
});
