import { Doubts } from './doubts.js';
import { isCredit, isOrder, takenBack } from './invoices.js';
import type { GoodsRow, Invoice } from './invoices.js';

/** Units of one order that one C-invoice brings back, by line. */
export interface MatchedReturn {
  readonly credit: Invoice;
  readonly order: Invoice;
  readonly units: ReadonlyMap<number, number>;
}

/** Units that no order of the customer has left. */
export interface UnmatchedReturn {
  readonly credit: Invoice;
  readonly row: GoodsRow;
  readonly quantity: number;
}

export interface Returns {
  readonly matched: readonly MatchedReturn[];
  readonly unmatched: readonly UnmatchedReturn[];
}

/** A credit that may bring back units of an invoice that is left out; empty: of one unread. */
export interface DoubtfulReturn {
  readonly credit: Invoice;
  readonly of: string;
}

export interface AllReturns extends Returns {
  readonly doubtful: readonly DoubtfulReturn[];
}

/** What is left of each line to be returned; lines that were never touched are not in it. */
type Left = Map<GoodsRow, number>;

/** Takes up to `wanted` units of the SKU from the order's lines, the first one first. */
const take = (
  order: Invoice,
  sku: string,
  wanted: number,
  left: Left,
  units: Map<number, number>,
): number => {
  let open = wanted;
  for (const row of order.goods) {
    if (open === 0) break;
    if (row.sku !== sku || row.quantity < 0) continue;
    const rest = left.get(row) ?? row.quantity;
    const taken = Math.min(rest, open);
    if (taken === 0) continue;
    left.set(row, rest - taken);
    units.set(row.line, (units.get(row.line) ?? 0) + taken);
    open -= taken;
  }
  return wanted - open;
};

/** One C-invoice against the customer's orders before it, the newest first. */
const matchOne = (credit: Invoice, orders: readonly Invoice[], left: Left): Returns => {
  const units = new Map<Invoice, Map<number, number>>();
  const unmatched: UnmatchedReturn[] = [];
  for (const row of takenBack(credit)) {
    let open = -row.quantity;
    for (let at = orders.length - 1; at >= 0 && open > 0; at -= 1) {
      const order = orders[at];
      if (order === undefined) continue;
      const ofOrder = units.get(order) ?? new Map<number, number>();
      open -= take(order, row.sku, open, left, ofOrder);
      if (ofOrder.size > 0) units.set(order, ofOrder);
    }
    if (open > 0) unmatched.push({ credit, row, quantity: open });
  }
  const matched = Array.from(units, ([order, ofOrder]) => ({ credit, order, units: ofOrder }));
  return { matched, unmatched };
};

/**
 * Finds for each C-invoice the orders whose units it brings back (ARCHITECTURE.md §10): that
 * customer's orders before it in the file, the later first row first, as long as units of the SKU
 * are left. `invoices` stand in the order of their first rows. A credit that may belong to one
 * that is left out is left out too: once that is there, it would be booked a second time.
 */
export const matchReturns = (
  invoices: readonly Invoice[],
  isLeftOut: (ref: string) => boolean,
): AllReturns => {
  const byCustomer = new Map<string, Invoice[]>();
  const left: Left = new Map();
  const doubts = new Doubts();
  const matched: MatchedReturn[] = [];
  const unmatched: UnmatchedReturn[] = [];
  const doubtful: DoubtfulReturn[] = [];
  for (const invoice of invoices) {
    const { customer = '' } = invoice;
    const leftOut = invoice.ref === '' || isLeftOut(invoice.ref);
    if (leftOut) doubts.add(invoice);
    if (isCredit(invoice)) {
      // What it takes of other goods it also takes once it is booked.
      const found = matchOne(invoice, byCustomer.get(customer) ?? [], left);
      if (leftOut) continue;
      const [of] = takenBack(invoice).flatMap(({ sku }) => doubts.about(customer, sku) ?? []);
      if (of !== undefined) doubtful.push({ credit: invoice, of });
      else {
        matched.push(...found.matched);
        unmatched.push(...found.unmatched);
      }
    } else if (!leftOut && customer !== '' && isOrder(invoice)) {
      const orders = byCustomer.get(customer);
      if (orders === undefined) byCustomer.set(customer, [invoice]);
      else orders.push(invoice);
    }
  }
  return { matched, unmatched, doubtful };
};
