import type { CsvRow } from './csv.js';
import { csvIn, field, readCsv, wholeNumber } from './csv.js';
import type { Expectation, ExpectedLine, ExpectedOrder, ExpectedShipment } from './expectation.js';
import { addOrder, emptyExpectation, stockOf } from './expectation.js';
import type { Instants } from './local-time.js';
import { instantsOf } from './local-time.js';

const zone = 'America/Sao_Paulo';

/** What one order's columns say. The dates are the facts; the word adds a cancel or a refusal. */
interface Story {
  placedAt: Instants;
  approved: boolean;
  dispatchedAt: Instants | undefined;
  deliveredAt: Instants | undefined;
  status: string;
}

/** Counts what an Olist folder must leave behind: where every unit rests, each seller's stock. */
export function expectOlist(dir: string): Expectation {
  const orders = readTable(dir, 'olist_orders_dataset');
  const items = byOrder(readTable(dir, 'olist_order_items_dataset'));
  const paymentsFile = csvIn(dir, 'olist_order_payments_dataset');
  const payments = byOrder(paymentsFile === undefined ? [] : readCsv(paymentsFile));
  const expectation = emptyExpectation('olist', true);
  for (const row of orders) {
    const ref = field(row, 'order_id');
    const order = expectedOrder(row, items.get(ref) ?? [], payments.has(ref));
    addOrder(expectation, order);
    const cancel = field(row, 'order_status') === 'canceled';
    expectation.totals.refusedCancels += cancel && order.lifecycle !== 'cancelled' ? 1 : 0;
    for (const line of order.lines) addToStock(expectation, line);
  }
  return expectation;
}

function expectedOrder(row: CsvRow, items: CsvRow[], paid: boolean): ExpectedOrder {
  const story = storyOf(row);
  const sold = linesOf(items);
  const bucket = bucketOf(story);
  const lines = sold.map((line) => ({ ...line, buckets: { [bucket]: line.ordered } }));
  return {
    channelRef: field(row, 'order_id'),
    placedAt: story.placedAt,
    lifecycle: lifecycleOf(story, lines.length > 0),
    fulfilment: lines.length > 0 ? fulfilmentOf(story) : 'unfulfilled',
    payment: !paid ? 'unknown' : story.approved ? 'captured' : 'pending',
    sla: slaOf(row, lines.length > 0 ? story.deliveredAt : undefined),
    lines,
    shipments: shipmentsOf(story, lines),
    exceptions: exceptionsOf(story, lines.length > 0),
  };
}

function storyOf(row: CsvRow): Story {
  const instants = (name: string): Instants | undefined =>
    field(row, name) === '' ? undefined : instantsOf(field(row, name), zone);
  return {
    placedAt: instantsOf(field(row, 'order_purchase_timestamp'), zone),
    approved: field(row, 'order_approved_at') !== '',
    dispatchedAt: instants('order_delivered_carrier_date'),
    deliveredAt: instants('order_delivered_customer_date'),
    status: field(row, 'order_status'),
  };
}

const byNumber = (a: CsvRow, b: CsvRow): number =>
  wholeNumber(a, 'order_item_id') - wholeNumber(b, 'order_item_id');

/** One line per (product, seller, price), by the smallest item number; files sort it as text. */
function linesOf(items: CsvRow[]): ExpectedLine[] {
  const lines = new Map<string, ExpectedLine>();
  for (const item of items.toSorted(byNumber)) {
    const sku = field(item, 'product_id');
    const node = field(item, 'seller_id');
    const key = `${sku} ${node} ${Math.round(Number(field(item, 'price')) * 100)}`;
    const known = lines.get(key);
    if (known !== undefined) known.ordered += 1;
    else {
      const line = String(wholeNumber(item, 'order_item_id'));
      lines.set(key, { line, sku, node, ordered: 1, buckets: {} });
    }
  }
  return [...lines.values()];
}

/** All units of an order rest in the same bucket: its dates hold for every seller. */
function bucketOf(story: Story): 'delivered' | 'shipped' | 'cancelled' | 'open' | 'reserved' {
  if (story.deliveredAt !== undefined) return 'delivered';
  if (story.dispatchedAt !== undefined) return 'shipped';
  if (story.status === 'canceled') return 'cancelled';
  return story.status === 'unavailable' ? 'open' : 'reserved';
}

function lifecycleOf(story: Story, hasLines: boolean): string {
  if (!hasLines) return story.status === 'canceled' ? 'cancelled' : 'received';
  const bucket = bucketOf(story);
  switch (bucket) {
    case 'delivered':
      return 'completed';
    case 'shipped':
      return 'in_fulfilment';
    case 'cancelled':
      return 'cancelled';
    case 'open':
    case 'reserved':
      return 'accepted';
    default:
      return bucket satisfies never;
  }
}

function fulfilmentOf(story: Story): string {
  const bucket = bucketOf(story);
  return bucket === 'open' || bucket === 'cancelled' ? 'unfulfilled' : bucket;
}

function exceptionsOf(story: Story, hasLines: boolean): string[] {
  if (!hasLines) return story.status === 'canceled' ? [] : ['no-lines'];
  const unconfirmed = story.status === 'delivered' && story.deliveredAt === undefined;
  if (unconfirmed) return ['delivery-unconfirmed'];
  const bucket = bucketOf(story);
  if (story.status === 'canceled' && bucket !== 'cancelled') return ['cancel-refused'];
  return bucket === 'open' ? ['node-refused'] : [];
}

function shipmentsOf(story: Story, lines: ExpectedLine[]): ExpectedShipment[] {
  const { dispatchedAt, deliveredAt } = story;
  if (dispatchedAt === undefined && deliveredAt === undefined) return [];
  return [...new Set(lines.map((line) => line.node))].map((node) => ({
    node,
    status: deliveredAt === undefined ? 'dispatched' : 'delivered',
    ...(dispatchedAt === undefined ? {} : { dispatchedAt }),
    ...(deliveredAt === undefined ? {} : { deliveredAt }),
  }));
}

/** The promise is a day: late where the delivery is of a later day in São Paulo and in UTC. */
function slaOf(row: CsvRow, deliveredAt: Instants | undefined): ExpectedOrder['sla'] {
  const promise = field(row, 'order_estimated_delivery_date').slice(0, 10);
  if (deliveredAt === undefined || promise === '') return 'on_track';
  const days = [field(row, 'order_delivered_customer_date'), ...deliveredAt];
  const late = days.filter((day) => day.slice(0, 10) > promise);
  if (late.length === days.length) return 'late';
  return late.length === 0 ? 'on_track' : undefined;
}

/** Every unit ordered came in first; what was handed over is gone, what is not reserved is free. */
function addToStock(expectation: Expectation, line: ExpectedLine): void {
  const stock = stockOf(expectation, line.node, line.sku);
  const { reserved = 0, shipped = 0, delivered = 0 } = line.buckets;
  expectation.totals.receivedUnits += line.ordered;
  stock.onHand += line.ordered - shipped - delivered;
  stock.reserved += reserved;
  stock.available += line.ordered - shipped - delivered - reserved;
}

function readTable(dir: string, name: string): CsvRow[] {
  const path = csvIn(dir, name);
  if (path === undefined) throw new Error(`${dir}: no ${name}.csv and no ${name}.csv.gz`);
  return readCsv(path);
}

function byOrder(rows: CsvRow[]): Map<string, CsvRow[]> {
  const groups = new Map<string, CsvRow[]>();
  for (const row of rows) {
    const ref = field(row, 'order_id');
    const group = groups.get(ref);
    if (group === undefined) groups.set(ref, [row]);
    else group.push(row);
  }
  return groups;
}
