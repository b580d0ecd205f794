import { z } from 'zod';
import type { DocumentedAnswer } from '../documented.js';
import { stockDecidedExample, stockReceiptExample, stockRowExample } from '../examples.js';
import { pageOf } from './page.js';
import { decidedFields, posted } from './posted.js';
import { quantity, text } from './values.js';
const stockFields = {
  node: text,
  sku: text,
  onHand: quantity,
  available: quantity,
  reserved: quantity,
  unavailable: quantity,
  missing: quantity.describe('of the unavailable ones: not found by their node, until counted'),
  backordered: quantity,
  unit: text.describe('what all of these count'),
};
const stock = z.strictObject(stockFields).meta({ id: 'StockRow' });

export const postedStockAnswer = posted(
  stockReceiptExample,
  z.strictObject({ ...stockFields, ...decidedFields }).meta({ id: 'StockChanged' }),
  stockDecidedExample,
);

export const stockAnswer: DocumentedAnswer = {
  description: 'The stock as it stands.',
  schema: stock,
  example: stockRowExample,
};
export const stockPageAnswer = pageOf(stock, stockRowExample);
