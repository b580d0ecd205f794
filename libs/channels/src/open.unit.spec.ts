import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bodies, folderWith, open, removeFolders, rowsOf, said } from '../test/sources.js';
import { SourceError } from './index.js';

afterEach(removeFolders);

const orders =
  'order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,' +
  'order_delivered_carrier_date,order_delivered_customer_date,order_estimated_delivery_date\n';
const items = 'order_id,order_item_id,product_id,seller_id,price,freight_value\n';
const invoices =
  'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n';

describe('a source that is not there', () => {
  it.each([
    ['generated', 'is no source: expected olist:DIR, online-retail:FILE or generated:N'],
    ['', 'expected olist:DIR'],
    ['amazon:x', '"amazon" is no kind of source: expected olist:DIR'],
    ['generated:many', 'whole number of orders from 1 to 10000000, not "many"'],
    ['generated:0', 'from 1 to 10000000, not "0"'],
    ['generated:1.5', 'not "1.5"'],
    ['olist:/no/such/folder', '/no/such/folder is no folder; expected one with olist_orders'],
    ['online-retail:/no/such.csv', '/no/such.csv is no file; expected a CSV file'],
  ])('%s is answered with what was expected', async (text, words) => {
    await expect(open(text)).rejects.toThrow(SourceError);
    await expect(open(text)).rejects.toThrow(words);
  });

  it.each([
    [{ stockFactor: -1 }, 'a stock factor is a number of 0 or more, not -1'],
    [{ stockFactor: Number.NaN }, 'not NaN'],
    [{ seed: 0.5 }, 'a seed is a whole number, not 0.5'],
    [{ tenant: 'a/b' }, `a tenant is 1 to 64 visible ASCII characters without '/', not "a/b"`],
    [{ tenant: 'ü' }, 'not "ü"'],
  ])('options %j are refused', async (options, words) => {
    await expect(open('generated:1', options)).rejects.toThrow(words);
  });
});

describe('a source that is damaged', () => {
  it('names the table that is missing', async () => {
    const folder = folderWith({ 'olist_orders_dataset.csv': orders });
    await expect(open(`olist:${folder}`)).rejects.toThrow(
      `${folder} has no olist_order_items_dataset.csv or olist_order_items_dataset.csv.gz`,
    );
  });

  it('names the columns that are missing, and those that are there', async () => {
    const folder = folderWith({
      'olist_orders_dataset.csv': orders,
      'olist_order_items_dataset.csv': 'order_id,price\n',
    });
    await expect(open(`olist:${folder}`)).rejects.toThrow(
      'olist_order_items_dataset.csv: column order_item_id, product_id, seller_id, freight_value ' +
        'is missing; expected a header with order_id, order_item_id, product_id, seller_id, ' +
        'price, freight_value, found order_id, price',
    );
  });

  it.each([
    ['1,A,x,many,2011-01-04 10:00:00,1.50,7,France', 'Quantity is "many", expected a whole number'],
    ['1,A,x,1,04/01/2011,1.50,7,France', 'InvoiceDate is "04/01/2011", expected a local time such'],
    ['1,A,x,1,2011-02-30 10:00:00,1.50,7,France', 'InvoiceDate is "2011-02-30 10:00:00"'],
    ['1,A,x,1,2011-01-04 10:00:00,1e3,7,France', 'UnitPrice is "1e3", expected a price such as'],
    [',A,x,1,2011-01-04 10:00:00,1.50,7,France', 'InvoiceNo is "", expected a value'],
    [
      '1,A\u0000b,x,1,2011-01-04 10:00:00,1.50,7,France',
      'StockCode is "A\\u0000b", expected text of 1 to 128 characters without invisible ones',
    ],
    ['1\u0007,A,x,1,2011-01-04 10:00:00,1.50,7,France', 'InvoiceNo is "1\\u0007", expected text'],
    ['1,A,x,1,2011-01-04 10:00:00,1.50,7\u0086,France', 'CustomerID is "7'],
    [
      '1,A,x,1,2011-01-04 10:00:00,1.50,7,Fra\u0000nce',
      'Country is "Fra\\u0000nce", expected text of',
    ],
    ['1,A,x,9000000000,2011-01-04 10:00:00,9000000,7,France', 'UnitPrice is "9000000"'],
  ])('names file, line and column of %s', async (row, words) => {
    const folder = folderWith({ 'r.csv': `${invoices}${row}\n` });
    const { leftOut } = await open(`online-retail:${join(folder, 'r.csv')}`);
    expect(leftOut.map(({ detail }) => detail)).toEqual([
      expect.stringContaining(`r.csv, line 2: column ${words}`),
    ]);
  });

  it('names an amount that is none', async () => {
    const folder = folderWith({
      'olist_orders_dataset.csv': `${orders}o1,c1,shipped,2017-11-20 10:00:00,,,,\n`,
      'olist_order_items_dataset.csv': `${items}o1,1,p,s,9.999,1.00\n`,
    });
    const source = await open(`olist:${folder}`);
    expect(source.leftOut).toEqual([
      {
        id: 'olist_order_items_dataset.csv:2',
        type: 'row',
        of: 'o1',
        code: 'row_unreadable',
        detail:
          'olist_order_items_dataset.csv, line 2: column price is "9.999", expected an amount ' +
          'in BRL such as 9.90; its order is left out whole',
        row: expect.objectContaining({ product_id: 'p', price: '9.999' }),
      },
    ]);
    expect(await rowsOf(source, 'orders and payments')).toEqual([]);
  });

  it.each([
    ['o1,1,p\u0000,s', 'product_id is "p\\u0000", expected text of 1 to 128 characters'],
    ['o1,1,p,s/t', 'seller_id is "s/t", expected text of 1 to 64 characters without \'/\''],
  ])('names what cannot be part of a key: %j', async (row, words) => {
    const folder = folderWith({
      'olist_orders_dataset.csv': `${orders}o1,c1,shipped,2017-11-20 10:00:00,,,,\n`,
      'olist_order_items_dataset.csv': `${items}${row},9.99,1.00\n`,
    });
    const { leftOut } = await open(`olist:${folder}`);
    expect(leftOut.map(({ detail }) => detail)).toEqual([
      expect.stringContaining(`olist_order_items_dataset.csv, line 2: column ${words}`),
    ]);
  });

  it('leaves out the whole order of a row, its stock too, and takes the others', async () => {
    const at = '2011-01-04 10:00:00';
    const folder = folderWith({
      'r.csv': [
        invoices.trim(),
        `1,K,x,1,${at},1.50,7,France`,
        `2,L,x,1,${at},0.12345678,7,France`,
        `1,N,x,1,${at},nothing,7,France`,
        `1,O,x,1,${at},1.50,7,France`,
      ].join('\n'),
    });
    const source = await open(`online-retail:${join(folder, 'r.csv')}`);
    expect(source.leftOut).toMatchObject([{ id: 'r.csv:4', of: '1' }]);
    const placings = bodies(await rowsOf(source, 'orders and payments'), 'order.place');
    expect(placings.map(({ body }) => body.lines)).toMatchObject([
      [{ sku: 'L', unitPrice: '0.12345678' }],
    ]);
    expect((await rowsOf(source, 'stock')).map(said)).toMatchObject([{ of: 'main/L' }]);
  });

  it('leaves out a row that is torn, with its order', async () => {
    const folder = folderWith({ 'r.csv': `${invoices}1,A,x\n` });
    const { leftOut } = await open(`online-retail:${join(folder, 'r.csv')}`);
    expect(leftOut).toMatchObject([{ of: '1' }]);
    expect(leftOut.map(({ detail }) => detail)).toEqual([
      'r.csv, line 2: it has 3 fields, expected 8 as in the header; its order is left out whole',
    ]);
  });

  it('leaves out a row in another encoding: two names would become one', async () => {
    const folder = folderWith({});
    const row = (sku: string): string => `2,${sku},x,1,2011-01-04 10:00:00,1.50,7,France\n`;
    writeFileSync(
      join(folder, 'r.csv'),
      Buffer.from(`${invoices}${row('A\u00c4')}${row('A\u00d6')}`, 'latin1'),
    );
    const { leftOut } = await open(`online-retail:${join(folder, 'r.csv')}`);
    expect(leftOut.map(({ detail }) => detail)).toEqual(
      [2, 3].map(
        (line) =>
          `r.csv, line ${line}: it is not in UTF-8: save the file in UTF-8; ` +
          'its order is left out whole',
      ),
    );
  });

  it('takes the others, however many rows of one cannot be read', async () => {
    const row = '1,A,x,many,2011-01-04 10:00:00,1.50,7,France\n';
    const folder = folderWith({
      'r.csv': `${invoices}${row.repeat(10_001)}2,A,x,1,2011-01-04 10:00:00,1.50,7,France\n`,
    });
    const source = await open(`online-retail:${join(folder, 'r.csv')}`);
    expect(source.leftOut).toHaveLength(10_001);
    expect((await rowsOf(source, 'orders and payments')).map(said)).toMatchObject([
      { of: '2', type: 'order.place' },
      { of: '2', type: 'order.record-payment' },
    ]);
  });

  it.each([
    ['empty.csv', '', 'empty.csv is empty; expected a header with InvoiceNo'],
    ['long.csv', `${invoices}${'1'.repeat(3_000_000)}`, 'long.csv: a line is longer than'],
  ])('tells what is wrong with %s', async (name, text, words) => {
    const folder = folderWith({ [name]: text });
    await expect(open(`online-retail:${join(folder, name)}`)).rejects.toThrow(words);
  });
});
