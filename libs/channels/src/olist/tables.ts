import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { linesMax } from '#contracts';
import { isDay } from '#kernel';
import { FieldError, readTable, RowError } from '../csv-table.js';
import type { Row } from '../csv-table.js';
import { amount, named, needed, wholeNumber } from '../field.js';
import type { Omissions } from '../left-out.js';
import { localClock } from '../local-time.js';
import type { LocalClock } from '../local-time.js';
import type { Remarks } from '../remarks.js';
import { SourceError } from '../source-error.js';
import { currency } from './order.js';
import type { Address, OlistOrder } from './order.js';

/** Orders by their id, in the order of the file, and the addresses of their customers. */
export interface OlistTables {
  readonly orders: Map<string, OlistOrder>;
  readonly addresses: ReadonlyMap<string, Address>;
}

const orderColumns = [
  'order_id',
  'customer_id',
  'order_status',
  'order_purchase_timestamp',
  'order_approved_at',
  'order_delivered_carrier_date',
  'order_delivered_customer_date',
  'order_estimated_delivery_date',
] as const;
const itemColumns = [
  'order_id',
  'order_item_id',
  'product_id',
  'seller_id',
  'price',
  'freight_value',
] as const;
const paymentColumns = ['order_id', 'payment_value'] as const;
const customerColumns = [
  'customer_id',
  'customer_zip_code_prefix',
  'customer_city',
  'customer_state',
] as const;

const tableIn = async (folder: string, name: string): Promise<string | undefined> => {
  for (const path of [join(folder, `${name}.csv`), join(folder, `${name}.csv.gz`)]) {
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile() === true) return path;
  }
  return undefined;
};

const neededTable = async (folder: string, name: string): Promise<string> => {
  const path = await tableIn(folder, name);
  if (path !== undefined) return path;
  throw new SourceError(
    `${folder} has no ${name}.csv or ${name}.csv.gz; expected a folder with ` +
      'olist_orders_dataset and olist_order_items_dataset',
  );
};

const mustBeFolder = async (folder: string): Promise<void> => {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() === true) return;
  throw new SourceError(
    `${folder} is no folder; expected one with olist_orders_dataset and ` +
      'olist_order_items_dataset (.csv or .csv.gz)',
  );
};

type OrderRow = Row<(typeof orderColumns)[number]>;

const promiseOf = (row: OrderRow): string | undefined => {
  const text = row('order_estimated_delivery_date');
  if (text === '') return undefined;
  const day = text.slice(0, 10);
  if (isDay(day)) return day;
  throw new FieldError('order_estimated_delivery_date', text, 'a day such as 2017-12-08');
};

const orderOf = (row: OrderRow, clock: LocalClock): OlistOrder => {
  const timeOf = (column: (typeof orderColumns)[number]): number | undefined =>
    row(column) === '' ? undefined : clock(row, column);
  const approvedAt = timeOf('order_approved_at');
  const carrierAt = timeOf('order_delivered_carrier_date');
  const deliveredAt = timeOf('order_delivered_customer_date');
  const promise = promiseOf(row);
  return {
    ref: needed(row, 'order_id', 'channelRef'),
    status: row('order_status'),
    customer: named(row, 'customer_id', 'id'),
    placedAt: clock(row, 'order_purchase_timestamp'),
    ...(approvedAt === undefined ? {} : { approvedAt }),
    ...(carrierAt === undefined ? {} : { carrierAt }),
    ...(deliveredAt === undefined ? {} : { deliveredAt }),
    ...(promise === undefined ? {} : { promise }),
    lines: [],
    freight: 0,
  };
};

const readOrders = async (
  path: string,
  remarks: Remarks,
  omissions: Omissions,
): Promise<Map<string, OlistOrder>> => {
  const orders = new Map<string, OlistOrder>();
  const clock = localClock('America/Sao_Paulo');
  await readTable(
    path,
    orderColumns,
    (row) => {
      const order = orderOf(row, clock);
      const first = orders.get(order.ref);
      if (first === undefined) orders.set(order.ref, order);
      else if (isDeepStrictEqual(first, order)) {
        remarks.note('repeated rows of an order, left out', order.ref);
      } else throw new RowError('a row before it tells this order otherwise');
    },
    omissions.of('order_id'),
  );
  return orders;
};

type Orders = ReadonlyMap<string, OlistOrder>;

/** The order that a row is of; undefined where it is left out. */
const orderIn = (
  row: Row<'order_id'>,
  orders: Orders,
  omissions: Omissions,
): OlistOrder | undefined => {
  const said = row('order_id');
  const ref = orders.has(said) ? said : needed(row, 'order_id', 'channelRef');
  if (omissions.has(ref)) return undefined;
  const order = orders.get(ref);
  if (order !== undefined) return order;
  throw new RowError('olist_orders_dataset has no row of its order', 'order_unknown');
};

const readItems = async (path: string, orders: Orders, omissions: Omissions): Promise<void> => {
  await readTable(
    path,
    itemColumns,
    (row) => {
      const order = orderIn(row, orders, omissions);
      if (order === undefined) return;
      const first = wholeNumber(row, 'order_item_id');
      const sku = needed(row, 'product_id', 'sku');
      const node = needed(row, 'seller_id', 'node');
      const price = amount(row, 'price', currency);
      order.freight += amount(row, 'freight_value', currency);
      const line = order.lines.find(
        (each) => each.sku === sku && each.node === node && each.price === price,
      );
      if (line === undefined) {
        if (order.lines.length >= linesMax) {
          throw new RowError(`its order has ${linesMax} lines already`);
        }
        order.lines.push({ first, quantity: 1, sku, node, price });
      } else {
        line.quantity += 1;
        line.first = Math.min(line.first, first);
      }
    },
    omissions.of('order_id'),
  );
  // The files sort item numbers as text: 1, 10, 2.
  for (const { lines } of orders.values()) lines.sort((left, right) => left.first - right.first);
};

const readPayments = async (path: string, orders: Orders, omissions: Omissions): Promise<void> => {
  await readTable(
    path,
    paymentColumns,
    (row) => {
      const order = orderIn(row, orders, omissions);
      if (order === undefined) return;
      order.paid = (order.paid ?? 0) + amount(row, 'payment_value', currency);
    },
    omissions.of('order_id'),
  );
};

const readAddresses = async (
  path: string,
  orders: Orders,
  omissions: Omissions,
): Promise<Map<string, Address>> => {
  const wanted = new Map<string, string[]>();
  for (const { customer, ref } of orders.values()) {
    const refs = wanted.get(customer);
    if (refs === undefined) wanted.set(customer, [ref]);
    else refs.push(ref);
  }
  const addresses = new Map<string, Address>();
  await readTable(
    path,
    customerColumns,
    (row) => {
      const customer = row('customer_id');
      if (!wanted.has(customer)) return;
      const city = named(row, 'customer_city', 'city');
      const region = named(row, 'customer_state', 'region');
      const postalCode = named(row, 'customer_zip_code_prefix', 'postalCode');
      addresses.set(customer, {
        ...(city === '' ? {} : { city }),
        ...(region === '' ? {} : { region }),
        ...(postalCode === '' ? {} : { postalCode }),
      });
    },
    (row, fault) => omissions.row(fault, wanted.get(row('customer_id')) ?? []),
  );
  return addresses;
};

/** Reads the tables of a folder, each once; those of payments and customers may be missing. */
export const readOlist = async (
  folder: string,
  remarks: Remarks,
  omissions: Omissions,
): Promise<OlistTables> => {
  await mustBeFolder(folder);
  const ordersPath = await neededTable(folder, 'olist_orders_dataset');
  const itemsPath = await neededTable(folder, 'olist_order_items_dataset');
  const paymentsPath = await tableIn(folder, 'olist_order_payments_dataset');
  const customersPath = await tableIn(folder, 'olist_customers_dataset');
  const orders = await readOrders(ordersPath, remarks, omissions);
  await readItems(itemsPath, orders, omissions);
  if (paymentsPath !== undefined) await readPayments(paymentsPath, orders, omissions);
  const addresses =
    customersPath === undefined
      ? new Map<string, Address>()
      : await readAddresses(customersPath, orders, omissions);
  for (const ref of orders.keys()) {
    if (omissions.has(ref)) orders.delete(ref);
  }
  return { orders, addresses };
};
