/** An order that cannot be taken whole leaves nothing behind; nor does a credit that may be its. */
import { join } from 'node:path';
import { bodies, folderWith, open, removeFolders, rowsOf, said } from '../test/sources.js';
import type { Opened } from '../test/sources.js';
import type { Phase } from './index.js';

afterEach(removeFolders);

const head = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
const csv = (rows: readonly string[]): Promise<Opened> =>
  open(
    `online-retail:${join(folderWith({ 'r.csv': `${[head, ...rows].join('\n')}\n` }), 'r.csv')}`,
  );

/** `invoice code quantity price customer` */
const given = (...rows: readonly string[]): Promise<Opened> =>
  csv(
    rows.map((row) => {
      const [invoice, code, quantity, price = '1.00', customer = '17'] = row.split(' ');
      return `${invoice},${code},x,${quantity},2011-07-01 10:00:00,${price},${customer},France`;
    }),
  );

const reported = async (source: Opened, phase: Phase['name']): Promise<readonly string[]> =>
  (await rowsOf(source, phase)).map(said).map(({ of, type }) => `${type} ${of}`);
const ended = (source: Opened) => reported(source, 'refusals, cancels and returns');
const ordered = (source: Opened) => reported(source, 'orders and payments');
const leftOut = ({ leftOut: all }: Opened): readonly string[] =>
  all.map(({ type, of, code }) => `${type} ${of}: ${code}`);

describe('a credit that may be of an order that is left out', () => {
  it('is left out and named, so that it makes no stock and is not booked twice', async () => {
    const rows = ['801 A 5', '802 A 5', 'C803 A -5'];
    const damaged = await given(...rows.with(1, '802 A 5 one'));
    expect(leftOut(damaged)).toEqual([
      'row 802: row_unreadable',
      'order.record-return online-retail/C803: order_left_out',
    ]);
    expect(damaged.leftOut[1]).toMatchObject({
      detail: expect.stringContaining('units of 802, which is left out'),
      row: { InvoiceNo: 'C803', goods: [{ sku: 'A', quantity: -5 }] },
    });
    expect(await ended(damaged)).toEqual([]);
    expect(await ended(await given(...rows))).toEqual(['order.record-return 802']);
  });

  it('is one of its customer and SKU after it; all others are booked as ever', async () => {
    const source = await given(
      'C700 A -1',
      '801 K 9',
      '802 A 5 one',
      '802 K 1',
      '803 A 4 1 18',
      'C804 A -1 1 18',
      'C805 C -1',
      'C806 K -1',
      'C807 C -1 1 18',
    );
    expect(leftOut(source)).toEqual([
      'row 802: row_unreadable',
      'order.record-return online-retail/C806: order_left_out',
    ]);
    expect(await ended(source)).toEqual(
      [
        'order.record-return 803',
        'stock.return main/A',
        'stock.return main/C',
        'stock.return main/C',
      ].toSorted(),
    );
  });

  it('takes other goods as it will, so that later ones are booked as they will be', async () => {
    const rows = ['800 K 1', '801 K 1', '802 A 1', 'C803 A -1', 'C803 K -1', 'C804 K -1'];
    const damaged = await given(...rows.with(2, '802 A 1 one'));
    expect(await ended(damaged)).toEqual(['order.record-return 800']);
    expect(await ended(await given(...rows))).toContain('order.record-return 800');
  });

  it('is one after a credit nobody can read, or any after a row without a customer', async () => {
    const credits = await given('801 A 1', '802 A 1', 'C803 A six', 'C804 A -1');
    expect(leftOut(credits)).toEqual([
      'row C803: row_unreadable',
      'order.record-return online-retail/C804: order_left_out',
    ]);
    const torn = await csv([
      '801,A,x,1,2011-07-01 10:00:00,1,17,F',
      '802,A',
      'C803,A,x,-1,2011-07-01 10:00:00,1,17,F',
    ]);
    expect(await ended(torn)).toEqual([]);
    expect(leftOut(torn)).toHaveLength(2);
  });
});

describe('an order that no edge takes', () => {
  it.each([
    ['lines', Array.from({ length: 2_001 }, () => '802 A 1'), 'at most 2000'],
    ['charges', [...Array.from({ length: 1_001 }, () => '802 POST 1'), '802 A 1'], 'at most 1000'],
    ['money', Array.from({ length: 1_900 }, () => '802 A 9000 9000000.00'), 'together at most'],
  ])('of too much (%s) is left out with its stock and told once', async (_, rows, words) => {
    const source = await given('801 K 1', ...rows, 'C803 A -1');
    expect(leftOut(source)).toEqual([
      'order.place online-retail/802: schema_invalid',
      'order.record-return online-retail/C803: order_left_out',
    ]);
    expect(source.leftOut[0]).toMatchObject({
      detail: expect.stringMatching(`${words}.*; its order is left out whole`),
      row: { reference: { channelRef: '802' }, message: { type: 'order.place' } },
    });
    expect(await reported(source, 'stock')).toEqual(['stock.receive main/K']);
    expect(await ordered(source)).toEqual(['order.place 801', 'order.record-payment 801']);
    expect(await ended(source)).toEqual([]);
  });
});

const orderHead =
  'order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,' +
  'order_delivered_carrier_date,order_delivered_customer_date,order_estimated_delivery_date';
const olist = (
  orders: readonly string[],
  items: readonly string[],
  { payments = [], customers = [] }: Record<string, readonly string[]> = {},
): Promise<Opened> =>
  open(
    `olist:${folderWith({
      'olist_orders_dataset.csv': [orderHead, ...orders].join('\n'),
      'olist_order_items_dataset.csv': [
        'order_id,order_item_id,product_id,seller_id,price,' + 'freight_value',
        ...items,
      ].join('\n'),
      'olist_order_payments_dataset.csv': ['order_id,payment_value', ...payments].join('\n'),
      'olist_customers_dataset.csv': [
        'customer_id,customer_zip_code_prefix,customer_city,' + 'customer_state',
        ...customers,
      ].join('\n'),
    })}`,
  );
const order = (ref: string, customer = 'c', status = 'shipped'): string =>
  `${ref},${customer},${status},2017-11-20 10:00:00,2017-11-20 10:00:00,,,`;

describe('Olist', () => {
  it('takes an order whose total is below zero: it owes nothing', async () => {
    const source = await olist(
      [order('o1'), order('o2')],
      ['o1,1,p,s,10.00,-12.00', 'o2,1,p,s,-5.00,0.00'],
      { payments: ['o1,-2.00'] },
    );
    expect(leftOut(source)).toEqual([]);
    expect(
      bodies(await rowsOf(source, 'orders and payments'), 'order.place').map(
        ({ body }) => body.policy.paymentTolerance,
      ),
    ).toEqual([0, 0]);
  });

  it('tells each item and payment of an order that it does not have', async () => {
    const source = await olist(
      [order('o1')],
      ['o1,1,p,s,1.00,0.00', 'oX,1,p,s,1.00,0.00', 'oX,2,p,s,1.00,0.00', ',3,p,s,1.00,0.00'],
      { payments: ['oY,5.00'] },
    );
    expect(leftOut(source)).toEqual([
      'row oX: order_unknown',
      'row oX: order_unknown',
      'row olist_order_items_dataset.csv: row_unreadable',
      'row oY: order_unknown',
    ]);
    expect(await ordered(source)).toEqual(['order.place o1']);
  });

  it('leaves out an order that is told in two ways, and takes one told twice', async () => {
    const source = await olist(
      [order('o1'), order('o1', 'c', 'canceled'), order('o2'), order('o2')],
      ['o1,1,p,s,1.00,0.00'],
    );
    expect(leftOut(source)).toEqual(['row o1: row_unreadable']);
    expect(await ordered(source)).toEqual(['order.place o2']);
    expect(await reported(source, 'stock')).toEqual([]);
  });

  it('leaves out all orders of a customer whose address cannot be read', async () => {
    const source = await olist([order('o1'), order('o2'), order('o3', 'd')], [], {
      customers: ['c,0123', 'd,0123,X,SP'],
    });
    expect(leftOut(source)).toEqual(['row o1: row_unreadable', 'row o2: row_unreadable']);
    expect(await ordered(source)).toEqual(['order.place o3']);
  });
});
