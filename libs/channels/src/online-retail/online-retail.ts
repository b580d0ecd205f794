import { instantText, majorText } from '#kernel';
import { Omissions } from '../left-out.js';
import { channelRow, phase, stockRow } from '../messages.js';
import { receiveRows, receiveRowsCount } from '../receipts.js';
import type { Arrival } from '../receipts.js';
import { remarks } from '../remarks.js';
import type { Remarks } from '../remarks.js';
import type { ChannelRow, LeftOut, Source, SourceOptions, SourceRow } from '../rows.js';
import { currency, isCredit, isOrder, readInvoices, sold, takenBack } from './invoices.js';
import type { Invoice } from './invoices.js';
import {
  arrivalsOf,
  node,
  placing,
  returning,
  shipping,
  unmatchedReturn,
  writeOff,
} from './order.js';
import { matchReturns } from './returns.js';
import type { DoubtfulReturn, Returns } from './returns.js';

const channel = 'online-retail';

const noteOddities = (
  invoices: readonly Invoice[],
  { unmatched }: Returns,
  { note }: Remarks,
): void => {
  for (const invoice of invoices) {
    const { ref, charges } = invoice;
    if (!isOrder(invoice)) {
      for (const { code, amount } of charges) {
        note('credits, no message', `${ref} ${code} ${majorText(amount, currency)}`);
      }
    }
    if (!isCredit(invoice)) continue;
    for (const { sku } of sold(invoice)) {
      note('goods sold by a C-invoice, left out', `${ref} ${sku}`);
    }
  }
  for (const { credit, row, quantity } of unmatched) {
    note('unmatched returns, stock only', `${credit.ref} ${row.sku} ${quantity}`);
  }
};

function* arrivals(plain: readonly Invoice[]): Generator<Arrival> {
  for (const invoice of plain) yield* arrivalsOf(invoice);
}

function* writeOffs(tenant: string, plain: readonly Invoice[]): Generator<SourceRow> {
  for (const invoice of plain) {
    for (const { line, sku, quantity } of takenBack(invoice)) {
      yield stockRow(tenant, node, sku, writeOff(invoice.ref, line, quantity));
    }
  }
}

/** Everything comes in before anything is written off. */
function* stockRows(options: SourceOptions, plain: readonly Invoice[]): Generator<SourceRow> {
  yield* receiveRows(options.tenant, arrivals(plain), options.stockFactor);
  yield* writeOffs(options.tenant, plain);
}

/** Told with the rows of the credit, to be sent again once the order is mended. */
const doubtful = ({ credit: { ref, customer, goods }, of }: DoubtfulReturn): LeftOut => ({
  id: ref,
  type: 'order.record-return',
  of: `${channel}/${ref}`,
  code: 'order_left_out',
  detail:
    `it may bring back units of ${of === '' ? 'an invoice that cannot be read' : of}, which ` +
    'is left out: mend that, and import the file again',
  row: { InvoiceNo: ref, CustomerID: customer, goods },
});

const orderRow = (tenant: string, order: Invoice, message: ChannelRow['message']): ChannelRow =>
  channelRow({ tenant, channel, channelRef: order.ref }, instantText(order.at), message);

function* orderRows(
  tenant: string,
  orders: readonly Invoice[],
  telling: (order: Invoice) => readonly ChannelRow['message'][],
): Generator<ChannelRow> {
  for (const order of orders) {
    for (const message of telling(order)) yield orderRow(tenant, order, message);
  }
}

function* returnRows(tenant: string, { matched, unmatched }: Returns): Generator<SourceRow> {
  for (const found of matched) yield orderRow(tenant, found.order, returning(found));
  for (const lost of unmatched) {
    yield stockRow(tenant, node, lost.row.sku, unmatchedReturn(lost));
  }
}

/** What is imported of the invoices of a file: all that is not left out. */
const taken = (read: readonly Invoice[], omissions: Omissions) => {
  const returns = matchReturns(read, (ref) => omissions.has(ref));
  for (const each of returns.doubtful) omissions.message(doubtful(each));
  const invoices = read.filter(({ ref }) => ref !== '' && !omissions.has(ref));
  const plain = invoices.filter((invoice) => !isCredit(invoice));
  const orders = plain.filter(isOrder);
  const withLines = orders.filter((order) => sold(order).length > 0);
  return { returns, invoices, plain, orders, withLines };
};

/** One CSV file of invoice rows, as ARCHITECTURE.md §10 reads them. */
export const openOnlineRetail = async (file: string, options: SourceOptions): Promise<Source> => {
  const { tenant, stockFactor } = options;
  const noted = remarks();
  const omissions = new Omissions(options.tell);
  const read = await readInvoices(file, omissions, (ref, sku) =>
    noted.note('rows of quantity 0, left out', `${ref} ${sku}`),
  );
  for (const invoice of read) {
    const isWhole = isOrder(invoice) && !omissions.has(invoice.ref);
    if (isWhole) omissions.unfit(orderRows(tenant, [invoice], placing));
  }
  let now = taken(read, omissions);
  noteOddities(now.invoices, now.returns, noted);
  const { plain, orders, withLines, returns } = now;
  const writtenOff = plain.reduce((rows, invoice) => rows + takenBack(invoice).length, 0);
  return {
    name: `online-retail:${file}`,
    phases: [
      phase('stock', receiveRowsCount(arrivals(plain), stockFactor) + writtenOff, () =>
        stockRows(options, now.plain),
      ),
      phase('orders and payments', orders.length * 2, () => orderRows(tenant, now.orders, placing)),
      phase('dispatches and deliveries', withLines.length * 2, () =>
        orderRows(tenant, now.withLines, shipping),
      ),
      phase(
        'refusals, cancels and returns',
        returns.matched.length + returns.unmatched.length,
        () => returnRows(tenant, now.returns),
      ),
    ],
    orders: {
      placings: () => orderRows(tenant, now.orders, (order) => placing(order).slice(0, 1)),
      leaveOut: (channelRefs) => {
        for (const ref of channelRefs) omissions.add(ref);
        now = taken(read, omissions);
      },
    },
    remarks: noted.list,
  };
};
