/** What is said of one SKU at one node: bodies of `POST /stock/{node}/{sku}/…`. */
import type { AdjustStock, CountStock, ReceiveStock, ReturnStock } from '#inventory';
import { z } from 'zod';
import {
  anyNumber,
  difference,
  id,
  prose,
  quantity,
  receiptsMax,
  total,
  unit,
} from '../catalogue/forms.js';
import { condition, receipt } from '../catalogue/inventory.js';
import { constrained } from '../catalogue/constraints.js';

const once = id.optional().describe('makes a repeat harmless: the same id is recorded once');

/** Converted to the unit that the stock is kept in, which the first movement of goods decides. */
const countedIn = unit
  .optional()
  .describe(
    'what is counted: each (where no movement ever named one), kg, l, m, dozen, …; converted ' +
      'exactly to the unit that the stock is kept in, which the first movement decides: no ' +
      'order does',
  );

interface Received {
  readonly quantity?: string;
  readonly receipts?: readonly object[];
}
/** One receipt as `{ id, quantity }`, or many as `{ receipts: [{ id, quantity }, …] }`. */
export const receiptInput = constrained(
  z.strictObject({
    id: once,
    quantity: quantity.optional(),
    receipts: z
      .array(receipt)
      .min(1, { error: 'expected at least one receipt' })
      .max(receiptsMax, { error: `expected at most ${receiptsMax} receipts` })
      .optional(),
    unit: countedIn,
  }),
  {
    name: 'oneOrMany',
    expected: 'either a quantity, or a list of receipts',
    breach: ({ quantity: one, receipts }: Received) =>
      (one === undefined) === (receipts === undefined) ? ['quantity'] : [],
  },
).meta({ id: 'ReceiptInput' });

export const adjustmentInput = z
  .strictObject({
    id: once,
    quantity: difference,
    reason: prose,
    condition: condition.optional(),
    unit: countedIn,
  })
  .meta({ id: 'AdjustmentInput' });

export const countInput = z
  .strictObject({
    id: once,
    counted: total.describe('everything on hand, reserved units too'),
    expected: total
      .optional()
      .describe(
        'what the books had on hand when it was counted: goods that moved since are left alone',
      ),
    reason: prose.optional(),
    unit: countedIn,
  })
  .meta({ id: 'CountInput' });

interface Back {
  readonly quantity?: string | undefined;
  readonly corrects?: string | undefined;
  readonly order?: string | undefined;
}
/** Goods that came back, or such as were told by mistake to have come back for an order. */
export const stockReturnInput = constrained(
  z.strictObject({
    id: once,
    quantity: quantity.optional(),
    condition: condition.default('available'),
    reason: prose,
    order: anyNumber.optional().describe('for which they came back'),
    unit: countedIn,
    corrects: id
      .optional()
      .describe('the id of a return that never was, told here for this order: both take it back'),
  }),
  {
    name: 'stockReturnOrCorrection',
    expected:
      'either a quantity that came back, or the return that this corrects and its order ' +
      '(one without an order: adjust the stock)',
    breach: ({ quantity: back, corrects, order }: Back) => {
      if ((back === undefined) === (corrects === undefined)) return ['quantity'];
      return corrects !== undefined && order === undefined ? ['order'] : [];
    },
  },
).meta({ id: 'StockReturnInput' });

export type ReceiptInput = z.output<typeof receiptInput>;
export type AdjustmentInput = z.output<typeof adjustmentInput>;
export type CountInput = z.output<typeof countInput>;
export type StockReturnInput = z.output<typeof stockReturnInput>;

/** `fallbackId` stands in where the caller gave none, here and below. */
export const toReceiveStock = (
  { id: given, quantity: one, receipts, unit: named }: ReceiptInput,
  fallbackId: string,
): ReceiveStock => ({
  type: 'stock.receive',
  data: {
    receipts: receipts ?? [{ id: given ?? fallbackId, quantity: one ?? '0' }],
    ...(named !== undefined && { unit: named }),
  },
});

export const toAdjustStock = (
  { id: given, ...rest }: AdjustmentInput,
  fallbackId: string,
): AdjustStock => ({ type: 'stock.adjust', data: { id: given ?? fallbackId, ...rest } });

export const toCountStock = (
  { id: given, ...rest }: CountInput,
  fallbackId: string,
): CountStock => ({ type: 'stock.count', data: { id: given ?? fallbackId, ...rest } });

export const toReturnStock = (
  { id: given, quantity: back = '0', corrects: _none, ...rest }: StockReturnInput,
  fallbackId: string,
): ReturnStock => ({
  type: 'stock.return',
  data: { id: given ?? fallbackId, quantity: back, ...rest },
});
