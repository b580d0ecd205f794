/**
 * Goods that are told as dispatched and taken back, while another node, a return or a cancel has to
 * do with them as well.
 */
import { lineOf, onAccount } from '../shop.js';
import {
  closeShop,
  at,
  unpaid,
  fact,
  dispatched,
  takenBack,
  paid,
  ordered,
  seen,
  toSend,
  openShop,
  shop,
} from './given-back.js';

beforeAll(openShop);
afterAll(closeShop);

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
  const isReported = exceptions.includes('cancel-refused');
  expect(buckets).toEqual([isReported ? { released: '3' } : { cancelled: '1', released: '2' }]);
});
