import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const folders: string[] = [];

afterAll(() => {
  for (const dir of folders) rmSync(dir, { recursive: true });
});

/** Writes files, by name, into a new temporary folder; `.gz` ones are packed. Returns its path. */
export function folderOf(files: Record<string, string>): string {
  const dir = mkdtempSync(join(tmpdir(), 'independent-'));
  folders.push(dir);
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(dir, name), name.endsWith('.gz') ? gzipSync(text) : text);
  }
  return dir;
}

const ordersHeader =
  'order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,' +
  'order_delivered_carrier_date,order_delivered_customer_date,order_estimated_delivery_date';
const itemsHeader =
  'order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,' + 'freight_value';
const paymentsHeader =
  'order_id,payment_sequential,payment_type,payment_installments,' + 'payment_value';

/** Placed on 2017-12-01 at 10:00 where nothing else is said, promised for the 20th. */
export interface OlistOrder {
  id: string;
  status: string;
  approved?: string;
  carrier?: string;
  customer?: string;
  placed?: string;
  /** [item number, product, seller, price] */
  items?: [number, string, string, string][];
  payments?: string[];
}

const file = (header: string, rows: string[]): string => `${[header, ...rows].join('\n')}\n`;

export function olistFolder(orders: OlistOrder[]): string {
  const order = (one: OlistOrder): string =>
    [
      one.id,
      'c',
      one.status,
      one.placed ?? '2017-12-01 10:00:00',
      one.approved ?? '',
      one.carrier ?? '',
      one.customer ?? '',
      '2017-12-20 00:00:00',
    ].join(',');
  const items = orders.flatMap(({ id, items: rows = [] }) =>
    rows.map(
      ([number, product, seller, price]) => `${id},${number},${product},${seller},,${price},1.00`,
    ),
  );
  const payments = orders.flatMap(({ id, payments: rows = [] }) =>
    rows.map((value, index) => `${id},${index + 1},boleto,1,${value}`),
  );
  return folderOf({
    'olist_orders_dataset.csv': file(ordersHeader, orders.map(order)),
    'olist_order_items_dataset.csv.gz': file(itemsHeader, items),
    'olist_order_payments_dataset.csv': file(paymentsHeader, payments),
  });
}

/** [InvoiceNo, StockCode, Quantity, CustomerID]; all at 2011-07-01 09:00, in summer time. */
export type RetailRow = [string, string, number, string?];

export function retailFile(rows: RetailRow[]): string {
  const header =
    'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,' + 'Country';
  const lines = rows.map(
    ([invoice, sku, quantity, customer = '']) =>
      `${invoice},${sku},"A ""thing"", red",${quantity},2011-07-01 09:00:00,1.50,${customer},UK`,
  );
  return join(folderOf({ 'retail.csv': `${[header, ...lines].join('\r\n')}\r\n` }), 'retail.csv');
}
