import type { Expectation, ExpectedLine, ExpectedOrder, ExpectedStock } from './expectation.js';
import { stockKey } from './expectation.js';
import type { Instants } from './local-time.js';

const differencesMax = 20;

interface OrderRow {
  omsNumber: string;
  channel: string;
  channelRef: string;
  placedAt: string;
  lifecycle: string;
  fulfilment: string;
  payment: string;
  attention: { holds: unknown[]; exceptions: { type: string }[]; sla: string };
  lines: LineRow[];
  shipments: ShipmentRow[];
}
interface LineRow {
  line: string;
  sku: string;
  node: string;
  ordered: string;
  buckets: Record<string, string>;
}
interface ShipmentRow {
  id: string;
  node: string;
  status: string;
  dispatchedAt?: string;
  deliveredAt?: string;
}
type StockRow = Record<'node' | 'sku' | StockField, string>;
type StockField = (typeof stockFields)[number];
const orderFields = [
  'omsNumber',
  'channel',
  'channelRef',
  'placedAt',
  'lifecycle',
  'fulfilment',
  'payment',
  'attention',
  'lines',
  'shipments',
] as const;
const stockFields = ['onHand', 'available', 'reserved', 'unavailable', 'backordered'] as const;

/** Notes a difference: of what, in which respect, and both values. */
type Note = (of: string, what: string, expected: unknown, found: unknown) => void;

/**
 * Holds the rows of `oms export orders` and `oms export stock` against what was counted.
 * Returns the first 20 differences in words, none where all is equal.
 * A row that is no JSON, or lacks a field, throws.
 */
export function compare(
  expectation: Expectation,
  ordersNdjson: string,
  stockNdjson: string,
): string[] {
  const differences: string[] = [];
  const note: Note = (of, what, expected, found) => {
    const [want, have] = [JSON.stringify(expected), JSON.stringify(found)];
    if (want === have || differences.length >= differencesMax) return;
    differences.push(`${of}: ${what} expected ${want ?? 'none'}, found ${have ?? 'none'}`);
  };
  compareOrders(expectation, rowsOf<OrderRow>(ordersNdjson, orderFields), note);
  compareStocks(expectation, rowsOf<StockRow>(stockNdjson, ['node', 'sku', ...stockFields]), note);
  return differences;
}

function rowsOf<Row>(ndjson: string, fields: readonly (keyof Row & string)[]): Row[] {
  const texts = ndjson.split('\n').filter((line) => line.trim() !== '');
  return texts.map((text, at) => {
    const row: Row = JSON.parse(text);
    const absent = fields.find((name) => row[name] === undefined);
    if (absent !== undefined) throw new Error(`row ${at + 1} has no "${absent}": ${text}`);
    return row;
  });
}

function compareOrders(expectation: Expectation, rows: OrderRow[], note: Note): void {
  const missing = new Map(expectation.orders);
  for (const row of rows) {
    const of = `order ${row.channelRef}`;
    note(of, 'channel', expectation.channel, row.channel);
    const expected = missing.get(row.channelRef);
    if (expected === undefined) {
      const known = expectation.orders.has(row.channelRef);
      note(of, 'rows', known ? 1 : 0, known ? 'one more' : 1);
      continue;
    }
    missing.delete(row.channelRef);
    compareOrder(expected, row, note);
    compareLines(expected, row.lines, expectation.linesAreNamed, note);
    compareShipments(expected, row, note);
  }
  for (const channelRef of missing.keys()) note(`order ${channelRef}`, 'rows', 1, 0);
}

function compareOrder(expected: ExpectedOrder, row: OrderRow, note: Note): void {
  const of = `order ${expected.channelRef}`;
  const types = new Set(row.attention.exceptions.map((exception) => exception.type));
  compareTime(of, 'placedAt', expected.placedAt, row.placedAt, note);
  note(of, 'lifecycle', expected.lifecycle, row.lifecycle);
  note(of, 'fulfilment', expected.fulfilment, row.fulfilment);
  note(of, 'payment', expected.payment, row.payment);
  note(of, 'exceptions', expected.exceptions, [...types].toSorted());
  note(of, 'holds', [], row.attention.holds);
  if (expected.sla !== undefined) note(of, 'sla', expected.sla, row.attention.sla);
}

function compareLines(
  expected: ExpectedOrder,
  rows: LineRow[],
  linesAreNamed: boolean,
  note: Note,
): void {
  const found = rows.toSorted((a, b) => Number(a.line) - Number(b.line));
  const of = `order ${expected.channelRef}`;
  note(of, 'number of lines', expected.lines.length, found.length);
  note(of, 'number of unlike line ids', found.length, new Set(found.map((row) => row.line)).size);
  expected.lines.forEach((line, rank) => {
    const row = found[rank];
    if (row === undefined) return;
    const ofLine = `${of} line ${row.line} sku ${line.sku}`;
    if (linesAreNamed) note(ofLine, 'line id', line.line, row.line);
    note(ofLine, 'sku', line.sku, row.sku);
    note(ofLine, 'node', line.node, row.node);
    note(ofLine, 'ordered', String(line.ordered), row.ordered);
    note(ofLine, 'buckets', bucketsOf(line), sortedByName(row.buckets));
  });
}

function bucketsOf(line: ExpectedLine): Record<string, string> {
  const filled = Object.entries(line.buckets).filter(([, units]) => units !== 0);
  return sortedByName(Object.fromEntries(filled.map(([name, units]) => [name, String(units)])));
}

function sortedByName(buckets: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(buckets).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function compareShipments(expected: ExpectedOrder, row: OrderRow, note: Note): void {
  const of = `order ${expected.channelRef}`;
  note(of, 'number of shipments', expected.shipments.length, row.shipments.length);
  expected.shipments.forEach((shipment, index) => {
    const id = `${row.omsNumber}-S${index + 1}`;
    const found = row.shipments.find((one) => one.id === id);
    note(`${of} shipment ${id}`, 'rows', 1, found === undefined ? 0 : 1);
    if (found === undefined) return;
    const ofShipment = `${of} shipment ${id}`;
    note(ofShipment, 'node', shipment.node, found.node);
    note(ofShipment, 'status', shipment.status, found.status);
    compareTime(ofShipment, 'dispatchedAt', shipment.dispatchedAt, found.dispatchedAt, note);
    compareTime(ofShipment, 'deliveredAt', shipment.deliveredAt, found.deliveredAt, note);
  });
}

/** Equal as an instant in UTC, whatever fraction of a second is written out. */
function compareTime(
  of: string,
  what: string,
  expected: Instants | undefined,
  found: string | undefined,
  note: Note,
): void {
  const instant = found?.endsWith('Z') === true ? Date.parse(found) : Number.NaN;
  if (expected?.some((one) => Date.parse(one) === instant) === true) return;
  note(of, what, expected?.join(' or '), found);
}

function compareStocks(expectation: Expectation, rows: StockRow[], note: Note): void {
  const missing = new Map(expectation.stock);
  for (const row of rows) {
    const key = stockKey(row.node, row.sku);
    const expected = missing.get(key);
    if (expected === undefined) {
      const known = expectation.stock.has(key);
      note(`stock ${key}`, 'rows', known ? 1 : 0, known ? 'one more' : 1);
      continue;
    }
    missing.delete(key);
    compareStock(expected, row, note);
  }
  for (const key of missing.keys()) note(`stock ${key}`, 'rows', 1, 0);
}

function compareStock(expected: ExpectedStock, row: StockRow, note: Note): void {
  for (const name of stockFields) {
    note(`stock ${stockKey(row.node, row.sku)}`, name, String(expected[name]), row[name]);
  }
}
