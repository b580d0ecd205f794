/**
 * What a warehouse picks and packs from (reports of Odoo, Saleor, Shopware): a list of shipments
 * that says what, how much, for whom and where to, and whether something stands in its way.
 */
import { lineOf, onAccount, Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(async () => {
  await shop.close();
});

type Body = Awaited<ReturnType<Shop['order']>>;

const page = async (query: string): Promise<{ rows: readonly Body[]; next?: string }> => {
  const { status, body, text } = await shop.api.get(`/v1/shipments?${query}`);
  expect([status, text]).toEqual([200, expect.anything()]);
  const rows = body.rows as readonly Body[];
  return { rows, ...(body.next !== undefined && { next: body.next }) };
};
const toPack = async (node: string): Promise<readonly Body[]> =>
  (await page(`node=${node}&status=open`)).rows;

const shipTo = {
  name: 'Ada Poe',
  company: 'Poe Ltd',
  street: 'Elm St 1\nBack yard',
  address2: '3rd floor',
  city: 'Berlin',
  postalCode: '10115',
  country: 'DE',
};

/** Three mugs and two and a half ropes, of the node `east`. */
const mugsAndRope = async (): Promise<string> => {
  await shop.receive('mug', '3', 'east');
  await shop.receive('rope', '5', 'east');
  return shop.place(
    [
      lineOf('mug', '3', '10.00', { node: 'east', name: 'Mug, blue' }),
      lineOf('rope', '2.5', '10.00', { node: 'east' }),
    ],
    { ...onAccount, shipTo, notes: 'a gift: no bill inside' },
  );
};

it('has goods by SKU, unit and name, what of them is to go, address and notes', async () => {
  const number = await mugsAndRope();
  const row = {
    omsNumber: number,
    shipment: `${number}-S1`,
    node: 'east',
    shipTo,
    holds: [],
    notes: 'a gift: no bill inside',
  };
  const mug = { line: '1', sku: 'mug', unit: 'each', name: 'Mug, blue', quantity: '3' };
  const rope = { line: '2', sku: 'rope', unit: 'each', quantity: '2.5' };
  expect(await toPack('east')).toEqual([
    {
      ...row,
      status: 'planned',
      parcels: [],
      lines: [
        { ...mug, toSend: '3' },
        { ...rope, toSend: '2.5' },
      ],
    },
  ]);

  await shop.post(`/v1/shipments/${number}-S1/dispatch`, {
    id: 'half',
    carrier: 'dhl',
    lines: [{ line: '1', quantity: '2' }],
  });
  await shop.post(`/v1/orders/${number}/cancel`, {
    reason: 'less',
    lines: [{ line: '2', quantity: '1' }],
  });
  expect(await toPack('east')).toEqual([
    expect.objectContaining({
      ...row,
      status: 'partly_dispatched',
      lines: [
        { ...mug, toSend: '1' },
        { ...rope, quantity: '1.5', toSend: '1.5' },
      ],
    }),
  ]);

  await shop.post(`/v1/shipments/${number}-S1/dispatch`, { id: 'rest', carrier: 'dhl' });
  expect(await toPack('east')).toEqual([]);
  const {
    rows: [gone],
  } = await page('node=east&status=dispatched');
  expect(gone).toMatchObject({
    ...row,
    lines: [
      { ...mug, toSend: '0' },
      { ...rope, quantity: '1.5', toSend: '0' },
    ],
  });
});

it('says which hold stands on it and why, until it is released', async () => {
  await shop.receive('held', '1', 'south');
  const number = await shop.place([lineOf('held', '1', '1.00', { node: 'south' })], onAccount);
  await shop.post(`/v1/orders/${number}/hold`, { hold: 'fraud', reason: 'call first' });
  expect(await toPack('south')).toMatchObject([
    { omsNumber: number, holds: [{ hold: 'fraud', reason: 'call first' }] },
  ]);
  await shop.post(`/v1/orders/${number}/release-hold`, { hold: 'fraud' });
  const [free] = await toPack('south');
  expect(free?.['holds']).toEqual([]);
  expect([free?.['shipTo'], free?.['notes']]).toEqual([undefined, undefined]);
});

it('has the address that each shipment was released to', async () => {
  await shop.receive('moved', '1', 'west');
  const number = await shop.place([lineOf('moved', '2', '1.00', { node: 'west' })], {
    ...onAccount,
    shipTo,
  });
  const edited = await shop.post(`/v1/orders/${number}/edit`, {
    version: 1,
    shipTo: { ...shipTo, street: 'Oak St 2' },
  });
  expect(edited.status).toBe(200);
  await shop.receive('moved', '1', 'west');
  expect((await toPack('west')).map((row) => Object(row['shipTo']).street)).toEqual([
    'Elm St 1\nBack yard',
    'Oak St 2',
  ]);
});

it('ends a page by its bytes, and the next one goes on', async () => {
  const lines = Array.from({ length: 900 }, (_, nth) =>
    lineOf(`big-${nth}`, '1', '1.00', { node: 'big', name: 'x'.repeat(500), trackStock: false }),
  );
  const numbers: string[] = [];
  for (let nth = 0; nth < 4; nth += 1) numbers.push(await shop.place(lines, onAccount));
  const first = await page('node=big&status=open');
  expect(first.rows.length).toBeLessThan(numbers.length);
  const second = await page(`node=big&status=open&cursor=${first.next}`);
  expect([...first.rows, ...second.rows].map(({ omsNumber }) => omsNumber).toSorted()).toEqual(
    numbers.toSorted(),
  );
});
