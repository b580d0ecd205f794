/** What an invoice of Online Retail says in messages (ARCHITECTURE.md §10). */
import { instantText, lineTotal, millionths } from '#kernel';
import type { OrderBody } from '#orders';
import type { Arrival } from '../receipts.js';
import type { ChannelRow, StockRow } from '../rows.js';
import { currency, sold } from './invoices.js';
import type { Invoice } from './invoices.js';
import type { MatchedReturn, UnmatchedReturn } from './returns.js';

type Message = ChannelRow['message'];

export const node = 'main';

/** Sold or written off: every unit must have come in before. */
export const arrivalsOf = ({ ref, goods }: Invoice): readonly Arrival[] =>
  goods.map(({ line, sku, quantity }) => ({
    node,
    sku,
    id: `online-retail:${ref}:${line}`,
    quantity: Math.abs(quantity),
  }));

const isNamed = (customer: string | undefined): customer is string =>
  customer !== undefined && customer !== '';

const bodyOf = (invoice: Invoice): OrderBody => ({
  placedAt: instantText(invoice.at),
  currency,
  policy: { allOrNothing: false, onEmpty: 'complete', releaseOn: 'dispatch', timers: false },
  ...(isNamed(invoice.customer) ? { customer: { id: invoice.customer } } : {}),
  ...(invoice.country === '' ? {} : { shipTo: { country: invoice.country } }),
  charges: invoice.charges.map(({ code, amount }) => ({ code, amount })),
  lines: sold(invoice).map(({ line, sku, quantity, price }) => ({
    line: String(line),
    sku,
    node,
    quantity: String(quantity),
    unit: 'each',
    unitPrice: price,
    onShortage: 'backorder',
  })),
});

/** Pence: the lines, each rounded for itself, and the charges. */
const totalOf = (invoice: Invoice): number => {
  let total = 0;
  for (const { quantity, price } of sold(invoice)) {
    total += lineTotal(price, millionths(String(quantity)), currency);
  }
  for (const { amount } of invoice.charges) total += amount;
  return total;
};

export const placing = (invoice: Invoice): readonly Message[] => {
  const { ref, at } = invoice;
  return [
    { type: 'order.place', data: { body: bodyOf(invoice) } },
    {
      type: 'order.record-payment',
      data: {
        id: `${ref}:payment`,
        payment: ref,
        status: 'captured',
        amount: totalOf(invoice),
        at: instantText(at),
      },
    },
  ];
};

export const shipping = ({ ref, at: ms }: Invoice): readonly Message[] => {
  const at = instantText(ms);
  return [
    {
      type: 'order.record-dispatch',
      data: { scope: {}, fact: { kind: 'dispatch', id: `${ref}:dispatch`, at } },
    },
    {
      type: 'order.record-scan',
      data: { scope: {}, fact: { kind: 'scan', id: `${ref}:delivered`, at, status: 'delivered' } },
    },
  ];
};

/** Names the C-invoice, which may bring units back to several orders, each once. */
export const returning = ({ credit, units }: MatchedReturn): Message => ({
  type: 'order.record-return',
  data: {
    id: `${credit.ref}:return`,
    lines: Array.from(units, ([line, quantity]) => ({
      line: String(line),
      quantity: String(quantity),
    })),
    disposition: 'restocked',
    at: instantText(credit.at),
  },
});

export const unmatchedReturn = ({
  credit,
  row,
  quantity,
}: UnmatchedReturn): StockRow['message'] => ({
  type: 'stock.return',
  data: {
    id: `online-retail:${credit.ref}:${row.line}`,
    quantity: String(quantity),
    condition: 'available',
    reason: 'unmatched-return',
  },
});

export const writeOff = (ref: string, line: number, quantity: number): StockRow['message'] => ({
  type: 'stock.adjust',
  data: {
    id: `online-retail:${ref}:${line}:write-off`,
    quantity: String(quantity),
    reason: 'write-off',
  },
});
