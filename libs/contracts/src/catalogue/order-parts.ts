/** What messages of orders are made of, and those of shipping with them. */
import { z } from 'zod';
import {
  channel,
  channelRef,
  code,
  currency,
  flag,
  id,
  line,
  linesMax,
  minor,
  node,
  oneOf,
  price,
  prose,
  promise,
  proseOf,
  quantity,
  sku,
  tenant,
  text,
  time,
  tolerance,
  total,
  count,
  unit,
} from './forms.js';
import { constrained } from './constraints.js';
import { metadata } from './metadata.js';
import {
  lineIdBytesExpected,
  lineIdsTooLong,
  orderBytesExpected,
  orderTooLarge,
  orderTotalExpected,
  orderTotalTooLarge,
  totalsExpected,
  totalsTooLarge,
} from './order-size.js';

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

export const customer = z
  .strictObject({
    id: id.optional(),
    name: proseOf(256).optional(),
    email: proseOf(320).optional(),
    phone: proseOf(64).optional(),
  })
  .meta({ id: 'Customer', description: 'Personal data.' });

export const address = {
  city: proseOf(128),
  region: proseOf(128),
  postalCode: proseOf(32),
  country: proseOf(64),
};
export const postalAddress = z
  .strictObject({
    name: proseOf(256).optional(),
    company: proseOf(256).optional(),
    street: proseOf(512).optional(),
    address2: proseOf(512).optional(),
    city: address.city.optional(),
    region: address.region.optional(),
    postalCode: address.postalCode.optional(),
    country: address.country.optional(),
    phone: proseOf(64).optional(),
  })
  .meta({ id: 'Address', description: 'Personal data. A street may have several lines.' });

/** What is said of an order, and reaches people as it is. */
export const remarks = {
  billTo: postalAddress.optional(),
  notes: proseOf(4_000)
    .optional()
    .describe('free words of the customer, such as a gift note; personal data'),
  metadata: metadata.optional(),
};
export const lineRemarks = {
  name: proseOf(512).optional().describe('what the customer knows the SKU by'),
  metadata: metadata.optional(),
};

export const onShortage = oneOf('backorder', 'refuse');
export const notBefore = promise.optional().describe('it does not go to its node before');
export const trackStock = flag
  .optional()
  .describe('false: it needs no stock (a download, a service), and none is asked');
const orderLine = z
  .strictObject({
    line,
    sku,
    node,
    quantity,
    unit,
    unitPrice: price,
    onShortage,
    trackStock,
    notBefore,
    ...lineRemarks,
  })
  .meta({ id: 'OrderLine' });

const charge = z.strictObject({ code, amount: minor }).meta({ id: 'Charge' });
export const chargesMax = 1_000;

const waitSecondsMax = 86_400;
export const waitSeconds = count.max(waitSecondsMax, {
  error: `expected at most ${waitSecondsMax} seconds`,
});
export const shipTogether = oneOf('node', 'order');
export const onChange = oneOf('tell', 'apply');

export const releaseOn = oneOf('paid', 'accepted', 'dispatch');
const policy = z
  .strictObject({
    allOrNothing: flag,
    onEmpty: oneOf('exception', 'complete'),
    releaseOn,
    paymentDeadline: time.optional(),
    paymentTolerance: tolerance.optional(),
    timers: flag.describe('false for replayed history: no deadline is set'),
    releaseWaitSeconds: waitSeconds
      .optional()
      .describe(
        'how long units that become ready later wait for others of their node; 5 if absent',
      ),
    shipTogether: shipTogether.optional().describe('waits for all units of a node or of the order'),
    onChange: onChange
      .optional()
      .describe('what becomes of another body under the same reference; `tell` if absent'),
  })
  .meta({ id: 'OrderPolicy' });

export const charges = z.array(charge).max(chargesMax);
const termsFields = {
  placedAt: time.optional(),
  currency,
  policy,
  customer: customer.optional(),
  shipTo: postalAddress.optional(),
  ...remarks,
  promise: promise.optional(),
  charges,
};
export const terms = z
  .strictObject(termsFields)
  .meta({ id: 'Terms', description: 'What was agreed of an order, without its lines.' });
export const editedLine = orderLine
  .omit({ quantity: true })
  .extend({ added: total })
  .meta({ id: 'EditedLine', description: 'A line as it is agreed; `added` units came on it.' });

export const fieldChanges = z.array(
  z.strictObject({ field: z.string(), first: z.string(), other: z.string() }),
);

const ordered = z.strictObject({ ...termsFields, lines: uniqueLines(orderLine, 0) });
const priced = constrained(
  constrained(ordered, { name: 'lineTotals', expected: totalsExpected, breach: totalsTooLarge }),
  {
    name: 'orderTotal',
    expected: orderTotalExpected,
    breach: (body) => (orderTotalTooLarge(body) ? ['lines'] : []),
  },
);
const named = constrained(priced, {
  name: 'lineIdBytes',
  expected: lineIdBytesExpected,
  breach: ({ lines }) => (lineIdsTooLong(lines) ? ['lines'] : []),
});
export const orderBody = constrained(
  named,
  {
    name: 'orderBytes',
    expected: orderBytesExpected,
    breach: (body) => (orderTooLarge(body) ? [''] : []),
  },
  { id: 'OrderBody', description: 'What the channel sent, defaults filled in at the edge.' },
);

const attemptsMax = 1_000_000;
export const claim = z
  .strictObject({
    tenant,
    channel,
    channelRef,
    attempt: count.max(attemptsMax).describe('rises only where another reference had the number'),
    placedAt: time.optional().describe("chose the epoch of the number's key"),
  })
  .meta({ id: 'Claim', description: 'The reference that a message claims its number for.' });

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

/** Of a shipment. */
export const opened = z
  .literal(true)
  .optional()
  .describe('facts told that it left, no policy lets it go: its node is asked for nothing');

/** The id of a shipment: that of its order, then `-S1`, `-S2`, … */
export const shipmentId = text(32);

export const carrier = text(64);
export const tracking = text(128);

const shared = z
  .literal(true)
  .optional()
  .describe('a part of what several shipments were told: all facts together say which has what');

export const dispatchFact = z
  .strictObject({
    kind: z.literal('dispatch'),
    id,
    at: time,
    carrier: carrier.optional(),
    tracking: tracking.optional(),
    lines: lineQuantities
      .optional()
      .describe('absent: whatever no other dispatch of the shipment names'),
    node: node.optional().describe('the node, all of whose units left'),
    corrects: id.optional().describe('the id of a dispatch that this one mends'),
    reason: prose.optional(),
    shared,
  })
  .meta({ id: 'DispatchFact', description: 'A parcel left; its identity is the id of this.' });

export const scanStatus = oneOf(
  'label_created',
  'in_transit',
  'out_for_delivery',
  'delivery_failed',
  'delivered',
  'lost',
  'returned_to_sender',
  'unknown',
);
export const scanReason = {
  name: 'correctionReason',
  expected: 'a reason, because this scan corrects another',
  breach: (scan: { readonly corrects?: string; readonly reason?: string }) =>
    scan.corrects !== undefined && scan.reason === undefined ? ['reason'] : [],
};
export const scanFact = constrained(
  z.strictObject({
    kind: z.literal('scan'),
    id,
    at: time,
    status: scanStatus,
    raw: text(64).optional().describe('the word, where it is unknown'),
    parcel: id.optional(),
    tracking: tracking.optional(),
    lines: lineQuantities.optional(),
    node: node.optional(),
    location: proseOf(256).optional(),
    detail: prose.optional(),
    corrects: id.optional().describe('the id of a scan that this one voids'),
    reason: prose.optional(),
    shared,
  }),
  scanReason,
  { id: 'ScanFact' },
);
export const correctionNote = z
  .strictObject({ id, corrects: id, reason: prose.optional() })
  .meta({ id: 'Correction', description: 'What a correction says of itself.' });
export const shipmentFact = z
  .discriminatedUnion('kind', [dispatchFact, scanFact])
  .meta({ id: 'ShipmentFact' });

export const factScope = z
  .strictObject({
    shipment: shipmentId.optional(),
    node: node.optional(),
    lines: lineQuantities.optional(),
  })
  .meta({
    id: 'FactScope',
    description: 'Which units: a shipment, else lines, else all of a node, else all.',
  });

export const paymentStatus = oneOf('pending', 'authorized', 'captured', 'refunded', 'voided');
export const disposition = oneOf('restocked', 'quarantined', 'scrapped', 'missing');

/** Units that a node gives back and that are sold to nobody. */
export const withheld = oneOf('not_found', 'damaged');
/** What a node says of units that it does not send. */
export const goods = oneOf('not_found', 'damaged', 'sellable');

const stockRequest = z
  .strictObject({
    line,
    sku,
    node,
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

const parcelWords = [
  'dispatched',
  'in_transit',
  'out_for_delivery',
  'delivery_failed',
  'delivered',
  'lost',
  'returned_to_sender',
] as const;
const parcelStatus = z.enum(parcelWords);
const shipmentStatus = z.enum([
  'planned',
  'partly_dispatched',
  ...parcelWords,
  'refused',
  'cancelled',
]);

const parcelContents = z.array(z.strictObject({ line, quantity, status: parcelStatus }));
const parcel = z
  .strictObject({
    parcel: id,
    status: parcelStatus,
    contents: parcelContents,
    carrier: carrier.optional(),
    tracking: tracking.optional(),
    dispatchedAt: time.optional(),
    deliveredAt: time.optional(),
    returnedAt: time.optional().describe('when the first of it came back to its sender'),
    whole: flag.optional().describe('its dispatch names no lines'),
    scans: z.array(id),
    resent: z
      .array(lineQuantity.extend({ at: time }))
      .optional()
      .describe('of what came back to its sender: what left again in other parcels, and when'),
  })
  .meta({ id: 'ParcelNews', description: 'A parcel, by the id of its dispatch.' });

export const concern = z
  .strictObject({ exception: code, line: line.optional(), reason: prose, corrects: id.optional() })
  .meta({ id: 'Concern', description: 'Something in the facts that people must look at.' });

export const shipmentNews = z
  .strictObject({
    shipment: shipmentId,
    node,
    status: shipmentStatus,
    lines: z.array(lineQuantity),
    carrier: carrier.optional(),
    tracking: tracking.optional(),
    dispatchedAt: time.optional(),
    deliveredAt: time.optional(),
    parcels: z.array(parcel).optional(),
    concerns: z.array(concern).optional(),
  })
  .meta({ id: 'ShipmentNews', description: 'A shipment as shipping last told it.' });
