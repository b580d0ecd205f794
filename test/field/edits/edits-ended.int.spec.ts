/** No edit ends an order, and what the stock refuses an order that stands stays open. */
import { lineOf, onAccount, Shop } from '../shop.js';

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
});
afterAll(() => shop.close());

type Body = Awaited<ReturnType<Shop['order']>>;

const bucketsOf = ({ lines }: Body): unknown[] =>
  (Array.isArray(lines) ? lines : []).map(({ buckets }: { buckets: unknown }) => buckets);
const exceptionsOf = ({ attention }: Body): readonly { type: string; reason: string }[] =>
  Object(attention).exceptions;
const edit = (number: string, body: object) => shop.post(`/v1/orders/${number}/edit`, body);
const refuse = { onShortage: 'refuse' };

describe('an edit that would leave no unit', () => {
  it('is refused and names the cancel; the cancel can be undone', async () => {
    await shop.receive('none', '5');
    const number = await shop.place([lineOf('none', '2'), lineOf('none', '3')]);
    await shop.post(`/v1/orders/${number}/cancel`, { reason: 'x', lines: [{ line: '2' }] });
    const { status, body } = await edit(number, {
      version: 2,
      lines: [{ line: '1', remove: true }],
    });
    expect({ status, body }).toMatchObject({
      status: 409,
      body: {
        code: 'not_editable',
        errors: [
          { field: 'lines', detail: 'no unit would be left: to end the order, post to its cancel' },
        ],
      },
    });
    expect(bucketsOf(await shop.order(number))).toEqual([{ reserved: '2' }, { cancelled: '3' }]);
    await shop.post(`/v1/orders/${number}/cancel`, { reason: 'over' });
    expect((await edit(number, { version: 3, notes: 'x' })).body).toMatchObject({
      code: 'order_closed',
      detail: expect.stringContaining('undo its cancel'),
    });
    await shop.post(`/v1/orders/${number}/undo-cancel`, { reason: 'not over' });
    expect(bucketsOf(await shop.order(number))).toEqual([{ reserved: '2' }, { reserved: '3' }]);
  });

  it('but has another line, or units that have gone, is one as any', async () => {
    await shop.receive('gone', '1');
    const number = await shop.place([lineOf('gone', '3')], onAccount);
    await shop.post(`/v1/shipments/${number}-S1/dispatch`, { carrier: 'dhl', tracking: 'T-gone' });
    const less = await edit(number, { version: 1, lines: [{ line: '1', quantity: '1' }] });
    expect([less.status, bucketsOf(less.body as Body)]).toEqual([
      200,
      [{ shipped: '1', cancelled: '2' }],
    ]);
    const other = await shop.place([lineOf('gone')]);
    expect(
      (
        await edit(other, {
          version: 1,
          lines: [
            { line: '1', remove: true },
            { line: '2', ...lineOf('gone-2') },
          ],
        })
      ).status,
    ).toBe(200);
  });
});

describe('a line that goes to a node which cannot count it', () => {
  it('stays open, people are told, and it goes back', async () => {
    await shop.receive('kg-there', '2');
    await shop.post('/v1/stock/north/kg-there/receipts', { quantity: '5', unit: 'kg' });
    const number = await shop.place([lineOf('kg-there', '2')]);
    expect((await edit(number, { version: 1, lines: [{ line: '1', node: 'north' }] })).status).toBe(
      200,
    );
    const moved = await shop.order(number);
    expect(moved.lifecycle).toBe('accepted');
    expect(bucketsOf(moved)).toEqual([{ open: '2' }]);
    expect(exceptionsOf(moved)).toMatchObject([
      {
        type: 'stock-refused',
        line: '1',
        reason:
          'kg-there is kept in kg at north, the line asks in each: nothing is reserved; they ' +
          'stay open: reserve them again, edit the line or cancel them',
      },
    ]);
    expect((await edit(number, { version: 2, lines: [{ line: '1', node: 'main' }] })).status).toBe(
      200,
    );
    const back = await shop.order(number);
    expect([bucketsOf(back), exceptionsOf(back)]).toEqual([[{ reserved: '2' }], []]);
    expect(await shop.stock('kg-there')).toMatchObject({ reserved: '2', available: '0' });
    expect(await shop.stock('kg-there', 'north')).toMatchObject({ onHand: '5', reserved: '0' });
  });

  it('can be cancelled from there, and that ends what was told', async () => {
    await shop.post('/v1/stock/north/kg-only/receipts', { quantity: '5', unit: 'kg' });
    const number = await shop.place([lineOf('kg-only', '2')]);
    await edit(number, { version: 1, lines: [{ line: '1', node: 'north' }] });
    await shop.post(`/v1/orders/${number}/cancel`, { reason: 'over' });
    const after = await shop.order(number);
    expect([after.lifecycle, exceptionsOf(after)]).toEqual(['cancelled', []]);
  });
});

describe('units that the stock does not have, of a line that is not backordered', () => {
  it('are open where an edit asked for them, and reserved once they are there', async () => {
    await shop.receive('few', '3');
    const number = await shop.place([lineOf('few', '3', '10.00', refuse)]);
    await edit(number, { version: 1, lines: [{ line: '1', quantity: '5' }] });
    const reported = await shop.order(number);
    expect(bucketsOf(reported)).toEqual([{ open: '2', reserved: '3' }]);
    expect(exceptionsOf(reported)).toMatchObject([
      { type: 'stock-refused', reason: expect.stringContaining('main has no 2 each of few') },
    ]);
    await shop.receive('few', '2');
    await shop.post(`/v1/orders/${number}/reserve-again`, {});
    const after = await shop.order(number);
    expect([bucketsOf(after), exceptionsOf(after)]).toEqual([[{ reserved: '5' }], []]);
  });

  it('are open where a cancel was undone, and people are told what it lacks', async () => {
    await shop.receive('sold', '1');
    const number = await shop.place([lineOf('sold', '1', '10.00', refuse)]);
    await shop.post(`/v1/orders/${number}/cancel`, { reason: 'a mistake' });
    await shop.place([lineOf('sold')]);
    const undo = () => shop.post(`/v1/orders/${number}/undo-cancel`, { reason: 'not over' });
    expect((await undo()).status).toBe(200);
    const reported = await shop.order(number);
    expect([reported.lifecycle, bucketsOf(reported)]).toEqual(['accepted', [{ open: '1' }]]);
    expect(exceptionsOf(reported)).toMatchObject([{ type: 'stock-refused', line: '1' }]);
    expect(await undo()).toMatchObject({ status: 409, body: { code: 'nothing_to_undo' } });
    expect(await shop.stock('sold')).toMatchObject({ reserved: '1', backordered: '0' });
  });
});
