import { readText } from '#contracts';
import { lineTotal, lineTotalFits, millionths } from '#kernel';
import { FieldError, readTable } from '../csv-table.js';
import type { Row, Unreadable } from '../csv-table.js';
import { named, needed, price, wholeNumber } from '../field.js';
import { referenceIn } from '../left-out.js';
import type { Omissions } from '../left-out.js';
import { localClock } from '../local-time.js';

export const currency = 'GBP';

/** Codes that bill something other than goods. */
const chargeCodes: ReadonlySet<string> = new Set([
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

/** A row that could not be read; what it does not tell may be anything. */
export interface UnreadRow {
  readonly customer: string | undefined;
  readonly sku: string | undefined;
}

/** The rows of one InvoiceNo, wherever in the file they stand. */
export interface Invoice {
  readonly ref: string;
  /** Empty where the file names none; undefined where no row of it can be read. */
  readonly customer: string | undefined;
  readonly country: string;
  /** Epoch milliseconds of its first row. */
  readonly at: number;
  readonly goods: GoodsRow[];
  readonly charges: ChargeRow[];
  readonly unread: UnreadRow[];
}

const columns = [
  'InvoiceNo',
  'StockCode',
  'Quantity',
  'InvoiceDate',
  'UnitPrice',
  'CustomerID',
  'Country',
] as const;

type InvoiceRow = Row<(typeof columns)[number]>;

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

/** What a row tells that cannot be read. */
const unreadOf = (row: InvoiceRow, { torn }: Unreadable): UnreadRow => {
  if (torn) return { customer: undefined, sku: undefined };
  const read = (column: 'CustomerID' | 'StockCode', name: 'id' | 'sku'): string | undefined =>
    row(column) === '' ? '' : readText(name, row(column)).text;
  return { customer: read('CustomerID', 'id')?.replace(/\.0$/, ''), sku: read('StockCode', 'sku') };
};

const begun = (about: Pick<Invoice, 'ref' | 'customer' | 'country' | 'at'>): Invoice => ({
  ...about,
  goods: [],
  charges: [],
  unread: [],
});

/**
 * The invoices of the file in the order of their first rows, also those that `omissions` has, as
 * far as they can be read. `onZero` hears of each row without a quantity: it moves nothing and is
 * left out.
 */
export const readInvoices = async (
  path: string,
  omissions: Omissions,
  onZero: (ref: string, sku: string) => void,
): Promise<readonly Invoice[]> => {
  const invoices = new Map<string, Invoice>();
  const clock = localClock('Europe/London');
  const intern = interning();
  const kept = (invoice: Invoice): Invoice => {
    invoices.set(invoice.ref, invoice);
    return invoice;
  };
  const invoiceOf = (row: InvoiceRow, ref: string): Invoice => {
    const known = invoices.get(ref);
    if (known?.customer !== undefined) return known;
    const customer = intern(named(row, 'CustomerID', 'id').replace(/\.0$/, ''));
    const country = intern(named(row, 'Country', 'country'));
    const at = clock(row, 'InvoiceDate');
    return kept({ ...begun({ ref, customer, country, at }), unread: known?.unread ?? [] });
  };
  await readTable(
    path,
    columns,
    (row) => {
      const ref = needed(row, 'InvoiceNo', 'channelRef');
      const code = intern(needed(row, 'StockCode', 'sku'));
      const quantity = wholeNumber(row, 'Quantity');
      const unitPrice = intern(price(row, 'UnitPrice'));
      clock(row, 'InvoiceDate');
      if (!lineTotalFits(unitPrice, millionths(String(quantity)), currency)) {
        const expected = `a lower price, as ${quantity} of them are too much money`;
        throw new FieldError('UnitPrice', unitPrice, expected);
      }
      const { goods, charges } = invoiceOf(row, ref);
      if (quantity === 0) return onZero(ref, code);
      if (chargeCodes.has(code)) charges.push(chargeOf(code, quantity, unitPrice));
      else goods.push({ line: goods.length + 1, sku: code, quantity, price: unitPrice });
    },
    (row, fault) => {
      const ref = referenceIn(row('InvoiceNo')) ?? '';
      omissions.row(fault, ref === '' ? [] : [ref]);
      const { unread } =
        invoices.get(ref) ?? kept(begun({ ref, customer: undefined, country: '', at: 0 }));
      unread.push(unreadOf(row, fault));
    },
  );
  return [...invoices.values()];
};
