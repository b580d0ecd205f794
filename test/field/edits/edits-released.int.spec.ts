/** What an edit means for what a node has already. */
import { daysAhead } from '../days.js';
import { lineOf, onAccount, Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

const edit = (number: string, version: number, change: object) =>
  shop.post(`/v1/orders/${number}/edit`, { version, ...change });

/** What the node has to send, in its order: of each shipment its order and promise. */
const toSend = async (node: string) => {
  const { body } = await shop.api.get(`/v1/shipments?node=${node}&status=open`);
  const { rows } = body as { rows?: readonly { shipment: string; promise?: string }[] };
  return rows?.map(({ shipment, promise }) => [shipment.slice(0, -3), promise]);
};

it('another promise reaches the shipments that are planned, and their list', async () => {
  await shop.receive('e', '9', 'depot');
  const at = (promise: string) =>
    shop.place([lineOf('e', '1', '10.00', { node: 'depot' })], { ...onAccount, promise });
  const [late, early] = [await at('2027-03-09'), await at('2027-03-05')];
  expect(await toSend('depot')).toEqual([
    [early, '2027-03-05'],
    [late, '2027-03-09'],
  ]);
  expect((await edit(late, 1, { promise: '2027-03-01' })).status).toBe(200);
  expect(await toSend('depot')).toEqual([
    [late, '2027-03-01'],
    [early, '2027-03-05'],
  ]);
  expect(await shop.order(late)).toMatchObject({ promise: '2027-03-01' });
});

it('units that are released later go with the promise of that day', async () => {
  await shop.receive('part', '1', 'annex');
  const number = await shop.place([lineOf('part', '2', '10.00', { node: 'annex' })], {
    ...onAccount,
    promise: '2027-04-01',
  });
  await edit(number, 1, { promise: '2027-04-08' });
  await shop.receive('part', '1', 'annex');
  expect(await toSend('annex')).toEqual([
    [number, '2027-04-08'],
    [number, '2027-04-08'],
  ]);
});

it('a payment deadline in the past ends no order of which units are with a node', async () => {
  await shop.receive('d', '1');
  const number = await shop.place([lineOf('d', '2')], {
    policy: { paymentDeadline: daysAhead(3285) },
  });
  await shop.post(`/v1/orders/${number}/release-anyway`, { reason: 'a regular' });
  const { status } = await edit(number, 1, { policy: { paymentDeadline: '2020-01-01T00:00:00Z' } });
  expect(status).toBe(200);
  await shop.settled();
  expect(await shop.order(number)).toMatchObject({
    lifecycle: 'in_fulfilment',
    lines: [{ buckets: { released: '1', backordered: '1' } }],
  });
});

it('an address or charge of what is all released is refused, and told why', async () => {
  await shop.receive('a', '1');
  const number = await shop.place([lineOf('a')], { ...onAccount, shipTo: { street: 'Old 1' } });
  expect(await edit(number, 1, { shipTo: { street: 'New 2' } })).toMatchObject({
    status: 409,
    body: { code: 'not_editable', errors: [{ field: 'shipTo' }] },
  });
});

it('a node of units that it has is refused, and says what to do', async () => {
  await shop.receive('n', '1');
  const number = await shop.place([lineOf('n')], onAccount);
  expect(await edit(number, 1, { lines: [{ line: '1', node: 'north' }] })).toMatchObject({
    status: 409,
    body: { code: 'not_editable', errors: [{ field: 'lines[0].node' }] },
  });
});
