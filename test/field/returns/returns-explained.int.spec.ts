/**
 * A return is booked, and then the departure of its goods is taken back in whichever way: whatever
 * no parcel explains any more is asked about, until people decide or the facts agree again.
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

const at = (hour: number): string => daysAgo(11, hour);
const units = (one: string, other: string) => [
  { line: '1', quantity: one },
  { line: '2', quantity: other },
];
const unpaid = { policy: { releaseOn: 'paid' } };

interface Row {
  readonly code: string;
  readonly detail: string;
  readonly about: { readonly omsNumber?: string; readonly line?: string };
}
/** What people are asked of an order, by line, as the list shows it. */
const asked = async (number: string): Promise<Record<string, string>> => {
  const { text } = await shop.api.get('/v1/attention?limit=500');
  const { rows } = JSON.parse(text) as { readonly rows: readonly Row[] };
  return Object.fromEntries(
    rows
      .filter(({ code, about }) => code === 'return-unmatched' && about.omsNumber === number)
      .map(({ about, detail }) => [about.line ?? '', detail]),
  );
};

let skus = 0;
const placed = async (more: object): Promise<string> => {
  skus += 1;
  const sku = `x-${skus}`;
  await shop.receive(sku, '9');
  return shop.place([lineOf(sku, '2'), lineOf(sku, '2')], more);
};
const tell = (number: string, body: object) => shop.tell(number, [body]);
const dispatched = (number: string, id: string, hour: number, more: object = {}) =>
  tell(number, { kind: 'dispatch', id, at: at(hour), ...more });
const returned = (number: string, lines: object) =>
  shop.post(`/v1/orders/${number}/returns`, { id: 'r', at: at(3), lines });
const mended = (lines: object) => (number: string) =>
  dispatched(number, 'm', 4, { corrects: 'd', reason: 'others', lines });
const voided = (number: string) =>
  tell(number, {
    kind: 'scan',
    id: 'v',
    at: at(4),
    status: 'label_created',
    corrects: 'd',
    reason: 'mistake',
  });
const scanned = (status: string) => (number: string) =>
  tell(number, { kind: 'scan', id: `s ${status}`, at: at(2), status });

const changes = [
  ['its lines are fewer', mended([{ line: '1', quantity: '2' }]), ['2']],
  ['its quantities are smaller', mended(units('1', '1')), ['1']],
  ['it never was', voided, ['1', '2']],
] as const;
const stands = [
  ['unpaid, on its way', unpaid, undefined],
  ['on account, on its way', onAccount, undefined],
  ['unpaid, delivered', unpaid, 'delivered'],
  ['on account, lost', onAccount, 'lost'],
  ['unpaid, back at its sender', unpaid, 'returned_to_sender'],
] as const;

describe.each(stands)('a dispatch that is %s', (_, more, status) => {
  it.each(changes)('and of which %s', async (__, change, lines) => {
    const number = await placed(more);
    await dispatched(number, 'd', 1);
    if (status !== undefined) await scanned(status)(number);
    await returned(number, units('2', '1'));
    expect(await asked(number)).toEqual({});
    await change(number);
    // A scan says that it left, whatever became of the dispatch.
    const isSeen = change === voided && status !== undefined;
    expect(Object.keys(await asked(number)).toSorted()).toEqual(isSeen ? [] : lines);
    await shop.post(`/v1/orders/${number}/returns`, { id: 'c', corrects: 'r', reason: 'typed' });
    expect(await asked(number)).toEqual({});
  });
});

it('says how many, and which returns are booked; in other words it is told anew', async () => {
  const number = await placed(unpaid);
  await dispatched(number, 'd', 1);
  await returned(number, units('2', '1'));
  await mended(units('1', '1'))(number);
  expect(await asked(number)).toEqual({
    1:
      '1 that came back never left, as the dispatch was taken ' +
      'back: take back the return, or tell the dispatch that had them; booked are r',
  });
  await shop.post(`/v1/orders/${number}/resolve`, {
    exception: 'return-unmatched',
    line: '1',
    reason: 'seen',
  });
  await tell(number, { kind: 'scan', id: 's', at: at(5), status: 'in_transit', parcel: 'd' });
  expect(await asked(number)).toEqual({});
  await voided(number);
  expect(Object.keys(await asked(number)).toSorted()).toEqual(['1', '2']);
  await dispatched(number, 'again', 2);
  expect(await asked(number)).toEqual({});
});

describe('a return of what left in two shipments, of which one never left', () => {
  const shipmentOf = async (sku: string) => {
    await shop.receive(sku, '2');
    const number = await shop.place([lineOf(sku, '4')], {
      policy: { releaseOn: 'accepted', releaseWaitSeconds: 0 },
    });
    await shop.receive(sku, '2');
    const sent = (place: number) =>
      dispatched(number, `d${place}`, place, {
        shipment: `${number}-S${place}`,
        lines: [{ line: '1', quantity: '2' }],
      });
    const facts = {
      d: () => sent(1),
      e: () => sent(2),
      v: () =>
        tell(number, {
          kind: 'scan',
          id: 'v',
          at: at(6),
          status: 'label_created',
          corrects: 'd1',
          reason: 'mistake',
        }),
      r: (id = 'r') =>
        shop.post(`/v1/orders/${number}/returns`, {
          id,
          at: at(5),
          lines: [{ line: '1', quantity: '2' }],
        }),
    };
    return { number, facts };
  };
  const seen = async (number: string, sku: string) => ({
    asked: Object.keys(await asked(number)),
    lines: (await shop.order(number)).lines,
    stock: await shop.stock(sku),
  });
  const right = {
    asked: [],
    lines: [{ buckets: { released: '2', restocked: '2' } }],
    stock: { onHand: '4', reserved: '2', available: '2' },
  };

  it.each([
    ['d', 'e', 'r', 'v'],
    ['d', 'r', 'v', 'e'],
    ['d', 'r', 'e', 'v'],
  ] as const)(
    '%s, %s, %s, %s: says which of it can be, and how it is put right',
    async (...order) => {
      const sku = `t-${order.join('')}`;
      const { number, facts } = await shipmentOf(sku);
      for (const one of order) await facts[one]();
      expect(await asked(number)).toEqual({
        1: expect.stringMatching(
          /^2 that came back are booked of .* as many left in another: .* booked are r$/u,
        ),
      });
      await shop.post(`/v1/orders/${number}/returns`, { id: 'c', corrects: 'r', reason: 'anew' });
      await facts.r('r again');
      expect(await seen(number, sku)).toMatchObject(right);
    },
  );

  it.each([
    ['d', 'e', 'v', 'r'],
    ['v', 'd', 'r', 'e'],
    ['e', 'r', 'd', 'v'],
  ] as const)('%s, %s, %s, %s: is right of itself', async (...order) => {
    const sku = `t-${order.join('')}`;
    const { number, facts } = await shipmentOf(sku);
    for (const one of order) await facts[one]();
    expect(await seen(number, sku)).toMatchObject(right);
  });
});
