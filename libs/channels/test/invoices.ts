/** Invoices of Online Retail: a file of them, and what its source says. */
import { join } from 'node:path';
import { bodies, folderWith, open, rowsOf, said } from './sources.js';
import type { Source } from '../src/index.js';
export const head =
  'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';

/** `invoice code quantity price customer`, in the order of the file; an hour lies between. */
export const given = (...rows: readonly string[]): Promise<Source> => {
  const lines = rows.map((row, at) => {
    const [invoice, code, quantity, price = '1.00', customer = ''] = row.split(' ');
    const time = `2011-07-01 ${String(at).padStart(2, '0')}:00:00`;
    return `${invoice},${code},"a ""thing"", blue",${quantity},${time},${price},${customer},France`;
  });
  const folder = folderWith({ 'rows.csv.gz': [head, ...lines].join('\r\n') });
  return open(`online-retail:${join(folder, 'rows.csv.gz')}`);
};

export const placed = async (source: Source) =>
  bodies(await rowsOf(source, 'orders and payments'), 'order.place').map(({ body }) => body);
export const ended = async (source: Source) =>
  (await rowsOf(source, 'refusals, cancels and returns')).map(said);
