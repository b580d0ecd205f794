import { bodies, folderWith, open, removeFolders, rowsOf, said } from '../../test/sources.js';

afterEach(removeFolders);

const orderHead =
  'order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,' +
  'order_delivered_carrier_date,order_delivered_customer_date,order_estimated_delivery_date';
const itemHead =
  'order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value';

const table = (head: string, rows: readonly string[]): string => `${[head, ...rows].join('\n')}\n`;

const given = (
  orders: readonly string[],
  items: readonly string[],
  others: Readonly<Record<string, string>> = {},
): string =>
  `olist:${folderWith({
    'olist_orders_dataset.csv': table(orderHead, orders),
    'olist_order_items_dataset.csv.gz': table(itemHead, items),
    ...others,
  })}`;

const payments = (...rows: readonly string[]) => ({
  'olist_order_payments_dataset.csv': table('order_id,payment_sequential,payment_value', rows),
});

const bought =
  'o1,c1,delivered,2017-11-20 10:00:00,2017-11-20 10:15:00,2017-11-21 08:00:00,' +
  '2017-11-25 17:30:00,2017-12-01 00:00:00';
const item = (no: number, product = 'p1', seller = 's1', price = '10.00', freight = '2.50') =>
  `o1,${no},${product},${seller},2017-11-24 10:00:00,${price},${freight}`;

describe('an Olist order', () => {
  it('is placed in UTC with customer, address, promise, freight and replay policy', async () => {
    const source = await open(
      given([bought], [item(1)], {
        'olist_customers_dataset.csv': table(
          'customer_id,customer_unique_id,customer_zip_code_prefix,customer_city,customer_state',
          ['c1,u1,01310,vila nova,SP', 'c9,u9,99999,elsewhere,RS'],
        ),
      }),
    );
    const [placed] = await rowsOf(source, 'orders and payments');
    expect(placed).toMatchObject({
      kind: 'channel',
      reference: { tenant: 'acme', channel: 'olist', channelRef: 'o1' },
      placedAt: '2017-11-20T12:00:00Z',
      message: {
        type: 'order.place',
        data: {
          body: {
            placedAt: '2017-11-20T12:00:00Z',
            currency: 'BRL',
            policy: {
              allOrNothing: false,
              onEmpty: 'exception',
              releaseOn: 'dispatch',
              timers: false,
            },
            customer: { id: 'c1' },
            shipTo: { city: 'vila nova', region: 'SP', postalCode: '01310' },
            promise: '2017-12-01',
            charges: [{ code: 'freight', amount: 250 }],
            lines: [
              {
                line: '1',
                sku: 'p1',
                node: 's1',
                quantity: '1',
                unit: 'each',
                unitPrice: '10.00',
                onShortage: 'backorder',
              },
            ],
          },
        },
      },
    });
  });

  it('has a line per product, seller and price, numbered by its smallest item number', async () => {
    const source = await open(
      given(
        [bought],
        [
          item(10),
          item(11, 'p2'),
          item(2, 'p1', 's1', '10.0'),
          item(3, 'p1', 's2'),
          item(4, 'p1', 's1', '9.00'),
        ],
      ),
    );
    const [placed] = bodies(await rowsOf(source, 'orders and payments'), 'order.place');
    expect(placed?.body.charges).toEqual([{ code: 'freight', amount: 1_250 }]);
    expect(
      placed?.body.lines.map(({ line, sku, node, quantity, unitPrice }) => [
        line,
        sku,
        node,
        quantity,
        unitPrice,
      ]),
    ).toEqual([
      ['2', 'p1', 's1', '2', '10.00'],
      ['3', 'p1', 's2', '1', '10.00'],
      ['4', 'p1', 's1', '1', '9.00'],
      ['11', 'p2', 's1', '1', '10.00'],
    ]);
  });

  it('brings its stock first, a receipt per line, cancelled and unavailable ones too', async () => {
    const source = await open(
      given(
        [
          bought,
          'o2,c2,canceled,2017-11-20 11:00:00,,,,',
          'o3,c3,unavailable,2017-11-20 12:00:00,,,,',
        ],
        [item(1), item(2), 'o2,1,p1,s1,,10.00,0.00', 'o3,1,p9,s1,,10.00,0.00'],
      ),
    );
    expect(source.phases.map(({ name }) => name)).toEqual([
      'stock',
      'orders and payments',
      'dispatches and deliveries',
      'refusals, cancels and returns',
    ]);
    expect((await rowsOf(source, 'stock')).map(said)).toEqual([
      {
        of: 's1/p1',
        type: 'stock.receive',
        data: {
          receipts: [
            { id: 'olist:o1:1', quantity: '2' },
            { id: 'olist:o2:1', quantity: '1' },
          ],
        },
      },
      {
        of: 's1/p9',
        type: 'stock.receive',
        data: { receipts: [{ id: 'olist:o3:1', quantity: '1' }] },
      },
    ]);
  });
});

describe('an Olist payment', () => {
  it('is captured with its approval, the sum of the rows, whatever the items cost', async () => {
    const source = await open(given([bought], [item(1)], payments('o1,1,4.00', 'o1,2,0.37')));
    expect(bodies(await rowsOf(source, 'orders and payments'), 'order.record-payment')).toEqual([
      {
        id: 'o1:payment',
        payment: 'o1',
        status: 'captured',
        amount: 437,
        at: '2017-11-20T12:15:00Z',
      },
    ]);
  });

  it('is pending without an approval', async () => {
    const source = await open(
      given(['o1,c1,created,2017-11-20 10:00:00,,,,'], [item(1)], payments('o1,1,4.00')),
    );
    expect(bodies(await rowsOf(source, 'orders and payments'), 'order.record-payment')).toEqual([
      { id: 'o1:payment-pending', payment: 'o1', status: 'pending', amount: 400 },
    ]);
  });

  it('is unknown without rows, approved or not', async () => {
    const source = await open(given([bought], [item(1)], payments('o9,1,4.00')));
    expect(bodies(await rowsOf(source, 'orders and payments'), 'order.record-payment')).toEqual([]);
    expect(source.leftOut).toMatchObject([{ of: 'o9', code: 'order_unknown' }]);
  });
});

describe('dates and status of an Olist order', () => {
  it('are facts: dispatched by the carrier date, delivered by the customer date', async () => {
    const source = await open(given([bought], [item(1)]));
    expect((await rowsOf(source, 'dispatches and deliveries')).map(said)).toEqual([
      {
        of: 'o1',
        type: 'order.record-dispatch',
        data: {
          scope: {},
          fact: { kind: 'dispatch', id: 'o1:dispatch', at: '2017-11-21T10:00:00Z' },
        },
      },
      {
        of: 'o1',
        type: 'order.record-scan',
        data: {
          scope: {},
          fact: {
            kind: 'scan',
            id: 'o1:delivered',
            at: '2017-11-25T19:30:00Z',
            status: 'delivered',
          },
        },
      },
    ]);
    expect(await rowsOf(source, 'refusals, cancels and returns')).toEqual([]);
  });

  it('are recorded as they are where they contradict each other', async () => {
    const source = await open(
      given(['o1,c1,processing,2017-11-20 10:00:00,,,2017-11-19 10:00:00,'], [item(1)]),
    );
    expect(
      bodies(await rowsOf(source, 'dispatches and deliveries'), 'order.record-scan'),
    ).toMatchObject([{ fact: { status: 'delivered', at: '2017-11-19T12:00:00Z' } }]);
  });

  it('raise an exception where the channel says delivered without a date', async () => {
    const source = await open(given(['o1,c1,delivered,2017-11-20 10:00:00,,,,'], [item(1)]));
    expect((await rowsOf(source, 'dispatches and deliveries')).map(said)).toMatchObject([
      { of: 'o1', type: 'order.raise-exception', data: { exception: 'delivery-unconfirmed' } },
    ]);
  });

  it('cancel what is canceled, and list it where it was handed over before', async () => {
    const source = await open(
      given(['o1,c1,canceled,2017-11-20 10:00:00,,2017-11-21 10:00:00,,'], [item(1)]),
    );
    expect((await rowsOf(source, 'refusals, cancels and returns')).map(said)).toEqual([
      { of: 'o1', type: 'order.cancel', data: { id: 'o1:cancel', reason: 'canceled' } },
    ]);
    expect(source.remarks()).toEqual([
      { what: 'cancels after the hand-over, to be refused', count: 1, examples: ['o1'] },
    ]);
  });

  it('refuse the whole order where it is unavailable', async () => {
    const source = await open(given(['o1,c1,unavailable,2017-11-20 10:00:00,,,,'], [item(1)]));
    expect((await rowsOf(source, 'refusals, cancels and returns')).map(said)).toEqual([
      {
        of: 'o1',
        type: 'order.record-refusal',
        data: { id: 'o1:refusal', reason: 'unavailable', goods: 'sellable' },
      },
    ]);
  });

  it.each(['shipped', 'invoiced', 'processing', 'approved', 'created'])(
    'say nothing more by the word %s',
    async (status) => {
      const source = await open(given([`o1,c1,${status},2017-11-20 10:00:00,,,,`], [item(1)]));
      expect(await rowsOf(source, 'dispatches and deliveries')).toEqual([]);
      expect(await rowsOf(source, 'refusals, cancels and returns')).toEqual([]);
    },
  );

  it('let an order without items be placed, cancelled, and nothing else', async () => {
    const source = await open(
      given(
        [
          'o1,c1,canceled,2017-11-20 10:00:00,,2017-11-21 10:00:00,,',
          'o2,c2,unavailable,2017-11-20 10:00:00,,,,',
        ],
        [],
      ),
    );
    const [placed] = bodies(await rowsOf(source, 'orders and payments'), 'order.place');
    expect(placed?.body).toMatchObject({
      lines: [],
      charges: [],
      policy: { onEmpty: 'exception' },
    });
    expect(await rowsOf(source, 'dispatches and deliveries')).toEqual([]);
    expect((await rowsOf(source, 'refusals, cancels and returns')).map(said)).toMatchObject([
      { of: 'o1', type: 'order.cancel' },
    ]);
    expect(source.remarks()).toContainEqual({
      what: 'orders without items',
      count: 2,
      examples: ['o1 canceled', 'o2 unavailable'],
    });
  });
});
