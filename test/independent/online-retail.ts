import type { CsvRow } from './csv.js';
import { field, readCsv, wholeNumber } from './csv.js';
import type { Expectation, ExpectedLine } from './expectation.js';
import { addOrder, emptyExpectation, stockOf } from './expectation.js';
import { instantsOf } from './local-time.js';

const zone = 'Europe/London';
const node = 'main';
/** Charges, not stock; the case counts (`m` is one, `d` would be goods). */
const chargeCodes = new Set([
  'POST',
  'DOT',
  'M',
  'm',
  'D',
  'C2',
  'S',
  'B',
  'BANK CHARGES',
  'AMAZONFEE',
  'CRUK',
]);

interface Invoice {
  ref: string;
  placedAt: string;
  /** Empty where the file names nobody. */
  customer: string;
  rows: { position: number; sku: string; quantity: number }[];
}

/** The orders of each customer that hold a SKU: the lines of each, in the order of the file. */
type Purchases = Map<string, ExpectedLine[][]>;

/** Counts what an Online Retail file (`.gz` or not) must leave behind. */
export function expectOnlineRetail(file: string): Expectation {
  const expectation = emptyExpectation('online-retail', false);
  const purchases: Purchases = new Map();
  for (const invoice of invoicesOf(readCsv(file))) {
    if (invoice.ref.startsWith('C')) takeBack(expectation, purchases, invoice);
    else {
      writeOff(expectation, invoice);
      if (isOrder(invoice)) sell(expectation, purchases, invoice);
    }
  }
  for (const order of expectation.orders.values()) order.fulfilment = fulfilmentOf(order.lines);
  countReturned(expectation);
  return expectation;
}

/** Rows grouped over the whole file, in the order of their first rows. */
function invoicesOf(rows: CsvRow[]): Invoice[] {
  const invoices = new Map<string, Invoice>();
  for (const row of rows) {
    const ref = field(row, 'InvoiceNo');
    const invoice = invoices.get(ref) ?? {
      ref,
      placedAt: field(row, 'InvoiceDate'),
      customer: field(row, 'CustomerID').replace(/\.0$/, ''),
      rows: [],
    };
    invoices.set(ref, invoice);
    invoice.rows.push({
      position: invoice.rows.length + 1,
      sku: field(row, 'StockCode'),
      quantity: wholeNumber(row, 'Quantity'),
    });
  }
  return [...invoices.values()];
}

const goodsOf = (invoice: Invoice): Invoice['rows'] =>
  invoice.rows.filter((row) => !chargeCodes.has(row.sku));

/** Goods with negative quantities only are no order; charges alone are one, whatever their sign. */
function isOrder(invoice: Invoice): boolean {
  return goodsOf(invoice).length === 0 || invoice.rows.some((row) => row.quantity > 0);
}

/** Placed, paid, shipped and delivered in one moment: every unit that came in has left. */
function sell(expectation: Expectation, purchases: Purchases, invoice: Invoice): void {
  const placedAt = instantsOf(invoice.placedAt, zone);
  const lines = goodsOf(invoice)
    .filter((row) => row.quantity > 0)
    .map((row): ExpectedLine => ({
      line: String(row.position),
      sku: row.sku,
      node,
      ordered: row.quantity,
      buckets: { delivered: row.quantity },
    }));
  for (const line of lines) {
    stockOf(expectation, node, line.sku);
    expectation.totals.receivedUnits += line.ordered;
  }
  if (invoice.customer !== '') remember(purchases, invoice.customer, lines);
  addOrder(expectation, {
    channelRef: invoice.ref,
    placedAt,
    lifecycle: 'completed',
    fulfilment: 'unfulfilled',
    payment: 'captured',
    sla: 'on_track',
    lines,
    shipments:
      lines.length === 0
        ? []
        : [{ node, status: 'delivered', dispatchedAt: placedAt, deliveredAt: placedAt }],
    exceptions: [],
  });
}

/** What is written off came in first, so that it changes no stock in the end. */
function writeOff(expectation: Expectation, invoice: Invoice): void {
  for (const { sku, quantity } of goodsOf(invoice)) {
    if (quantity >= 0) continue;
    stockOf(expectation, node, sku);
    expectation.totals.adjustments += 1;
    expectation.totals.writtenOffUnits -= quantity;
    expectation.totals.receivedUnits -= quantity;
  }
}

function remember(purchases: Purchases, customer: string, lines: ExpectedLine[]): void {
  for (const sku of new Set(lines.map((line) => line.sku))) {
    const key = `${customer} ${sku}`;
    const orders = purchases.get(key) ?? [];
    orders.push(lines.filter((line) => line.sku === sku));
    purchases.set(key, orders);
  }
}

/** A C-invoice: its units go back into stock, out of the customer's newest earlier orders. */
function takeBack(expectation: Expectation, purchases: Purchases, invoice: Invoice): void {
  const { totals } = expectation;
  totals.credits += invoice.rows.length - goodsOf(invoice).length;
  for (const { sku, quantity } of goodsOf(invoice)) {
    if (quantity >= 0) continue;
    const stock = stockOf(expectation, node, sku);
    stock.onHand -= quantity;
    stock.available -= quantity;
    const orders = purchases.get(`${invoice.customer} ${sku}`) ?? [];
    let left = -quantity;
    for (const line of orders.toReversed().flat()) left -= restock(line, left);
    totals.unmatchedReturns += left > 0 ? 1 : 0;
    totals.unmatchedUnits += left;
  }
}

/** Moves up to so many delivered units of the line back; returns how many it found. */
function restock(line: ExpectedLine, wanted: number): number {
  const { delivered = 0, restocked = 0 } = line.buckets;
  const units = Math.min(wanted, delivered);
  if (units === 0) return 0;
  line.buckets = { delivered: delivered - units, restocked: restocked + units };
  return units;
}

function fulfilmentOf(lines: ExpectedLine[]): string {
  if (lines.length === 0) return 'unfulfilled';
  if (lines.every((line) => line.buckets['restocked'] === undefined)) return 'delivered';
  const whole = lines.every((line) => (line.buckets['delivered'] ?? 0) === 0);
  return whole ? 'returned' : 'partially_returned';
}

/** The totals of a sale were added before its returns were known. */
function countReturned(expectation: Expectation): void {
  for (const order of expectation.orders.values()) {
    for (const { buckets } of order.lines) {
      const { restocked = 0 } = buckets;
      expectation.totals.returnedUnits += restocked;
      expectation.totals.deliveredUnits -= restocked;
    }
  }
}
