/**
 * A return is booked against a departure that is taken back, and the goods leave later: what came
 * back before it left is asked about until people decide.
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
interface OrderSeen {
  readonly attention: {
    readonly exceptions: readonly { readonly type: string; readonly reason: string }[];
  };
}
const asked = async (number: string) => {
  const { text } = await shop.api.get(`/v1/orders/${number}`);
  const { attention } = JSON.parse(text) as OrderSeen;
  return attention.exceptions.filter(({ type }) => type.startsWith('return-'));
};
const reported = (number: string, body: object) =>
  shop.post(`/v1/orders/${number}/shipments`, body);
const dispatched = (number: string, id: string, hour: number) =>
  reported(number, { kind: 'dispatch', id, at: at(hour), carrier: 'DHL', tracking: id });
const returned = (number: string, hour: number) =>
  shop.post(`/v1/orders/${number}/returns`, {
    id: 'r',
    at: at(hour),
    disposition: 'restocked',
    lines: [{ line: '1', quantity: '2' }],
  });
const placed = async (sku: string): Promise<string> => {
  await shop.receive(sku, '20');
  return shop.place([lineOf(sku, '2')], onAccount);
};

it('the departure was taken back, and they left later: it is asked about till that', async () => {
  const number = await placed('b-1');
  await dispatched(number, 'd', 3);
  await returned(number, 5);
  await reported(number, {
    kind: 'scan',
    id: 'v',
    at: at(6),
    status: 'label_created',
    corrects: 'd',
    reason: 'mistake',
  });
  expect(await asked(number)).toMatchObject([{ type: 'return-unmatched' }]);
  await dispatched(number, 'real', 8);
  expect((await asked(number)).map(({ type, reason }) => `${type}: ${reason}`)).toEqual([
    expect.stringMatching(/^return-unmatched: return r of 2 .*before real left/u),
  ]);
  await shop.post(`/v1/orders/${number}/returns`, { id: 'x', corrects: 'r', reason: 'mistake' });
  expect(await asked(number)).toEqual([]);
  expect(await shop.stock('b-1')).toMatchObject({ onHand: '18', available: '18' });
});

it('ends where the dispatch is taken back and told anew as of when it left', async () => {
  const number = await placed('b-4');
  await dispatched(number, 'd', 3);
  await returned(number, 5);
  const voided = (corrects: string) =>
    reported(number, {
      kind: 'scan',
      id: `v ${corrects}`,
      at: at(6),
      status: 'label_created',
      corrects,
      reason: 'mistake',
    });
  await voided('d');
  await dispatched(number, 'late', 8);
  expect(await asked(number)).toMatchObject([
    {
      reason: expect.stringMatching(
        /take back that dispatch and tell it anew as of when it left$/u,
      ),
    },
  ]);
  await voided('late');
  await dispatched(number, 'anew', 2);
  expect(await asked(number)).toEqual([]);
  expect(await shop.stock('b-4')).toMatchObject({ onHand: '20', available: '20' });
});

it('booked for a scan, and a dispatch says that they left only later', async () => {
  const number = await placed('b-2');
  await reported(number, { kind: 'scan', id: 's', at: at(5), status: 'in_transit' });
  await returned(number, 1);
  await dispatched(number, 'd', 3);
  expect(await asked(number)).toMatchObject([{ type: 'return-unmatched' }]);
});

it('goods that left, came back and were booked in time ask nobody', async () => {
  const number = await placed('b-3');
  await dispatched(number, 'd', 3);
  await returned(number, 5);
  expect(await asked(number)).toEqual([]);
});
