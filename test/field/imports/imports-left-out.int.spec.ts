/** What an import leaves out leaves nothing behind, and comes in once when the file is mended. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importSource } from '../../../apps/oms/src/commands/import.js';
import { expectVerified, exportsOf } from '../../acceptance/oms-process.js';
import { Importing } from './importing.js';

let importing: Importing;
beforeAll(async () => {
  importing = await Importing.open();
});
afterAll(async () => {
  await importing.close();
});
beforeEach(() => {
  importing.listen();
});
afterEach(() => jest.restoreAllMocks());

const get = (path: string): Promise<Record<string, unknown>> => importing.get(path);
const onHand = async (node: string, sku: string): Promise<unknown> =>
  (await get(`/v1/stock/${node}/${sku}`)).onHand;
const lifecycles = async (ref: string): Promise<readonly unknown[]> =>
  (
    (await get(`/v1/references/${ref}`)) as { orders: readonly { lifecycle: unknown }[] }
  ).orders.map(({ lifecycle }) => lifecycle);

/** Imports over HTTP; what was refused is `type of: code`. */
const imported = async (source: string) => {
  const rejected = join(importing.folder, 'rejected.ndjson');
  const exit = await importSource(source, {
    tenant: 'default',
    stockFactor: '1',
    seed: '1',
    json: true,
    api: importing.api,
    rejected,
  });
  const refused = readFileSync(rejected, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<'type' | 'of' | 'code', string>)
    .map(({ type, of, code }) => `${type} ${of}: ${code}`);
  return { exit, refused };
};

const retail = (...rows: readonly string[]): string => {
  const file = join(importing.folder, 'retail.csv');
  writeFileSync(
    file,
    `${[
      'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country',
      ...rows,
    ].join('\n')}\n`,
  );
  return `online-retail:${file}`;
};
const row = (
  invoice: string,
  sku: string,
  quantity: number | string,
  price = '1.00',
  text = 'x',
): string => `${invoice},${sku},${text},${quantity},2011-07-01 10:00:00,${price},9,UK`;

it('a credit of an order that is left out makes no stock, and is booked once', async () => {
  const rows = [
    row('801', 'A', 5),
    row('802', 'A', 5),
    row('802', 'C', 4),
    row('C803', 'A', -5),
    row('C804', 'C', -2),
  ];
  const left = (credit: string): string =>
    `order.record-return online-retail/${credit}: order_left_out`;
  for (let run = 0; run < 2; run += 1) {
    expect(await imported(retail(...rows.with(1, row('802', 'A', 5, 'one'))))).toEqual({
      exit: 1,
      refused: ['row 802: row_unreadable', left('C803'), left('C804')],
    });
    expect(await lifecycles('802')).toEqual([]);
    expect(await onHand('main', 'A')).toBe('0');
    expect(await onHand('main', 'C')).toBeUndefined();
  }
  for (let run = 0; run < 2; run += 1) {
    expect(await imported(retail(...rows))).toEqual({ exit: 0, refused: [] });
    expect(await onHand('main', 'A')).toBe('5');
    expect(await onHand('main', 'C')).toBe('2');
  }
});

it('an invoice with more than fits an order leaves no goods in stock; others go in', async () => {
  const source = retail(
    row('811', 'E', 1),
    ...Array.from({ length: 12_100 }, (_, at) => row('812', `F${at % 9}`, 1)),
    ...Array.from({ length: 1_001 }, () => row('813', 'POST', 1)),
    row('813', 'F1', 3),
    row('814', 'F1', 2),
  );
  expect(await imported(source)).toEqual({
    exit: 1,
    refused: [
      'order.place online-retail/812: schema_invalid',
      'order.place online-retail/813: schema_invalid',
    ],
  });
  expect(await lifecycles('811')).toEqual(['completed']);
  expect(await lifecycles('814')).toEqual(['completed']);
  expect(await onHand('main', 'F0')).toBeUndefined();
  expect(await onHand('main', 'F1')).toBe('0');
});

it('a stray quote costs its order, not the file', async () => {
  const source = retail(
    row('821', 'G', 1),
    row('822', 'G', 2, '1.00', '12" RULER'),
    row('823', 'G', 3, '1.00', '"open'),
    row('824', 'G', 4, '1.00', '"a" b'),
    row('825', 'G', 5, '1.00', '"a, ""b"""'),
  );
  expect(await imported(source)).toEqual({
    exit: 1,
    refused: ['row 823: row_unreadable', 'row 824: row_unreadable'],
  });
  const found = await Promise.all(['821', '822', '823', '824', '825'].map(lifecycles));
  expect(found).toEqual([['completed'], ['completed'], [], [], ['completed']]);
  expect(await onHand('main', 'G')).toBe('0');
});

it('an invoice that has changed brings no goods until its change is accepted', async () => {
  const first = [row('831', 'H', 5), row('832', 'H', 3), row('C833', 'H', -4)];
  expect(await imported(retail(...first))).toEqual({ exit: 0, refused: [] });
  expect(await onHand('main', 'H')).toBe('4');
  const grown = [
    row('831', 'H', 5),
    row('831', 'I', 4),
    row('832', 'H', 2),
    row('C833', 'H', -4),
    row('834', 'H', 1),
  ];
  const reported = [
    'order.record-return online-retail/C833: order_left_out',
    'order.place online-retail/831: place_conflicted',
    'order.place online-retail/832: place_conflicted',
  ];
  for (let run = 0; run < 2; run += 1) {
    const { exit, refused } = await imported(retail(...grown));
    expect({ exit, refused: refused.toSorted() }).toEqual({
      exit: 1,
      refused: reported.toSorted(),
    });
    expect(await onHand('main', 'I')).toBeUndefined();
    // The credit came back once; the order that is new went in, and out again.
    expect(await onHand('main', 'H')).toBe('4');
    expect(await lifecycles('834')).toEqual(['completed']);
  }
  expect(await imported(retail(...first))).toEqual({ exit: 0, refused: [] });
  expect(await onHand('main', 'H')).toBe('4');
});

it('the same holds straight into a data directory', async () => {
  const data = join(importing.folder, 'data');
  const rejected = join(importing.folder, 'data.ndjson');
  const options = { tenant: 'default', stockFactor: '1', seed: '1', json: true, data, rejected };
  expect(await importSource(retail(row('841', 'J', 5)), options)).toBe(0);
  const grown = retail(row('841', 'J', 5), row('841', 'K', 4), row('842', 'J', 1));
  for (let run = 0; run < 2; run += 1) {
    expect(await importSource(grown, options)).toBe(1);
    expect(
      readFileSync(rejected, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as object),
    ).toMatchObject([{ of: 'online-retail/841', code: 'place_conflicted' }]);
  }
  jest.restoreAllMocks();
  const { orders, stock } = await exportsOf('--data', data);
  expect(orders.trim().split('\n')).toHaveLength(2);
  expect(
    stock
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object),
  ).toMatchObject([{ sku: 'J', onHand: '0' }]);
  await expectVerified(data, 2);
});

it('Olist: totals below zero go in; rows of no order are told, none is dropped', async () => {
  const place = join(importing.folder, 'olist');
  mkdirSync(place);
  const at = '2017-10-02 10:56:33';
  const table = (name: string, ...rows: readonly string[]): void =>
    writeFileSync(join(place, `olist_${name}_dataset.csv`), `${rows.join('\n')}\n`);
  const order = (ref: string, status = 'delivered'): string =>
    `${ref},c${ref},${status},${at},${at},${at},2017-10-10 10:00:00,2017-10-18 00:00:00`;
  table(
    'orders',
    'order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,' +
      'order_delivered_carrier_date,order_delivered_customer_date,order_estimated_delivery_date',
    order('o1'),
    order('o2'),
    order('o3'),
    order('o3', 'canceled'),
  );
  table(
    'order_items',
    'order_id,order_item_id,product_id,seller_id,price,freight_value',
    'o1,1,p1,s1,10.00,-12.00',
    'o2,1,p2,s1,-5.00,0.00',
    'o3,1,p3,s1,1.00,0.00',
    'oX,1,p4,s1,5.00,1.00',
  );
  table('order_payments', 'order_id,payment_value', 'o1,-2.00', 'oY,5.00', ',5.00');
  expect(await imported(`olist:${place}`)).toEqual({
    exit: 1,
    refused: [
      'row o3: row_unreadable',
      'row oX: order_unknown',
      'row oY: order_unknown',
      'row olist_order_payments_dataset.csv: row_unreadable',
    ],
  });
  expect(await lifecycles('o1')).toEqual(['completed']);
  expect(await lifecycles('o2')).toEqual(['completed']);
  expect(await lifecycles('o3')).toEqual([]);
  expect(await Promise.all(['p1', 'p2', 'p3', 'p4'].map((sku) => onHand('s1', sku)))).toEqual([
    '0',
    '0',
    undefined,
    undefined,
  ]);
});
