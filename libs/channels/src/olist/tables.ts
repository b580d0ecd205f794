import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { linesMax } from '#contracts';
import { isDay } from '#kernel';
import { FieldError, readTable, RowError } from '../csv-table.js';
import type { Row } from '../csv-table.js';
import { amount, named, needed, wholeNumber } from '../field.js';
import type { Faults } from '../faults.js';
import { localClock } from '../local-time.js';
import type { LocalClock } from '../local-time.js';
import type { Remarks } from '../remarks.js';
import { SourceError } from '../source-error.js';
import { currency } from './order.js';
import type { Address, OlistOrder } from './order.js';

/** Orders by their id, in the order of the file, and the addresses of their customers. */
export interface OlistTables {
  readonly orders: ReadonlyMap<string, OlistOrder>;
  readonly addresses: ReadonlyMap<string, Address>;
}

const orderColumns = [
  'order_id', 'customer_id', 'order_status', 'order_purchase_timestamp', 'order_approved_at',
  'order_delivered_carrier_date', 'order_delivered_customer_date',
  'order_estimated_delivery_date',
] as const;
const itemColumns = [
  'order_id', 'order_item_id', 'product_id', 'seller_id', 'price', 'freight_value',
] as const;
const paymentColumns = ['order_id', 'payment_value'] as const;
const customerColumns = [
  'customer_id', 'customer_zip_code_prefix', 'customer_city', 'customer_state',
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
  throw new SourceError(`${folder} has no ${name}.csv or ${name}.csv.gz; expected a folder with `
    + 'olist_orders_dataset and olist_order_items_dataset');
};

const mustBeFolder = async (folder: string): Promise<void> => {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory() === true) return;
  throw new SourceError(`${folder} is no folder; expected one with olist_orders_dataset and `
    + 'olist_order_items_dataset (.csv or .csv.gz)');
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
  path: string, remarks: Remarks, faults: Faults,
): Promise<Map<string, OlistOrder>> => {
  const orders = new Map<string, OlistOrder>();
  const clock = localClock('America/Sao_Paulo');
  await readTable(path, orderColumns, (row) => {
    const order = orderOf(row, clock);
    if (orders.has(order.ref)) remarks.note('repeated rows of an order, left out', order.ref);
    else orders.set(order.ref, order);
  }, faults.of('order_id'));
  return orders;
};

const readItems = async (
  path: string, orders: ReadonlyMap<string, OlistOrder>, remarks: Remarks, faults: Faults,
): Promise<void> => {
  await readTable(path, itemColumns, (row) => {
    const ref = row('order_id');
    const order = orders.get(ref);
    if (faults.leavesOut(ref)) return;
    if (order === undefined) return remarks.note('items of an unknown order', ref);
    const first = wholeNumber(row, 'order_item_id');
    const sku = needed(row, 'product_id', 'sku');
    const node = needed(row, 'seller_id', 'node');
    const price = amount(row, 'price', currency);
    order.freight += amount(row, 'freight_value', currency);
    const line = order.lines.find((each) =>
      each.sku === sku && each.node === node && each.price === price);
    if (line === undefined) {
      if (order.lines.length >= linesMax) {
        throw new RowError(`its order has ${linesMax} lines already`);
      }
      order.lines.push({ first, quantity: 1, sku, node, price });
    } else {
      line.quantity += 1;
      line.first = Math.min(line.first, first);
    }
  }, faults.of('order_id'));
  // The files sort item numbers as text: 1, 10, 2.
  for (const { lines } of orders.values()) lines.sort((left, right) => left.first - right.first);
};

const readPayments = async (
  path: string, orders: ReadonlyMap<string, OlistOrder>, remarks: Remarks, faults: Faults,
): Promise<void> => {
  await readTable(path, paymentColumns, (row) => {
    const ref = row('order_id');
    const order = orders.get(ref);
    if (faults.leavesOut(ref)) return;
    if (order === undefined) return remarks.note('payments of an unknown order', ref);
    order.paid = (order.paid ?? 0) + amount(row, 'payment_value', currency);
  }, faults.of('order_id'));
};

const readAddresses = async (
  path: string, orders: ReadonlyMap<string, OlistOrder>, faults: Faults,
): Promise<Map<string, Address>> => {
  const wanted = new Map(Array.from(orders.values(), ({ customer, ref }) => [customer, ref]));
  const addresses = new Map<string, Address>();
  await readTable(path, customerColumns, (row) => {
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
  }, (row, fault) => {
    const channelRef = wanted.get(row('customer_id'));
    faults.add(channelRef === undefined ? fault : { ...fault, channelRef });
  });
  return addresses;
};

/** Reads the tables of a folder, each once; those of payments and customers may be missing. */
export const readOlist = async (
  folder: string, remarks: Remarks, faults: Faults,
): Promise<OlistTables> => {
  await mustBeFolder(folder);
  const ordersPath = await neededTable(folder, 'olist_orders_dataset');
  const itemsPath = await neededTable(folder, 'olist_order_items_dataset');
  const paymentsPath = await tableIn(folder, 'olist_order_payments_dataset');
  const customersPath = await tableIn(folder, 'olist_customers_dataset');
  const orders = await readOrders(ordersPath, remarks, faults);
  await readItems(itemsPath, orders, remarks, faults);
  if (paymentsPath !== undefined) await readPayments(paymentsPath, orders, remarks, faults);
  const addresses = customersPath === undefined
    ? new Map<string, Address>() : await readAddresses(customersPath, orders, faults);
  for (const ref of orders.keys()) {
    if (faults.leavesOut(ref)) orders.delete(ref);
  }
  return { orders, addresses };
};
