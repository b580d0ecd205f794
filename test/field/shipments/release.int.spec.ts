/** Which units go to their node in one parcel. */
import { setTimeout as pause } from 'node:timers/promises';
import { lineOf, Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(async () => {
  await shop.close();
});

const policy = (more: object = {}) => ({ policy: { releaseOn: 'accepted', ...more } });
const shipmentsOf = async (number: string): Promise<unknown> =>
  (await shop.order(number))['shipments'];

const pauseMs = 100;
const patienceMs = 20_000;
/** Waits for as many shipments. */
const shipped = async (number: string, count: number): Promise<void> => {
  const until = performance.now() + patienceMs;
  for (;;) {
    const shipments = await shipmentsOf(number);
    if (Array.isArray(shipments) && shipments.length === count) return;
    if (performance.now() > until) throw new Error(`not ${count}: ${JSON.stringify(shipments)}`);
    await pause(pauseMs);
  }
};

test('two backordered lines of one receipt go as one shipment, and no second later', async () => {
  const number = await shop.place([lineOf('one-receipt'), lineOf('one-receipt')], policy());
  await shop.receive('one-receipt', '2');
  await expect(shipmentsOf(number)).resolves.toMatchObject([{ id: `${number}-S1` }]);
});

test('a thousand backordered lines at three nodes are three shipments', async () => {
  const nodes = ['n-1', 'n-2', 'n-3'];
  const lines = Array.from({ length: 60 }, (_, at) =>
    lineOf('many', '1', '1.00', { node: nodes[at % nodes.length] }),
  );
  const number = await shop.place(lines, policy());
  for (const node of nodes) await shop.receive('many', '20', node);
  await expect(shipmentsOf(number)).resolves.toHaveLength(nodes.length);
});

test('units that become ready one after the other wait for each other a while', async () => {
  const lines = ['w-0', 'w-1', 'w-2', 'w-3'].map((sku) => lineOf(sku));
  await shop.receive('w-0', '1');
  const number = await shop.place(lines, policy({ releaseWaitSeconds: 2 }));
  await expect(shipmentsOf(number)).resolves.toHaveLength(1);
  await shop.receive('w-1', '1');
  await shop.receive('w-2', '1');
  await expect(shipmentsOf(number)).resolves.toHaveLength(1);
  await shipped(number, 2);
  await shop.receive('w-3', '1');
  await expect(shipmentsOf(number)).resolves.toHaveLength(3);
});

test('without timers nothing waits', async () => {
  const number = await shop.place([lineOf('h-1'), lineOf('h-2')], policy({ timers: false }));
  await shop.receive('h-1', '1');
  await expect(shipmentsOf(number)).resolves.toHaveLength(1);
});

test('a hold stops what waits; when it ends, all that is ready goes at once', async () => {
  const lines = ['s-1', 's-2', 's-3'].map((sku) => lineOf(sku));
  const number = await shop.place(lines, policy({ releaseWaitSeconds: 1 }));
  await shop.receive('s-1', '1');
  await shop.post(`/v1/orders/${number}/hold`, { hold: 'fraud', reason: 'look' });
  await shop.receive('s-2', '1');
  await pause(1_500);
  await expect(shipmentsOf(number)).resolves.toEqual([]);
  await shop.post(`/v1/orders/${number}/release-hold`, { hold: 'fraud' });
  await expect(shipmentsOf(number)).resolves.toHaveLength(1);
});

describe('what ships together', () => {
  test('waits for all units of its node', async () => {
    await shop.receive('t-1', '1');
    await shop.receive('t-1', '1', 'north');
    const number = await shop.place(
      [lineOf('t-1'), lineOf('t-2'), lineOf('t-1', '1', '1.00', { node: 'north' })],
      policy({ shipTogether: 'node' }),
    );
    await expect(shipmentsOf(number)).resolves.toMatchObject([{ node: 'north' }]);
    await shop.receive('t-2', '1');
    await expect(shipmentsOf(number)).resolves.toHaveLength(2);
  });

  test('waits for all units of the order, but for those that are cancelled', async () => {
    await shop.receive('o-1', '1');
    const number = await shop.place(
      [lineOf('o-1'), lineOf('o-2', '2', '1.00', { node: 'north' }), lineOf('o-3')],
      policy({ shipTogether: 'order' }),
    );
    await shop.receive('o-2', '2', 'north');
    await expect(shipmentsOf(number)).resolves.toEqual([]);
    await shop.post(`/v1/orders/${number}/cancel`, { reason: 'late', lines: [{ line: '3' }] });
    await expect(shipmentsOf(number)).resolves.toHaveLength(2);
  });

  test('is chosen anew by an edit', async () => {
    await shop.receive('c-1', '1');
    const number = await shop.place(
      [lineOf('c-1'), lineOf('c-2')],
      policy({ shipTogether: 'order', releaseWaitSeconds: 1 }),
    );
    await expect(shipmentsOf(number)).resolves.toEqual([]);
    await shop.post(`/v1/orders/${number}/edit`, {
      version: 1,
      lines: [{ line: '2', remove: true }],
    });
    await expect(shipmentsOf(number)).resolves.toHaveLength(1);
  });
});

describe('a line with a street date', () => {
  const streetDate = () => new Date(Date.now() + 2_500).toISOString();

  test('waits for it, the others do not', async () => {
    await shop.receive('p-1', '1');
    await shop.receive('p-2', '1');
    const number = await shop.place(
      [lineOf('p-1'), lineOf('p-2', '1', '1.00', { notBefore: streetDate() })],
      policy(),
    );
    await expect(shipmentsOf(number)).resolves.toHaveLength(1);
    await shipped(number, 2);
  });

  test('keeps what ships with it, and an edit moves it', async () => {
    await shop.receive('p-3', '2');
    const number = await shop.place(
      [lineOf('p-3'), lineOf('p-3', '1', '1.00', { notBefore: '2999-01-01' })],
      policy({ shipTogether: 'node' }),
    );
    await expect(shipmentsOf(number)).resolves.toEqual([]);
    await shop.post(`/v1/orders/${number}/edit`, {
      version: 1,
      lines: [{ line: '2', notBefore: '2020-01-01' }],
    });
    await expect(shipmentsOf(number)).resolves.toHaveLength(1);
  });
});
