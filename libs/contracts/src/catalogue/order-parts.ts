/** What messages of orders are made of, and those of shipping with them. */
import { lineTotalFits, isDecimal, millionths } from '#kernel';
import { z } from 'zod';
import {
  channel, channelRef, code, currency, flag, id, line, linesMax, minor, node, oneOf, price, prose,
  promise, quantity, sku, tenant, text, time, total, count,
} from './forms.js';
import { lawful } from './laws.js';

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
  lawful(
    z.array(item, { error: 'expected a list of lines' })
      .min(linesMin, { error: `expected at least ${linesMin} line` })
      .max(linesMax, { error: `expected at most ${linesMax} lines` }),
    {
      name: 'uniqueLines', expected: 'a line id that no other line of the list has',
      breach: (lines) => repeatedLines(lines.map((each) => each.line)),
    },
  );

export const customer = z.strictObject({
  id: id.optional(), name: text(256).optional(), email: text(320).optional(),
  phone: text(64).optional(),
}).meta({ id: 'Customer', description: 'Personal data.' });

export const address = {
  city: text(128), region: text(128), postalCode: text(32), country: text(64),
};
export const shipTo = z.strictObject({
  name: text(256).optional(), street: text(512).optional(), city: address.city.optional(),
  region: address.region.optional(), postalCode: address.postalCode.optional(),
  country: address.country.optional(), phone: text(64).optional(),
}).meta({ id: 'ShipTo', description: 'Personal data.' });

export const onShortage = oneOf('backorder', 'refuse');
const orderLine = z.strictObject({
  line, sku, node, quantity, unit: text(16), unitPrice: price, onShortage,
}).meta({ id: 'OrderLine' });

const charge = z.strictObject({ code, amount: minor }).meta({ id: 'Charge' });
export const chargesMax = 1_000;

const policy = z.strictObject({
  allOrNothing: flag, onEmpty: oneOf('exception', 'complete'),
  releaseOn: oneOf('paid', 'accepted', 'dispatch'),
  paymentDeadline: time.optional(),
  timers: flag.describe('false for replayed history: no deadline is set'),
}).meta({ id: 'OrderPolicy' });

interface Priced {
  readonly currency: string;
  readonly lines: readonly { readonly quantity: string; readonly unitPrice: string }[];
}
/** Lines whose total is beyond what money can be. What is no decimal at all is another error. */
export const totalsTooLarge = (body: Priced): readonly string[] =>
  body.lines.flatMap((each, at) =>
    isDecimal(each.quantity) && isDecimal(each.unitPrice)
    && !lineTotalFits(each.unitPrice, millionths(each.quantity), body.currency)
      ? [`lines[${at}].unitPrice`] : []);
export const totalsExpected = 'a line total of at most 9·10¹² minor units';

export const orderBody = lawful(
  z.strictObject({
    placedAt: time.optional(), currency, policy,
    customer: customer.optional(), shipTo: shipTo.optional(),
    promise: promise.optional(),
    charges: z.array(charge).max(chargesMax),
    lines: uniqueLines(orderLine, 0),
  }),
  { name: 'lineTotals', expected: totalsExpected, breach: totalsTooLarge },
  { id: 'OrderBody', description: 'What the channel sent, defaults filled in at the edge.' },
);

const attemptsMax = 1_000_000;
export const claim = z.strictObject({
  tenant, channel, channelRef,
  attempt: count.max(attemptsMax).describe('rises only where another reference had the number'),
  placedAt: time.optional().describe("chose the epoch of the number's key"),
}).meta({ id: 'Claim', description: 'The reference that a message claims its number for.' });

export const lineQuantity = z.strictObject({ line, quantity }).meta({ id: 'LineQuantity' });
export const lineQuantities = uniqueLines(lineQuantity);

export const bucket = z.enum([
  'open', 'reserved', 'backordered', 'released', 'cancel_pending', 'cancelled',
  'shipped', 'delivered', 'lost', 'return_to_sender', 'delivery_failed',
  'return_requested', 'return_received', 'restocked', 'quarantined', 'scrapped', 'missing',
  'in_production',
]).meta({ id: 'Bucket', description: 'The stage of a unit.' });
const move = z.strictObject({ line, quantity, from: bucket })
  .meta({ id: 'Move', description: 'Units of one line that leave one bucket.' });
export const moves = z.array(move);

/** The id of a shipment: that of its order, then `-S1`, `-S2`, … */
export const shipmentId = text(32);

export const dispatchFact = z.strictObject({
  kind: z.literal('dispatch'), id, at: time,
  carrier: text(64).optional(), tracking: text(128).optional(),
}).meta({ id: 'DispatchFact' });

export const scanStatus = oneOf(
  'label_created', 'in_transit', 'out_for_delivery', 'delivery_failed', 'delivered', 'lost',
  'returned_to_sender',
);
export const scanReason = {
  name: 'correctionReason', expected: 'a reason, because this scan corrects another',
  breach: (scan: { readonly corrects?: string; readonly reason?: string }) =>
    scan.corrects !== undefined && scan.reason === undefined ? ['reason'] : [],
};
export const scanFact = lawful(
  z.strictObject({
    kind: z.literal('scan'), id, at: time, status: scanStatus,
    location: text(256).optional(), detail: prose.optional(),
    corrects: id.optional().describe('the id of a scan that this one voids'),
    reason: prose.optional(),
  }),
  scanReason,
  { id: 'ScanFact' },
);
export const shipmentFact = z.discriminatedUnion('kind', [dispatchFact, scanFact])
  .meta({ id: 'ShipmentFact' });

export const factScope = z.strictObject({
  shipment: shipmentId.optional(), node: node.optional(), lines: lineQuantities.optional(),
}).meta({
  id: 'FactScope',
  description: 'Which units: a shipment, else lines, else all of a node, else all.',
});

export const paymentStatus = oneOf('pending', 'authorized', 'captured', 'refunded', 'voided');
export const disposition = oneOf('restocked', 'quarantined', 'scrapped', 'missing');

const stockRequest = z.strictObject({
  line, sku, node, request: count, asked: total, released: total, issued: total,
  books: z.strictObject({ reserved: total, backordered: total }).optional(), onShortage,
}).meta({ id: 'StockRequest', description: "Totals asked for so far on one line's reservation." });
export const requests = z.array(stockRequest);

export const stockAnswer = z.strictObject({
  line, request: count, reserved: total, backordered: total, refused: total, issued: total,
}).meta({ id: 'StockAnswer', description: "The ledger's resulting totals for one line." });

export const shipmentNews = z.strictObject({
  shipment: shipmentId, node,
  status: z.enum([
    'planned', 'dispatched', 'in_transit', 'out_for_delivery', 'delivery_failed', 'delivered',
    'lost', 'returned_to_sender', 'refused', 'cancelled',
  ]),
  lines: z.array(lineQuantity),
  carrier: text(64).optional(), tracking: text(128).optional(),
  dispatchedAt: time.optional(), deliveredAt: time.optional(),
}).meta({ id: 'ShipmentNews', description: 'A shipment as shipping last told it.' });

