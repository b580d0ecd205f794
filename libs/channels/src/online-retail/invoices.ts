import { linesMax } from '#contracts';
import { lineTotal, lineTotalFits, millionths } from '#kernel';
import { FieldError, readTable, RowError } from '../csv-table.js';
import { named, needed, price, wholeNumber } from '../field.js';
import type { Faults } from '../faults.js';
import { localClock } from '../local-time.js';

export const currency = 'GBP';

/** Codes that bill something other than goods. */
const chargeCodes: ReadonlySet<string> = new Set([
  'POST', 'DOT', 'M', 'm', 'D', 'C2', 'S', 'B', 'BANK CHARGES', 'AMAZONFEE', 'CRUK',
]);

/** A row of goods; `line` counts the goods rows of its invoice: 1, 2, 3, … */
export interface GoodsRow {
  readonly line: number;
  readonly sku: string;
  /** Whole units, negative where they went back or were written off; never 0. */
  readonly quantity: number;
  readonly price: string;
}

/** A row with a charge code; pence. */
export interface ChargeRow {
  readonly code: string;
  readonly amount: number;
  readonly quantity: number;
}

/** The rows of one InvoiceNo, wherever in the file they stand. */
export interface Invoice {
  readonly ref: string;
  /** Empty where the file names none. */
  readonly customer: string;
  readonly country: string;
  /** Epoch milliseconds of its first row. */
  readonly at: number;
  readonly goods: GoodsRow[];
  readonly charges: ChargeRow[];
}

const columns = [
  'InvoiceNo', 'StockCode', 'Quantity', 'InvoiceDate', 'UnitPrice', 'CustomerID', 'Country',
] as const;

export const isCredit = ({ ref }: Invoice): boolean => /^c/i.test(ref);
export const sold = ({ goods }: Invoice): readonly GoodsRow[] =>
  goods.filter(({ quantity }) => quantity > 0);
export const takenBack = ({ goods }: Invoice): readonly GoodsRow[] =>
  goods.filter(({ quantity }) => quantity < 0);

/** Negative quantities only, some of them goods: stock that was written off, and no order. */
export const isOrder = (invoice: Invoice): boolean => {
  if (isCredit(invoice)) return false;
  const { goods, charges } = invoice;
  const rows = [...goods, ...charges];
  return rows.some(({ quantity }) => quantity > 0) || (goods.length === 0 && rows.length > 0);
};

/** It takes no further line: who buys more than fits one order is told, and nothing is cut off. */
const isFull = (goods: readonly GoodsRow[]): boolean => goods.length >= linesMax
  && goods.filter(({ quantity }) => quantity > 0).length >= linesMax;

/** Equal texts of many rows are kept once. */
const interning = (): ((text: string) => string) => {
  const known = new Map<string, string>();
  return (text) => {
    const first = known.get(text);
    if (first !== undefined) return first;
    known.set(text, text);
    return text;
  };
};

const chargeOf = (code: string, quantity: number, unitPrice: string): ChargeRow => {
  const amount = lineTotal(unitPrice, millionths(String(quantity)), currency);
  return { code, amount, quantity };
};

/**
 * The invoices of the file in the order of their first rows. `onZero` hears of each row without a
 * quantity: it moves nothing and is left out. An invoice with a row in `faults` is none of them.
 */
export const readInvoices = async (
  path: string, faults: Faults, onZero: (ref: string, sku: string) => void,
): Promise<readonly Invoice[]> => {
  const invoices = new Map<string, Invoice>();
  const clock = localClock('Europe/London');
  const intern = interning();
  await readTable(path, columns, (row) => {
    const ref = needed(row, 'InvoiceNo', 'channelRef');
    const code = intern(needed(row, 'StockCode', 'sku'));
    const quantity = wholeNumber(row, 'Quantity');
    const unitPrice = intern(price(row, 'UnitPrice'));
    const at = clock(row, 'InvoiceDate');
    if (!lineTotalFits(unitPrice, millionths(String(quantity)), currency)) {
      const expected = `a lower price, as ${quantity} of them are too much money`;
      throw new FieldError('UnitPrice', unitPrice, expected);
    }
    let invoice = invoices.get(ref);
    if (invoice === undefined) {
      const customer = intern(named(row, 'CustomerID', 'id').replace(/\.0$/, ''));
      const country = intern(named(row, 'Country', 'country'));
      invoice = { ref, customer, country, at, goods: [], charges: [] };
      invoices.set(ref, invoice);
    }
    if (quantity === 0) return onZero(ref, code);
    const { goods, charges } = invoice;
    if (chargeCodes.has(code)) charges.push(chargeOf(code, quantity, unitPrice));
    else if (quantity > 0 && isFull(goods)) {
      throw new RowError(`its order has ${linesMax} lines already`);
    } else goods.push({ line: goods.length + 1, sku: code, quantity, price: unitPrice });
  }, faults.of('InvoiceNo'));
  return [...invoices.values()].filter(({ ref }) => !faults.leavesOut(ref));
};
