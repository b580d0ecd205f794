import { sku, quantity, node, line, linesMax, oneOf, count, total, unit, flag } from './forms.js';
import { z } from 'zod';
import { constrained } from './constraints.js';

/** Places of lines whose id another line before them has. */
export const repeatedLines = (ids: readonly string[]): readonly string[] => {
  if (new Set(ids).size === ids.length) return [];
  const seen = new Set<string>();
  return ids.flatMap((lineId, at) => {
    if (seen.has(lineId)) return [`[${at}].line`];
    seen.add(lineId);
    return [];
  });
};

/** A list in which no line stands twice. */
export const uniqueLines = <S extends z.ZodObject<{ line: z.ZodString }>>(item: S, linesMin = 1) =>
  constrained(
    z
      .array(item, { error: 'expected a list of lines' })
      .min(linesMin, { error: `expected at least ${linesMin} line` })
      .max(linesMax, { error: `expected at most ${linesMax} lines` }),
    {
      name: 'uniqueLines',
      expected: 'a line id that no other line of the list has',
      breach: (lines) => repeatedLines(lines.map((each) => each.line)),
    },
  );

export const onShortage = oneOf('backorder', 'refuse');

export const lineQuantity = z.strictObject({ line, quantity }).meta({ id: 'LineQuantity' });
export const lineQuantities = uniqueLines(lineQuantity);

/** Of a shipment: there may be nothing in it. */
export const contents = uniqueLines(lineQuantity, 0);

export const bucket = z
  .enum([
    'open',
    'reserved',
    'backordered',
    'released',
    'cancel_pending',
    'cancelled',
    'shipped',
    'delivered',
    'lost',
    'return_to_sender',
    'delivery_failed',
    'restocked',
    'quarantined',
    'scrapped',
    'missing',
  ])
  .meta({ id: 'Bucket', description: 'The stage of a unit.' });

const move = z
  .strictObject({ line, quantity, from: bucket })
  .meta({ id: 'Move', description: 'Units of one line that leave one bucket.' });

export const moves = z.array(move);
export const disposition = oneOf('restocked', 'quarantined', 'scrapped', 'missing');

/** Units that a node gives back and that are sold to nobody. */
export const withheld = oneOf('not_found', 'damaged');

/** What a node says of units that it does not send. */
export const goods = oneOf('not_found', 'damaged', 'sellable');

/** What a line has asked of a stock so far, as the order says it and as the stock hears it. */
export const requested = {
  request: count,
  asked: total,
  released: total,
  issued: total,
  expected: z.strictObject({ reserved: total, backordered: total }).optional(),
  onShortage,
  unit: unit.optional(),
  goods: withheld.optional(),
  hasLeft: flag.optional(),
  waits: total.optional(),
};

const stockRequest = z
  .strictObject({
    line,
    sku,
    node,
    ...requested,
    trackStock: z
      .literal(false)
      .optional()
      .describe('the line needs no stock: no ledger hears of this'),
  })
  .meta({ id: 'StockRequest', description: "Totals asked for so far on one line's reservation." });

export const requests = z.array(stockRequest);

/** Why a ledger refuses all of a line: its unit does not convert to that of the stock. */
export const unitMismatch = oneOf('unit-mismatch');

export const stockAnswer = z
  .strictObject({
    line,
    request: count,
    reserved: total,
    backordered: total,
    refused: total,
    issued: total,
    reason: unitMismatch.optional(),
    keptIn: unit.optional(),
  })
  .meta({ id: 'StockAnswer', description: "The ledger's resulting totals for one line." });
