/**
 * A dispatch is told of goods that nobody has paid, and is taken back: they must not be sent before
 * they are paid, and are the order's to sell, edit or cancel as if it had never been told.
 */
import { lineOf, onAccount, Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(async () => {
  await shop.close();
});

const at = (hour: number): string => `2026-11-30T${String(hour).padStart(2, '0')}:00:00Z`;
const unpaid = { policy: { releaseOn: 'paid' } };

const fact = async (number: string, body: object) => {
  const { status, text } = await shop.post(`/v1/orders/${number}/shipments`, body);
  expect([status, text]).toEqual([200, expect.any(String)]);
};
const dispatched = (number: string, more: object = {}) =>
  fact(number, { kind: 'dispatch', id: 'd', at: at(3), carrier: 'DHL', tracking: 'T-1', ...more });
const takenBack = (number: string, corrects = 'd', id = 'c') =>
  fact(number, {
    kind: 'scan',
    id,
    at: at(5),
    status: 'label_created',
    corrects,
    reason: 'another order',
  });
const paid = (number: string, amount: number) =>
  shop.post(`/v1/orders/${number}/payments`, { id: 'p', payment: 'P', status: 'captured', amount });
const ordered = async (sku: string, more: object = unpaid): Promise<string> => {
  await shop.receive(sku, '3');
  return shop.place([lineOf(sku, '3')], more);
};
interface Shown {
  readonly lines: readonly { readonly buckets: object }[];
  readonly shipments: readonly { readonly id: string; readonly status: string }[];
  readonly attention: { readonly exceptions: readonly { readonly type: string }[] };
  readonly lifecycle: string;
}
const seen = async (number: string) => {
  const { text } = await shop.api.get(`/v1/orders/${number}`);
  const { lines, shipments, attention, lifecycle } = JSON.parse(text) as Shown;
  return {
    buckets: lines.map(({ buckets }) => buckets),
    lifecycle,
    shipments: shipments.map(({ id, status }) => `${id.slice(-2)} ${status}`),
    exceptions: attention.exceptions.map(({ type }) => type),
  };
};
/** What the node has to send of an order. */
const toSend = async (number: string): Promise<readonly object[]> => {
  const { text } = await shop.api.get('/v1/shipments?status=open&limit=200');
  const { rows } = JSON.parse(text) as {
    rows: readonly { readonly omsNumber: string; readonly lines: readonly object[] }[];
  };
  return rows.filter(({ omsNumber }) => omsNumber === number).flatMap(({ lines }) => lines);
};
const untouched = {
  buckets: [{ reserved: '3' }],
  lifecycle: 'accepted',
  shipments: [],
  exceptions: [],
};

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

describe('two nodes', () => {
  const two = async (sku: string, more: object = unpaid): Promise<string> => {
    await shop.receive(sku, '3');
    await shop.receive(sku, '2', 'south');
    return shop.place([lineOf(sku, '3'), lineOf(sku, '2', '10.00', { node: 'south' })], more);
  };

  it('a dispatch of all that is mended to a part leaves the other node its goods', async () => {
    const number = await two('g-10');
    await fact(number, {
      kind: 'dispatch',
      id: 'm',
      at: at(4),
      corrects: 'd',
      reason: 'only one',
      lines: [{ line: '1', quantity: '1' }],
    });
    await dispatched(number);
    expect((await seen(number)).buckets).toEqual([
      { reserved: '2', shipped: '1' },
      { reserved: '2' },
    ]);
    await paid(number, 5000);
    expect((await seen(number)).buckets).toEqual([
      { released: '2', shipped: '1' },
      { released: '2' },
    ]);
    expect((await shop.post(`/v1/shipments/${number}-S2/dispatch`, {})).status).toBe(200);
  });

  it('a second dispatch that finds nothing new holds back nothing that comes later', async () => {
    const number = await two('g-11');
    await dispatched(number, { node: 'south' });
    await dispatched(number, { id: 'd2' });
    await shop.receive('g-11', '1', 'south');
    await shop.post(`/v1/orders/${number}/edit`, {
      version: 1,
      lines: [{ line: '2', quantity: '3' }],
    });
    await paid(number, 6000);
    expect((await seen(number)).buckets).toEqual([
      { shipped: '3' },
      { released: '1', shipped: '2' },
    ]);
    expect(await toSend(number)).toMatchObject([{ line: '2', toSend: '1' }]);
  });
});

describe('a return of what was taken back', () => {
  const returned = (number: string) =>
    shop.post(`/v1/orders/${number}/returns`, {
      id: 'rt',
      disposition: 'restocked',
      lines: [{ line: '1', quantity: '1' }],
    });

  it('is taken back as well: all goes once it is paid, and a cancel is answered', async () => {
    const number = await ordered('g-12');
    await dispatched(number, { lines: [{ line: '1', quantity: '1' }] });
    await returned(number);
    await takenBack(number);
    await shop.post(`/v1/orders/${number}/returns`, { id: 'x', corrects: 'rt', reason: 'mistake' });
    expect((await seen(number)).buckets).toEqual([{ reserved: '3' }]);
    await paid(number, 3000);
    expect((await seen(number)).buckets).toEqual([{ released: '3' }]);
    await shop.post(`/v1/orders/${number}/cancel`, { reason: 'customer' });
    expect((await seen(number)).buckets).toEqual([{ cancelled: '3' }]);
  });

  it('stands against the books: people are told, whoever it is sold to', async () => {
    const number = await ordered('g-13');
    await dispatched(number);
    await returned(number);
    await takenBack(number);
    await shop.place([lineOf('g-13', '1')], onAccount);
    await paid(number, 3000);
    expect(await seen(number)).toMatchObject({
      buckets: [{ released: '2', restocked: '1' }],
      exceptions: ['refund-due', 'return-unmatched'],
    });
    await shop.post(`/v1/orders/${number}/returns`, { id: 'x', corrects: 'rt', reason: 'mistake' });
    expect(await seen(number)).toMatchObject({ buckets: [{ released: '3' }], exceptions: [] });
    expect(await toSend(number)).toMatchObject([{ line: '1', toSend: '3' }]);
  });
});

it('a cancel among facts on their way is answered, and what is cancelled is not sent', async () => {
  const number = await ordered('g-14');
  const post = (path: string, body: object) => shop.api.post(`/v1/orders/${number}/${path}`, body);
  await Promise.all([
    post('shipments', {
      kind: 'dispatch',
      id: 'd',
      at: at(3),
      lines: [{ line: '1', quantity: '1' }],
    }),
    post('shipments', {
      kind: 'scan',
      id: 'c',
      at: at(5),
      status: 'label_created',
      corrects: 'd',
      reason: 'other',
    }),
    post('shipments', { kind: 'scan', id: 's', at: at(6), status: 'delivery_failed' }),
    post('cancel', { id: 'k', reason: 'customer', lines: [{ line: '1', quantity: '1' }] }),
    post('shipments', {
      kind: 'scan',
      id: 'c2',
      at: at(7),
      status: 'label_created',
      corrects: 's',
      reason: 'other',
    }),
    post('payments', { id: 'p', payment: 'P', status: 'captured', amount: 3000 }),
  ]);
  await shop.settled();
  const { buckets, exceptions } = await seen(number);
  const isTold = exceptions.includes('cancel-refused');
  expect(buckets).toEqual([isTold ? { released: '3' } : { cancelled: '1', released: '2' }]);
});
