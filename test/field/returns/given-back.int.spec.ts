/**
 * A dispatch is told of goods that nobody has paid, and is taken back: they must not be sent before
 * they are paid, and are the order's to sell, edit or cancel as if it had never been told.
 */
import { lineOf, onAccount } from '../shop.js';
import {
  closeShop,
  at,
  fact,
  dispatched,
  takenBack,
  paid,
  ordered,
  seen,
  toSend,
  untouched,
  openShop,
  shop,
} from './given-back.js';

beforeAll(openShop);
afterAll(closeShop);

it('the node has nothing to send before it is paid, and all of it then', async () => {
  const number = await ordered('g-1');
  await dispatched(number);
  expect(await seen(number)).toMatchObject({
    buckets: [{ shipped: '3' }],
    shipments: ['S1 dispatched'],
  });
  await takenBack(number);
  expect(await seen(number)).toEqual(untouched);
  expect(await toSend(number)).toEqual([]);
  for (const [command, body] of [
    ['dispatch', {}],
    ['refuse', { reason: 'not found' }],
  ] as const) {
    const answer = await shop.post(`/v1/shipments/${number}-S1/${command}`, body);
    expect([command, answer.status, answer.body.code]).toEqual([
      command,
      409,
      'shipment_not_released',
    ]);
  }
  await paid(number, 3000);
  expect(await seen(number)).toMatchObject({
    buckets: [{ released: '3' }],
    shipments: ['S1 planned'],
  });
  expect(await toSend(number)).toMatchObject([{ line: '1', quantity: '3', toSend: '3' }]);
  expect((await shop.post(`/v1/shipments/${number}-S1/dispatch`, {})).status).toBe(200);
});

it('whether the correction comes before the dispatch makes no difference', async () => {
  const number = await ordered('g-2');
  await takenBack(number);
  await dispatched(number);
  expect(await seen(number)).toEqual(untouched);
  expect(await toSend(number)).toEqual([]);
  await paid(number, 3000);
  expect(await toSend(number)).toMatchObject([{ line: '1', quantity: '3', toSend: '3' }]);
});

it('the correction is taken back as well: they left', async () => {
  const number = await ordered('g-3');
  await dispatched(number);
  await takenBack(number);
  await takenBack(number, 'c', 'c2');
  expect(await seen(number)).toMatchObject({
    buckets: [{ shipped: '3' }],
    shipments: ['S1 dispatched'],
    exceptions: ['released-unpaid'],
  });
});

it('a part left unpaid: the rest waits for money, and goes with the same shipment', async () => {
  const number = await ordered('g-4');
  await dispatched(number, { lines: [{ line: '1', quantity: '1' }] });
  expect(await seen(number)).toMatchObject({
    buckets: [{ reserved: '2', shipped: '1' }],
    shipments: ['S1 dispatched'],
  });
  expect(await toSend(number)).toEqual([]);
  await paid(number, 3000);
  expect(await seen(number)).toMatchObject({
    buckets: [{ released: '2', shipped: '1' }],
    shipments: ['S1 partly_dispatched'],
  });
  expect(await toSend(number)).toMatchObject([{ line: '1', quantity: '3', toSend: '2' }]);
});

it('a scan of all came first, then the part that really left: the rest is reserved', async () => {
  const number = await ordered('g-5');
  await fact(number, { kind: 'scan', id: 's', at: at(9), status: 'delivered' });
  expect(await seen(number)).toMatchObject({ buckets: [{ delivered: '3' }] });
  await dispatched(number, { lines: [{ line: '1', quantity: '1' }] });
  expect(await seen(number)).toMatchObject({ buckets: [{ delivered: '1', reserved: '2' }] });
  expect(await toSend(number)).toEqual([]);
});

it('they can be edited and cancelled like goods that no node ever had', async () => {
  const number = await ordered('g-6');
  await dispatched(number);
  await takenBack(number);
  const edited = await shop.post(`/v1/orders/${number}/edit`, {
    version: 1,
    lines: [{ line: '1', quantity: '2' }],
  });
  expect(edited.status).toBe(200);
  expect(await shop.stock('g-6')).toMatchObject({ available: '1' });
  await shop.post(`/v1/orders/${number}/cancel`, { reason: 'customer' });
  expect(await seen(number)).toMatchObject({ lifecycle: 'cancelled', exceptions: [] });
  expect(await shop.stock('g-6')).toMatchObject({ available: '3' });
  await dispatched(number, { id: 'd2' });
  expect(await seen(number)).toMatchObject({
    exceptions: ['released-unpaid', 'shipped-after-cancel'],
  });
});

it('what is taken back under a hold waits for its end, though it is paid', async () => {
  const number = await ordered('g-7');
  await shop.post(`/v1/orders/${number}/hold`, { hold: 'fraud', reason: 'look' });
  await paid(number, 3000);
  await dispatched(number);
  await takenBack(number);
  expect(await toSend(number)).toEqual([]);
  expect((await seen(number)).buckets).toEqual([{ reserved: '3' }]);
  await shop.post(`/v1/orders/${number}/release-hold`, { hold: 'fraud' });
  expect(await toSend(number)).toMatchObject([{ line: '1', quantity: '3', toSend: '3' }]);
});

it('a number that is mended twice says nothing of what other nodes have', async () => {
  await shop.receive('g-8', '3');
  await shop.receive('g-8', '3', 'south');
  const number = await shop.place(
    [lineOf('g-8', '2'), lineOf('g-8', '1', '10.00', { node: 'south' })],
    onAccount,
  );
  await dispatched(number, { node: 'south', tracking: 'WRONG' });
  for (const [id, corrects, tracking] of [
    ['m1', 'd', 'ALMOST'],
    ['m2', 'm1', 'RIGHT'],
  ] as const) {
    await fact(number, {
      kind: 'dispatch',
      id,
      at: at(4),
      carrier: 'DHL',
      tracking,
      corrects,
      reason: 'mistyped',
    });
  }
  expect(await seen(number)).toMatchObject({
    buckets: [{ released: '2' }, { shipped: '1' }],
    shipments: ['S1 planned', 'S2 dispatched'],
  });
});
